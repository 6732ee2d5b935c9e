"""The declaration of a source: where it lies, under which terms, how politely it is asked, what it must yield."""

import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from store.vocabulary import Tier

if TYPE_CHECKING:
    from crawler.page import Page
    from crawler.visit import Visit

    SOURCES: dict[str, "Source"]


@dataclass(frozen=True)
class Expectations:
    """What a run must yield. Counts hold for a run over everything, shares for any run of 20 records or more.

    Below `min_records` or a filled share the run fails; above `max_records` it warns.
    """

    min_records: int
    max_records: int
    filled: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One place records come from. `crawl` walks it, `read` turns one archived page into values and touches nothing."""

    source_id: str
    name: str
    kind: str
    tier: Tier
    homepage: str
    base_url: str
    licence: str
    terms: str
    time_zone: str
    language: str
    personal: tuple[str, ...]
    unknown: tuple[str, ...]
    parser_version: str
    answers: str
    delay_s: float
    block_pause_s: float = 3600.0
    expects: Expectations
    crawl: "Callable[[Visit], Awaitable[None]]"
    read: "Callable[[Page], Any]"

    def __post_init__(self) -> None:
        if self.answers not in {"html", "json"}:
            raise ValueError(f"{self.source_id}: answers must be html or json")
        if self.delay_s < (5 if self.answers == "html" else 1):
            raise ValueError(f"{self.source_id}: {self.delay_s} s between two requests is not polite")

    def declaration(self) -> dict[str, Any]:
        """All of it but the functions, for the row of `source`."""
        said = {name: value for name, value in vars(self).items() if not callable(value)}
        return said | {"expects": asdict(self.expects), "tier": self.tier.value}


@cache
def _find() -> dict[str, Source]:
    import crawler.sources as folder

    modules = [import_module(found.name) for found in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}.")]
    sources = {module.SOURCE.source_id: module.SOURCE for module in modules if hasattr(module, "SOURCE")}
    return dict(sorted(sources.items()))


def __getattr__(name: str) -> dict[str, Source]:
    """`SOURCES`: every source by its id, found when first asked for."""
    if name == "SOURCES":
        return _find()
    raise AttributeError(name)
