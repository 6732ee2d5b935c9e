"""The weight of evidence on labelled records: by scene, calibrated or not, and learned in one domain, tried in another."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np

from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import drawn, share
from scoring.evaluations.reliability import diagram
from scoring.evidence.authenticity.weights import FLOOR, shipped
from scoring.training.authenticity import fit
from scoring.training.measures import ranked_right
from scoring.training.scenes import Scenes, scenes_of

NAME = "authenticity"
LOW = 0.6
"""A weight up to here is called low in the figures."""
CARD = Card(
    title="Weight of evidence",
    what="0 to 1 per record: words × account, each a logistic sum of signs that can only lower it ("
    + ", ".join(f"{name} {value:g}" for name, value in shipped().adds.items())
    + f"). Words alone (thin, mismatch, copies, copies_soon) never go below {FLOOR}. No model of style is in it: see the card deception.",
    input="records with author, moment, mark, text; JSON lines of docs/record-format.md with `is_full` (stands for itself) and `scene`, or CSV with "
    "text and deceptive",
    output="weight, whether it abstains, reasons in English and Turkish, the number of each sign",
    learned_from=", ".join(f"{name} ({told})" for name, told in dict(shipped().facts.get("files", {})).items())  # type: ignore[call-overload]
    + "; m1 is `python -m tests.world.campaigns m1.jsonl --seed 1`; where nothing is known one record in twenty is taken not to stand for itself",
    not_for="calling a record, a person or a firm anything; deciding what is removed",
    known_faults=(
        "account signs were learned in a simulated market, whose campaigns are our own idea of one: no labelled set with accounts was at hand",
        "who changes a word in forty, puts a figure into each copy or waits days between accounts is not seen",
        "a petition sent word for word by different customers weighs less from its third sender on, half from the fourth; with a figure or name of their own it weighs in full",
        "words that tell little of a matter that happened (two or three words) weigh like insults: half",
        "accounts are known by their source's pseudonym only: one person on two platforms is two",
    ),
)
FLOORS = {"praise_campaign": 0.85, "complaint_campaign": 0.75}
"""Least share of low weights; in all other scenes where people write for themselves at most 3 % may be low."""
SELF = ("people", "outage", "mould", "launch")


def evaluate(path: Path) -> Evaluation:
    """Figures of one labelled file."""
    (found,) = scenes_of(path)
    weight = shipped().weights(found.features)
    figures = [*_scenes(found, weight), drawn("ranked rightly (AUC)", ranked_right, found.is_full, weight),
               Figure("smallest weight", float(weight.min()), weight.size, at_least=FLOOR if path.suffix == ".csv" else None),
               *diagram(found.is_full, weight, "shipped"), *across(found)]  # fmt: skip
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _scenes(found: Scenes, weight: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Iterator[Figure]:
    for name in np.unique(found.scene).tolist():
        here = weight[found.scene == name]
        if name in SELF:
            yield share(f"weigh more than {LOW}, {name}", int((here > LOW).sum()), here.size, 0.97)
        else:
            yield share(f"weigh {LOW} or less, {name}", int((here <= LOW).sum()), here.size, FLOORS.get(name))
        yield Figure(f"mean weight, {name}", float(here.mean()), here.size)


def across(found: Scenes) -> Iterator[Figure]:
    """Each source by a model that learned from one of the others only."""
    parts = [found.part(name) for name in np.unique(found.source).tolist()]
    for one, other in permutations(parts, 2):
        weight = fit([one]).weights(other.features)
        yield drawn(f"AUC on {other.name}, learned on {one.name} alone", ranked_right, other.is_full, weight)
