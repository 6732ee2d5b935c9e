"""`terazi train NAME --data FILE --out FILE`: the weights of a model of the evidence, made again from a labelled file.

A module here with a `NAME` and a `train(path, out, seed)` is a training; nothing is registered anywhere. scikit-learn is
imported here and nowhere else in this room: scoring with the weights is numpy.
"""

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from scoring.errors import ScoringError

Train = Callable[[Path, Path, int], dict[str, object]]
"""Reads a labelled file, writes weights; tells what it learned from: rows, what it chose and by which figure."""


@cache
def trainings() -> dict[str, Train]:
    """Every training by its name."""
    modules = [import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")]
    return {module.NAME: module.train for module in modules if hasattr(module, "NAME")}


def train(name: str, path: Path, out: Path, seed: int = 1) -> dict[str, object]:
    """Train one model. The same file and seed give the same weights. Raises ScoringError for a name there is none of and a file that is not there."""
    known = trainings()
    if name not in known:
        raise ScoringError(f"no training {name!r}; there are {', '.join(sorted(known))}")
    if not path.exists():
        raise ScoringError(f"no file {path}")
    out.parent.mkdir(parents=True, exist_ok=True)
    return known[name](path, out, seed)
