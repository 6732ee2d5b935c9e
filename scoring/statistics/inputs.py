"""Checks on the way in: arrays become float64, and what cannot be meant raises early."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.errors import ScoringError

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def finite(name: str, values: ArrayLike) -> Floats:
    """`values` as float64. Raises ScoringError where one is NaN or infinite."""
    array = np.asarray(values, dtype=np.float64)
    _refuse(name, array, ~np.isfinite(array), "finite")
    return array


def non_negative(name: str, values: ArrayLike) -> Floats:
    """`values` as float64, each >= 0. Raises ScoringError otherwise."""
    array = finite(name, values)
    _refuse(name, array, array < 0, ">= 0")
    return array


def positive(name: str, values: ArrayLike) -> Floats:
    """`values` as float64, each > 0. Raises ScoringError otherwise."""
    array = finite(name, values)
    _refuse(name, array, array <= 0, "> 0")
    return array


def share(name: str, values: ArrayLike) -> Floats:
    """`values` as float64 in 0..1, ends included. Raises ScoringError otherwise."""
    array = non_negative(name, values)
    _refuse(name, array, array > 1, "<= 1")
    return array


def inside(name: str, value: float) -> float:
    """A probability strictly between 0 and 1, such as a confidence level. Raises ScoringError otherwise."""
    if not 0 < value < 1:
        raise ScoringError(f"{name} must lie between 0 and 1; got {value}")
    return float(value)


def counts_with_expected(observed: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    """Observed and expected of equal shape, both >= 0; an event where none can be expected (O > 0, E = 0) raises."""
    O, E = non_negative("observed", observed), non_negative("expected", expected)
    same_length(observed=O, expected=E)
    _refuse("expected", E, (E == 0) & (O > 0), "> 0 where something was observed")
    return O, E


def at_most(name: str, values: Floats, limit_name: str, limits: Floats) -> None:
    """Raises ScoringError unless values <= limits, element by element."""
    _refuse(name, values, values > limits, f"<= {limit_name}")


def index(name: str, values: ArrayLike, size: int) -> Integers:
    """`values` as positions 0..size-1. Raises ScoringError where one lies outside or is not whole."""
    array = np.asarray(values)
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ScoringError(f"{name} must hold whole numbers; got {array.dtype}")
    _refuse(name, array, (array < 0) | (array >= size), f"in 0..{size - 1}")
    return array.astype(np.intp)


def summed(position: Integers, values: Floats, size: int) -> Floats:
    """Sum of `values` at each position 0..size-1, in the order given."""
    return np.bincount(position, weights=values, minlength=size).astype(np.float64)


def same_length(**arrays: NDArray[np.generic]) -> None:
    """Raises ScoringError unless all arrays have one shape."""
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        raise ScoringError(f"shapes differ: {shapes}")


def _refuse(name: str, array: NDArray[np.generic], wrong: NDArray[np.bool_], rule: str) -> None:
    if np.any(wrong):
        where = int(np.flatnonzero(wrong)[0])
        raise ScoringError(f"{name} must be {rule}; got {array.flat[where]} at position {where}")
