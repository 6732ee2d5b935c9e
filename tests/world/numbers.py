"""Draws that the standard library's Random does not have, reproducible on every platform."""

import math
from random import Random
from statistics import NormalDist


def poisson(rng: Random, mean: float) -> int:
    """A Poisson count: product of uniforms in chunks, exact for any mean."""
    count, left = 0, mean
    while left > 0:
        step = min(left, 30.0)
        limit, product = math.exp(-step), rng.random()
        while product > limit:
            count, product = count + 1, product * rng.random()
        left -= step
    return count


def gamma_ratio(rng: Random) -> float:
    """A true ratio of a brand: Gamma with shape 4 and rate 4, mean 1, sd 0.5."""
    return rng.gammavariate(4.0, 0.25)


def shares(rng: Random, centre: tuple[float, ...], concentration: float) -> tuple[float, ...]:
    """A Dirichlet draw round `centre`."""
    draws = [rng.gammavariate(concentration * part, 1.0) for part in centre]
    return tuple(draw / sum(draws) for draw in draws)


def sizes(rng: Random, count: int, median: float, sigma: float) -> list[int]:
    """Customers of `count` brands: log-normal, one draw in each of `count` equal slices so that the span is always there, shuffled."""
    slices = [NormalDist().inv_cdf((i + 0.2 + 0.6 * rng.random()) / count) for i in range(count)]
    rng.shuffle(slices)
    return [_round(median * math.exp(sigma * z)) for z in slices]


def pick(rng: Random, weights: tuple[float, ...]) -> int:
    """An index drawn by weight."""
    return rng.choices(range(len(weights)), weights)[0]


def _round(value: float) -> int:
    return int(float(f"{value:.4g}"))
