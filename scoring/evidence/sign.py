"""What every sign of evidence comes to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """One sign on one record: `value` in the unit its model card names (None: it abstains), and why, in both languages.

    A sign is evidence, never a verdict: nothing here calls a record fake or a person a liar.
    """

    name: str
    value: float | None
    because_en: str
    because_tr: str
