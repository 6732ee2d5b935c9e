"""The weight of evidence: how much each sign says, from labelled records. A sign can only speak against a record, a check only for it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from scoring.errors import ScoringError
from scoring.evidence.authenticity.weights import EASES, FEATURES, Floats, Model
from scoring.training.scenes import Scenes, scenes_of

NAME = "authenticity"
HELD_BACK = 1.0
"""Ridge: a sign that hardly occurs learns hardly anything."""
SHARE = 0.05
"""Of records not of their own making, the share that is taken for granted where nothing is known: the bias. Not learned, because a
file's own share is its maker's choice."""
BIAS = round(float(np.log(SHARE / (1 - SHARE))), 4)


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from a file or a folder of them; each file has its own level, the signs' worth is one. `seed`: nothing is drawn."""
    files = scenes_of(path)
    model = fit(files)
    out.write_text(model.as_json(), encoding="utf-8")
    return {**model.facts, "seed": seed}


def fit(files: Sequence[Scenes]) -> Model:
    """Penalised likelihood within bounds. Raises ScoringError where a file has records of one kind only."""
    for one in files:
        if one.is_full.all() or not one.is_full.any():
            raise ScoringError(f"{one.name}: records of both kinds are needed")
    size = len(FEATURES)
    bounds = [(None, 0) if name == EASES else (0, None) for name in FEATURES] + [(0.02, 0.999)] * len(files)
    start = np.concatenate([np.where(np.array(FEATURES) == EASES, -0.1, 0.5), [one.is_full.mean() for one in files]])
    found = minimize(_loss, start, args=(files,), bounds=bounds, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-11})  # fmt: skip
    adds = {name: round(float(value), 3) + 0.0 for name, value in zip(FEATURES, found.x[:size], strict=True)}
    counts = {one.name: f"{int(one.is_full.sum())} of {one.is_full.size} stand for themselves" for one in files}
    return Model(BIAS, adds, {"files": counts, "ridge": HELD_BACK, "share": SHARE})


def _loss(given: Floats, files: Sequence[Scenes]) -> float:
    """Logistic loss over all files with a ridge on the signs; each file has its own share of records that stand for themselves."""
    model = Model(BIAS, dict(zip(FEATURES, given.tolist(), strict=False)))
    loss = HELD_BACK * float(given[: len(FEATURES)] @ given[: len(FEATURES)]) / 2
    for one, level in zip(files, given[len(FEATURES) :].tolist(), strict=True):
        share = level * model.words(one.features) * model.account(one.features)
        loss -= float(np.log(np.where(one.is_full, share, 1 - share)).sum())
    return loss
