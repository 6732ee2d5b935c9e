"""Every number is a Component: a value with its interval, what it was made from, and a sentence a newspaper could print."""

from dataclasses import dataclass
from datetime import date

from store.written import day, number

Value = float | str | date


@dataclass(frozen=True)
class Component:
    """One step of a score. `n` is how many records (or complaints) stand behind it; `unit` is "" for a pure number."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    sentence_en: str
    sentence_tr: str


Interval = tuple[float | None, float | None]


def said(
    name: str, value: float | None, unit: str, english: str, turkish: str, *, n: int = 0, ends: Interval = (None, None), digits: int = 1,
    **values: Value,
) -> Component:  # fmt: skip
    """A component whose sentences have {placeholders}: value, low and high are filled in by themselves, others as given."""
    filled = {"value": value, "low": ends[0], "high": ends[1], **values}
    return Component(
        name,
        value,
        *ends,
        n,
        unit,
        *both(english, turkish, digits=digits, **{k: v for k, v in filled.items() if v is not None}),
    )


def both(english: str, turkish: str, /, *, digits: int = 1, **values: Value) -> tuple[str, str]:
    """The same sentence in English and Turkish with the values filled in; floats get `digits` decimals, whole numbers none, a day its month's name."""
    return fill(english, "en", digits, values), fill(turkish, "tr", digits, values)


def fill(sentence: str, language: str, digits: int, values: dict[str, Value]) -> str:
    """One sentence with its values written as its language writes them."""
    return sentence.format(**{name: _written(value, language, digits) for name, value in values.items()})


def _written(value: Value, language: str, digits: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day(value, language)
    return number(value, 0 if isinstance(value, int) else digits, language)
