"""Waiting times with multiplicative truth: hazard = theta x stratum x piecewise base, drawn by inversion."""

import math
from random import Random

RESPONSE_BINS = (0.0, 0.25, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720)
RESPONSE_CUMULATIVE = (0.0, 0.01, 0.05, 0.10, 0.19, 0.34, 0.45, 0.68, 0.90, 1.02, 1.18, 1.28, 1.45, 1.62)
RESOLUTION_BINS = (0.0, 4, 12, 24, 48, 96, 168, 336, 720, 1440, 2160)
RESOLUTION_CUMULATIVE = (0.0, 0.02, 0.10, 0.22, 0.42, 0.66, 0.86, 1.10, 1.34, 1.50, 1.58)
DIFFICULTY_FACTOR = {1: 1.5, 2: 1.0, 3: 0.6}
ISSUE_FACTORS = (1.25, 0.8, 1.0, 1.15, 0.85)
CONFIRMATION_SHARE = 0.6


def cumulative(hours: float, bins: tuple[float, ...], totals: tuple[float, ...]) -> float:
    """Base cumulative hazard at `hours`: straight between the bin edges, flat after the last."""
    for left, right, low, high in zip(bins, bins[1:], totals, totals[1:], strict=False):
        if hours <= right:
            return low + (high - low) * (hours - left) / (right - left)
    return totals[-1]


def draw_hours(rng: Random, factor: float, bins: tuple[float, ...], totals: tuple[float, ...]) -> float | None:
    """Hours until the event, or None when it does not come within the horizon."""
    target = -math.log(1 - rng.random()) / factor
    for left, right, low, high in zip(bins, bins[1:], totals, totals[1:], strict=False):
        if target <= high:
            return left + (right - left) * (target - low) / (high - low)
    return None


def stratum_factor(issue_index: int, difficulty: int) -> float:
    """What an issue and a difficulty do to every hazard, the same for all brands."""
    return ISSUE_FACTORS[issue_index] * DIFFICULTY_FACTOR[difficulty]


def response_hours(rng: Random, theta: float, stratum: float) -> float | None:
    """Hours to the first substantive answer."""
    return draw_hours(rng, theta * stratum, RESPONSE_BINS, RESPONSE_CUMULATIVE)


def resolution_hours(rng: Random, theta: float, stratum: float) -> float | None:
    """Hours to the settlement, whether or not the customer says so."""
    return draw_hours(rng, theta * stratum, RESOLUTION_BINS, RESOLUTION_CUMULATIVE)
