"""What moved between two days: the change of a brand's latent mean split exactly into named parts (B2).

The parts are Shapley values: each input is exchanged for the later day's in every possible order, and its part is the mean
of what its own exchange did. So they add up, none depends on an order somebody chose, and an input that did not change,
or has no say in a dimension, has part 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial, log, nan

import numpy as np

from scoring.components import Component, said
from scoring.errors import ScoringError
from scoring.moved_state import State, View
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import Posterior, binomial_posterior, poisson_posterior
from scoring.statistics.inputs import Floats
from scoring.statistics.logistic_normal import cells

INPUTS = ("volume", "denominator", "mix", "authenticity", "removals", "method")
SERVICE = "service"
"""How matters were handled. Volume does not know it; times and shares have it besides the six."""
NAMES = {
    "volume": ("the number of matters", "konu sayısı"), "denominator": ("the customer base", "müşteri tabanı"),
    "mix": ("the mix of complaints", "şikâyet bileşimi"), "authenticity": ("the weight of the evidence", "kanıtların ağırlığı"),
    "removals": ("removed records", "kaldırılan kayıtlar"), "method": ("method and standard", "yöntem ve standart"),
    SERVICE: ("how matters were handled", "konuların ele alınışı"),
}  # fmt: skip
NOTES = {
    "denominator": (" This says nothing of its service.", " Bu, hizmet hakkında bir şey söylemez."),
    "removals": (" What is removed stays counted and goes on waiting.", " Kaldırılan kayıt sayılmaya ve beklemeye devam eder."),
}  # fmt: skip


@dataclass(frozen=True)
class Value:
    """What a state comes to: latent mean and variance, score 0-100, and ln(O/E) at the median exposure (NaN where O or E is 0)."""

    m: float
    v: float
    score: float
    log_ratio: float


@dataclass(frozen=True)
class Part:
    """One input's part of the change: in latent units, and of ln(O/E) (None where a logarithm on the way does not exist)."""

    name: str
    latent: float
    log_ratio: float | None


@dataclass(frozen=True)
class Moved:
    """The change from `before` to `after`; the parts' `latent` add up to its `latent`, their `log_ratio` to its `log_ratio`."""

    dimension: str
    before: Value
    after: Value
    parts: tuple[Part, ...]

    @property
    def latent(self) -> float:
        """Change of the latent mean; above 0 is the wanted side."""
        return self.after.m - self.before.m

    @property
    def log_ratio(self) -> float:
        """Change of ln(O/E)."""
        return self.after.log_ratio - self.before.log_ratio

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(one for one in self.parts if one.name == name)


def what_moved(before: State, after: State) -> Moved:
    """The six inputs' exact parts in the change of one brand's dimension, and for times and shares that of its service (B2).

    A denominator's change has its own part and no other. Removed matters stay in O and in the count, so removals are 0 in
    volume and in shares; in times they are the hours that removed matters wait on (never below 0 in E, so a part above 0 means
    only that fewer are waiting so). Raises ScoringError for two dimensions, or where a state lacks the other's half-life.
    """
    if before.dimension != after.dimension:
        raise ScoringError(f"states of one dimension are compared; got {before.dimension} and {after.dimension}")
    names = INPUTS if before.dimension == "volume" else (*INPUTS, SERVICE)
    values = {
        later: value({name: after if name in later else before for name in (*INPUTS, SERVICE)})
        for size in range(len(names) + 1)
        for later in map(frozenset, combinations(names, size))
    }
    latent, ratio = (_shapley(names, {key: getattr(one, what) for key, one in values.items()}) for what in ("m", "log_ratio"))  # fmt: skip
    parts = tuple(Part(name, latent[name], None if np.isnan(ratio[name]) else ratio[name]) for name in names)
    return Moved(before.dimension, values[frozenset()], values[frozenset(names)], parts)


def what_moved_together(moves: Mapping[str, Moved], before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Part, ...]:  # fmt: skip
    """Parts of the change of the composite's latent mean M (SPEC-26) from those of its dimensions, under the weights of each day.

    A change of weights belongs to the method. A dimension missing in `moves` had no data on either day.
    """
    first, second = _scaled(before), _scaled(after)
    parts = dict.fromkeys((*INPUTS, SERVICE), 0.0)
    for dimension, one in moves.items():
        middle = (first.get(dimension, 0.0) + second.get(dimension, 0.0)) / 2
        for part in one.parts:
            parts[part.name] += middle * part.latent
        parts["method"] += (second.get(dimension, 0.0) - first.get(dimension, 0.0)) * (one.before.m + one.after.m) / 2
    return tuple(Part(name, latent, None) for name, latent in parts.items())


