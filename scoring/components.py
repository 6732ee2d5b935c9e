"""Every number is a Component: a value with its interval, what it was made from, and a sentence a newspaper could print."""

from dataclasses import dataclass


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
    **values: float | str,
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


def plain(value: float, digits: int, language: str) -> str:
    """A number as people of a language write it: 1,234.5 in English, 1.234,5 in Turkish; `digits` after the point."""
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def both(english: str, turkish: str, /, *, digits: int = 1, **values: float | str) -> tuple[str, str]:
    """The same sentence in English and Turkish with the values filled in; floats get `digits` decimals, whole numbers none."""
    return fill(english, "en", digits, values), fill(turkish, "tr", digits, values)


def fill(sentence: str, language: str, digits: int, values: dict[str, float | str]) -> str:
    """One sentence with its values written as its language writes them."""
    written = {
        name: value if isinstance(value, str) else plain(value, 0 if isinstance(value, int) else digits, language)
        for name, value in values.items()
    }
    return sentence.format(**written)
