"""What a page says besides its records goes into the run's notices: a source's own totals, and what was left out."""

from typing import TYPE_CHECKING

from store.vocabulary import Level

if TYPE_CHECKING:
    from crawler.page import Page


def note(page: "Page", code: str, message: str, *, level: Level = Level.INFO, count: int = 1) -> None:
    """A remark with the page's address as its place. Pages read without a run (tests) have nobody to tell."""
    if page.notices is not None and count:
        page.notices.add(code, message, level=level, place=page.url, count=count)


def aggregate(page: "Page", label: str, count: object, mean: object, best: object = 5) -> None:
    """How many reviews a source counts of somebody, and their mean: a volume that a sample of a few must never stand for."""
    if count is not None or mean is not None:
        note(page, "aggregate_rating", f"{label}: {count} ratings, mean {mean} of {best}")