def told(moved: Moved) -> Iterator[Component]:
    """The parts as components, then their sum."""
    for part in moved.parts:
        (english, turkish), (note_en, note_tr) = NAMES[part.name], NOTES.get(part.name, ("", ""))
        yield said(f"moved_{part.name}", part.latent, "latent units", f"{english.capitalize()}: {{value}}.{note_en}",
                   f"{turkish.capitalize()}: {{value}}.{note_tr}", digits=2)  # fmt: skip
    yield said("moved", moved.latent, "latent units", "Together: {value}; the score went from {first} to {second}.",
               "Toplam: {value}; puan {first} iken {second} oldu.", digits=2, first=moved.before.score, second=moved.after.score)  # fmt: skip


def value(inputs: Mapping[str, State]) -> Value:
    """What the inputs come to, each taken from the state given for it. One state for all gives that state's own estimate."""
    states, measure = inputs, inputs["method"].measure
    views = {name: _view(state, measure.half_life_days) for name, state in states.items()}
    strata = sorted(views["mix"].shares)
    weight = np.array([views["volume"].count * views["mix"].shares[one] * views["authenticity"].authenticity.at(one)[0] for one in strata])  # fmt: skip
    observed = weight * np.array([views[SERVICE].observed.at(one)[0] for one in strata])
    rates = np.array([measure.rates.at(one) for one in strata])
    scale = _scale(views["volume"], views["authenticity"], states["method"])
    if states["method"].dimension in ("dialogue", "voices"):
        return _share(weight, observed, rates[:, 0] if len(rates) else np.zeros(0), scale, measure.prior)
    if states["method"].dimension == "volume":
        return _count(float(observed.sum()), (states["denominator"].customers or nan) * measure.rates.otherwise[0], scale, inputs)  # fmt: skip
    hours = [np.add(views[SERVICE].online.at(one), views["removals"].gone.at(one)) for one in strata]
    expected = sum(q * float(time @ rate) for q, time, rate in zip(weight.tolist(), hours, rates, strict=True))
    return _count(float(observed.sum()), float(expected) or nan, scale, inputs)


def _view(state: State, half_life: float) -> View:
    if half_life not in state.views:
        raise ScoringError(f"the state has no view of a half-life of {half_life} days; it has {sorted(state.views)}")
    return state.views[half_life]


def _scale(volume: View, authenticity: View, method: State) -> float:
    """c_b of SPEC-19 from the one's decays and the other's mean authenticity."""
    here, other = volume.whole, authenticity.whole
    total = here.decay * (other.weight / other.decay if other.decay else 1.0)
    square = here.decay_squares * (other.weight_squares / other.decay_squares if other.decay_squares else 1.0)
    prior = method.measure.scale_prior_records
    return (square + prior * method.measure.sector_scale) / (total + prior)


def _count(observed: float, expected: float, scale: float, inputs: Mapping[str, State]) -> Value:
    measure, base = inputs["method"].measure, inputs["denominator"]
    if not (expected > 0 and isinstance(measure.prior, GammaPrior)):
        return Value(0.0, 1.0, 50.0, _log(observed, expected * np.exp(base.shift)))
    found = poisson_posterior([observed / scale], [expected / scale], measure.prior, low_is_better=inputs["method"].low_is_better,
                              sigma=base.sigma, shift=base.shift, centred=measure.centred_exposure)  # fmt: skip
    return _value(found, _log(observed, expected * np.exp(base.shift)))


def _share(trials: Floats, successes: Floats, logits: Floats, scale: float, prior: GammaPrior | float | None) -> Value:
    used = np.isfinite(logits)
    n, y, eta = trials[used], np.minimum(successes, trials)[used], logits[used]
    ratio = _log(float(y.sum()), float((n / (1 + np.exp(-eta))).sum()))
    if not isinstance(prior, float) or not n.sum() > 0:
        return Value(0.0, 1.0, 50.0, ratio)
    return _value(binomial_posterior(cells(np.zeros(n.size, np.intp), y / scale, n / scale, eta, 1), prior), ratio)


def _value(found: Posterior, ratio: float) -> Value:
    return Value(float(found.m[0]), float(found.v[0]), float(found.score[0]), ratio)


def _log(observed: float, expected: float) -> float:
    return log(observed / expected) if observed > 0 and expected > 0 else nan


def _shapley(names: tuple[str, ...], values: Mapping[frozenset[str], float]) -> dict[str, float]:
    """Each player's mean marginal value over all orders: sum over coalitions S without it of |S|! (n-|S|-1)!/n! (v(S+i) - v(S))."""
    n, parts = len(names), dict.fromkeys(names, 0.0)
    for some, worth in values.items():
        share = factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n) if len(some) < n else 0.0
        for name in names:
            if name not in some:
                parts[name] += share * (values[some | {name}] - worth)
    return parts


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    kappa = float(np.sqrt(sum(one**2 for one in weights.values())))
    return {name: one / kappa for name, one in weights.items()}
