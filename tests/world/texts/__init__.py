"""Invented Turkish sentences with slots, by sector and issue. None is taken from anybody's text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """What people write about one issue, and what a brand can say to it."""

    topic: str
    titles: tuple[str, ...]
    openings: tuple[str, ...]
    details: tuple[str, ...]
    answers: tuple[str, ...]
    products: tuple[str, ...] = ()
