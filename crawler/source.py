"""The declaration of a source: where it lies, under which terms, how politely it is asked, what it must yield."""

import math
import pkgutil
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.ask import Ask
from store.vocabulary import SampleKind, Tier

if TYPE_CHECKING:
    from crawler.ledger.look import Fate
    from crawler.memory import Known
    from crawler.page import Page
    from crawler.visit import Visit
    from crawler.web import Answer

    SOURCES: dict[str, "Source"]


FUNCTIONS = {"read", "start", "crawl", "sign", "recheck", "look", "files", "hears"}


class Vanishes(StrEnum):
    """How a record that is gone is noticed."""

    ASKED = "asked"
    """It has an address of its own (`recheck`), which is asked when it is due."""
    MISSED = "missed"
    """It is absent from a walk over everything."""
    NEVER = "never"
    """The source shows a sample: absence means nothing."""


@dataclass(frozen=True)
class Expectations:
    """What a run must yield. Counts hold for a run over everything, shares for any run of 20 records or more.

    Below `min_records` or a filled share the run fails; above `max_records` it warns.
    """

    min_records: int
    max_records: int
    filled: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """What proves to a source who asks: added on the wire only, never stored, archived or logged.

    After `good_for_s` seconds `sign` is called again, so that a walk may outlast a token.
    """

    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    good_for_s: float = math.inf


def _plainly(answer: "Answer") -> "Answer":
    return answer


async def _unsigned(_visit: "Visit") -> Signature:
    return Signature()


@dataclass(frozen=True, kw_only=True)
class Source:
    """One place records come from.

    `start` says what to ask first, `read` turns one archived page into a `Batch` (or anything else, where the source
    walks by itself with `crawl`) and touches nothing. `hosts` are further bases that may be asked; `targets` says in
    words what the operator must name ("" where the source is walked whole); `keys` are environment variables that must
    be set, `maybe_keys` those that may be. `look` is the `recheck` of a source that walks by itself. `files` reads a saved
    file of another form than one page. `hears` puts an answer whose HTTP status does not say what it means into plain HTTP: 429 for a throttle, 404 for what is gone, a Retry-After
    for a rest; or raises Blocked. The archive keeps the answer as it came. `text_hours`: how long its terms let a text stay here without
    being asked for anew; such texts are in no release. `moves_dates`: it tells when a record was last changed, not when it was written;
    the first time it told stays, a later one is that of an edit. `unkept`: keys of its JSON that hold what may be kept nowhere; the
    archive has them empty.
    """

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
    read: "Callable[[Page], Any]"
    start: "Callable[[Visit], Iterable[Ask]] | None" = None
    crawl: "Callable[[Visit], Awaitable[None]] | None" = None
    sign: "Callable[[Visit], Awaitable[Signature]]" = _unsigned
    recheck: "Callable[[Known], Ask | None] | None" = None
    look: "Callable[[Visit, Known], Awaitable[Fate]] | None" = None
    files: "Callable[[Path], Iterable[Page]] | None" = None
    hears: "Callable[[Answer], Answer]" = _plainly
    vanishes: Vanishes = Vanishes.NEVER
    sample_kind: SampleKind = SampleKind.FULL
    is_newest_first: bool = False
    moves_dates: bool = False
    is_off: bool = False
    is_private: bool = False
    unkept: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    maybe_keys: tuple[str, ...] = ()
    targets: str = ""
    conflicts: tuple[str, ...] = ()
    retention_days: int = 365
    text_hours: int | None = None
    most_pages: int = 100_000

    def __post_init__(self) -> None:
        if self.answers not in {"html", "json", "xml", "file"}:
            raise ValueError(f"{self.source_id}: answers must be html, json, xml or file")
        if self.delay_s < (5 if self.answers == "html" else 1):
            raise ValueError(f"{self.source_id}: {self.delay_s} s between two requests is not polite")
        if (self.start is None) == (self.crawl is None):
            raise ValueError(f"{self.source_id}: either start or crawl")
        if (self.vanishes is Vanishes.ASKED and self.crawl is None) != (self.recheck is not None):
            raise ValueError(f"{self.source_id}: recheck belongs to a source whose records have addresses of their own")
        if self.look is not None and (self.crawl is None or self.vanishes is not Vanishes.ASKED):
            raise ValueError(f"{self.source_id}: look belongs to a source that walks by itself")
        if self.text_hours is not None and self.retention_days * 24 > self.text_hours:
            raise ValueError(
                f"{self.source_id}: raw pages hold texts, which may not be kept for {self.retention_days} days"
            )
        if self.tier is Tier.D and not self.is_off:
            raise ValueError(f"{self.source_id}: tier D is off until an operator turns it on")

    @property
    def bases(self) -> tuple[str, ...]:
        """Every base the source may be asked at."""
        return tuple(base for base in (self.base_url, *self.hosts) if base)

    @property
    def is_by_contract(self) -> bool:
        """Whether a key's terms rule access: an interface for programs, where robots.txt has no say."""
        return self.tier is Tier.C and bool(self.keys)

    def declaration(self) -> dict[str, Any]:
        """All of it but the functions, for the row of `source`."""
        said = {name: value for name, value in vars(self).items() if name not in FUNCTIONS}
        return said | {"expects": asdict(self.expects)}


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
