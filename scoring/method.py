"""The method: its name, version, parameters, and its public text, which is the docstrings of the functions that do the work."""

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

NAME, VERSION = "TERAZI-SPEC", "1.3"
WEIGHTS = {"volume": 0.25, "resolution": 0.25, "responsiveness": 0.20, "dialogue": 0.15, "voices": 0.15}


@dataclass(frozen=True)
class Parameters:
    """Every constant of the method. Numbers in brackets are the paragraphs of the specification they come from."""

    weights: dict[str, float] = field(default_factory=lambda: dict(WEIGHTS))  # SPEC-25
    half_life_days: float = 180.0  # SPEC-4: a complaint half a year old counts half; 0 = no decay
    window_days: int = 730  # SPEC-4
    rate_days: int = 365  # complaints per 100,000 customers are counted over the last year, without decay
    scale_prior_records: float = 5.0  # SPEC-19
    types_count: int = 20  # strata: the most frequent types of a sector, the rest together
    prior_events: float = 5.0  # SPEC-10
    template_uses: int = 5  # SPEC-14: a wording a brand gave this often is a template, not an answer
    smallest_group: int = 5  # SPEC-8: fewer brands with E >= 1 are no peer group
    enough_expected: float = 1.0  # SPEC-34
    enough_trials: float = 10.0  # SPEC-34
    centred_exposure: bool = True  # SPEC-22 with nodes at each likelihood's own mode (docs/method.md)
    exposure_in_prior: bool = True  # SPEC-20 over the range of the base (docs/method.md)
    ranked_reliability: float = 0.5  # SPEC-30
    provisional_reliability: float = 0.3  # SPEC-30
    tier_loss_ratio: float = 0.25  # SPEC-31
    signal_rate: float = 0.05  # SPEC-33
    rank_draws: int = 4000  # SPEC-30
    timed_share: float = 0.8  # a dimension of times is scored where at least this share of its events has a time


@dataclass(frozen=True)
class MethodStep:
    """One function of the method as the public reads it."""

    name: str
    dimension: str
    spec: str
    sentence_en: str
    sentence_tr: str
    doc: str


def step(function: Callable[..., object], dimension: str, spec: str, english: str, turkish: str) -> MethodStep:
    """The public text of a function: its sentence in both languages and its own docstring."""
    return MethodStep(
        f"{function.__module__}.{function.__qualname__}",
        dimension,
        spec,
        english,
        turkish,
        inspect.getdoc(function) or "",
    )


def as_json(parameters: Parameters) -> str:
    """The parameters as canonical JSON: part of the standard's hash."""
    return json.dumps(asdict(parameters), sort_keys=True)
