"""Asking a source for pages: each answer is archived before anyone reads it; refusals are waited out or end the run."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, Select, bindparam, insert, or_, select
from sqlmodel import Session

from crawler.ask import Ask
from crawler.errors import Blocked, PageError, Unreachable
from crawler.helpers.decoding import emptied
from crawler.page import Page
from crawler.politeness import LONGEST_WAIT_S, Breaker, block_sign, is_loopback, rest_s
from crawler.source import Signature, Source
from crawler.turns import Alone, Shared, Turns
from crawler.unlisted import asks_to_stay_unlisted
from store import archive
from store.archive import Archive
from store.errors import StoreError
from store.records import CrawledRecord
from store.runs import OpenRun
from store.session import table_of
from store.settings import Settings
from store.tables import Snapshot
from store.vocabulary import Level

TRIES = 3
ERROR_PAUSE_S = 60.0
GONE_STATUSES = {404, 410, 451}
RECENT = 64
RECENT_BYTES = 64_000_000
WAITING_BYTES = 16_000_000
_SNAPSHOT = table_of(Snapshot)
_LAST = (
    select(_SNAPSHOT).where(_SNAPSHOT.c.source_id == bindparam("of")).order_by(_SNAPSHOT.c.snapshot_id.desc()).limit(1)
)
_BY_HASH = _LAST.where(_SNAPSHOT.c.content_hash == bindparam("by"))
_BY_ASK = _LAST.where(
    _SNAPSHOT.c.ask_key == bindparam("by"), _SNAPSHOT.c.status == 200, _SNAPSHOT.c.pruned_at.is_(None)
)


@dataclass(frozen=True)
class Answer:
    """What came over the wire. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


Fetch = Callable[[Ask, Signature], Awaitable[Answer]]


class Web:
    """The pages of one source in one run. `fetch` brings one answer, politely (crawler.middlewares).

    `base_url` puts another host in the place of all the source's own (a mirror, a simulated one).
    """

    def __init__(self, engine: Engine, settings: Settings, run: OpenRun, source: Source, base_url: str = "") -> None:
        self.engine, self.settings, self.run, self.source = engine, settings, run, source
        self.base_url = (base_url or source.base_url).rstrip("/")
        self.mirror = self.base_url if base_url and base_url != source.base_url else ""
        self.bases = {base.rstrip("/") for base in ((self.mirror,) if self.mirror else source.bases)}
        self.archive = Archive(settings.archive, source.source_id, run.run_id)
        self.signature = Signature()
        self.signed_at = 0.0
        self.sign: Callable[[], Awaitable[Signature]] | None = None
        self.secrets: set[str] = set()
        self.spent: dict[str, datetime] = {}
        self.recent: dict[str, Page] = {}
        self.recent_bytes = 0
        self.breakers: dict[str, Breaker] = {}
        self.rows: list[dict[str, Any]] = []
        self.waiting_bytes = 0
        self.turns: Turns = Shared(settings.frontier) if settings.frontier else Alone()
        self.fetch: Fetch | None = None
        self.tell: Callable[[str], None] = lambda _message: None
        self.log: Callable[..., object] = lambda _event, **_facts: None

    def admit(self, *bases: str) -> None:
        """Further hosts that may be asked in this run: those the operator named as targets."""
        self.bases |= set() if self.mirror else {base_of(base) for base in bases}

    def at(self, url: str) -> str:
        """Where an address is really asked: at the mirror, where there is one; a path is of the base."""
        if "://" not in url:
            return f"{self.base_url}{url}"
        if not self.mirror or url.startswith(f"{self.mirror}/"):
            return url
        return f"{self.mirror}{url.removeprefix(base_of(url)) or '/'}"

    def owns(self, url: str) -> bool:
        """Whether an address may be asked at all."""
        return any(url == base or url.startswith((f"{base}/", f"{base}?")) for base in self.bases)

    def hide(self, secret: str) -> None:
        """A key that must never be written anywhere."""
        self.secrets.add(secret)

    def breaker(self, url: str) -> Breaker:
        """The book of refusals of an address's host."""
        base = base_of(url)
        if base not in self.breakers:
            self.breakers[base] = Breaker(self.settings.home / "hosts", base)
        return self.breakers[base]

    async def get(self, ask: Ask) -> Page:
        """One page of the source.

        Raises Blocked, Unreachable, and PageError for a status that is not 200 (404, 410 and 451 are let through where the
        page `may_be_gone`).
        """
        page = await self._try(ask)
        if page.status != 200 and not (ask.may_be_gone and page.status in GONE_STATUSES):
            raise PageError(f"status {page.status} at {self.masked(ask.url)}")
        return page

    async def _try(self, ask: Ask) -> Page:
        assert self.fetch is not None
        failures, before = 0, self._before(ask)
        if until := self.spent.get(base_of(ask.url)):
            self.breaker(ask.url).leave_alone("it wants a long rest", until)
        while True:
            try:
                answer = await self.fetch(_conditional(ask, before), await self._signed())
                if answer.status == 304 and before is not None:
                    self.breaker(ask.url).welcomed()
                    if unchanged := self._unchanged(before, ask):
                        return unchanged
                    before = None
                    continue
                page = self.keep(answer, ask)
                answer = self.source.hears(answer)
                sign = block_sign(answer.status, answer.headers, answer.body, answers=self.source.answers)
                if not sign and answer.status < 500:
                    self.breaker(ask.url).welcomed()
                    await self._rest(answer)
                    return page if page.status == answer.status else replace(page, status=answer.status)
                error = f"status {answer.status} at {self.masked(ask.url)}"
            except Unreachable as lost:
                sign, error = "", str(lost)
            if sign:
                await self._wait_out(ask.url, sign, answer.headers)
                continue
            failures += 1
            if failures >= TRIES:
                raise Unreachable(error)
            await self.sleep(0.0 if is_loopback(ask.url) else ERROR_PAUSE_S, error)

    async def begin(self, sign: Callable[[], Awaitable[Signature]]) -> None:
        """Sign for the first time; `sign` is called again when a signature has run out."""
        self.sign = sign
        self.signature, self.signed_at = await sign(), time.monotonic()

    async def _signed(self) -> Signature:
        """The signature of this run, made anew where it has run out."""
        if self.sign is not None and time.monotonic() >= self.signed_at + self.signature.good_for_s:
            self.signature, self.signed_at = await self.sign(), time.monotonic()
        return self.signature

    async def _wait_out(self, url: str, sign: str, headers: Mapping[str, str]) -> None:
        """Sleep as long as a refusal asks, or the source's own pause; the breaker raises when it was one too many."""
        now = datetime.now(UTC)
        self.run.notices.add("refused", sign)
        self.log("refused", sign=sign, retry_after=headers.get("retry-after", ""))
        asked = rest_s(headers, now)
        try:
            if asked is not None and asked > LONGEST_WAIT_S:
                self.breaker(url).leave_alone(sign, now + timedelta(seconds=asked))
            self.breaker(url).refused(sign, now)
        except Blocked as off:
            self.turns.rest(base_of(url), (off.until - now).total_seconds() if off.until else 0.0)
            raise
        own = 0.0 if is_loopback(url) else self.source.block_pause_s
        await self._leave_alone(url, own if asked is None else asked, sign)

    async def _rest(self, answer: Answer) -> None:
        """A source that answers and still names a Retry-After, or says that nothing is left of a limit, is left in peace for as long."""
        now = datetime.now(UTC)
        asked = rest_s(answer.headers, now)
        if asked and asked > LONGEST_WAIT_S:
            self.spent[base_of(answer.url)] = now + timedelta(seconds=asked)
        elif asked:
            await self._leave_alone(answer.url, asked, "the source asks for a rest")

    async def _leave_alone(self, url: str, seconds: float, because: str) -> None:
        """Nobody who shares turns with us asks the host for so long."""
        self.turns.rest(base_of(url), seconds)
        await self.sleep(seconds, because)

    async def sleep(self, seconds: float, because: str) -> None:
        """Wait, and say why."""
        if seconds > 1:
            self.tell(f"waiting {seconds:.0f} s: {because}")
        await asyncio.sleep(seconds)

    def masked(self, text: str) -> str:
        """A text without the keys of this run."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text

    def keep(self, answer: Answer, ask: Ask, at: datetime | None = None) -> Page:
        """Archive an answer (of now, or of `at`), count it, and hand it on as a page. Its snapshot row is written with the next flush."""
        at = at or datetime.now(UTC)
        body = emptied(answer.body, self.source.unkept)
        for secret in self.secrets:
            body = body.replace(secret.encode(), b"***")
        url, headers = self.masked(answer.url), {name: self.masked(said) for name, said in answer.headers.items()}
        kept = self.archive.put(url, answer.status, headers, body, at)
        served_at = _served_at(answer, at)
        self.rows.append({
            "run_id": self.run.run_id, "source_id": self.source.source_id, "url": url, "status": answer.status,
            "content_type": answer.headers.get("content-type", "")[:200], "content_hash": kept.content_hash,
            "bytes_count": len(body), "retrieved_at": at, "served_at": served_at, "ask_key": ask.key,
            "ask": ask.at(self.masked(ask.url)).as_json(), "etag": answer.headers.get("etag", "")[:500],
            "last_modified": answer.headers.get("last-modified", "")[:100], "warc": kept.warc, "warc_offset": kept.offset,
        })  # fmt: skip
        self.run.count("pages")
        self.log("page", status=answer.status, bytes_count=len(body), page_hash=kept.content_hash)
        self.waiting_bytes += len(body)
        page = Page(url, answer.status, body, kept.content_hash, at, served_at, headers, ask.context, ask.url,
                    notices=self.run.notices)  # fmt: skip
        return self.remembered(page, ask.parent)

    def write(self, session: Session) -> None:
        """The snapshot rows since the last flush, in the caller's transaction."""
        if self.rows:
            session.connection().execute(insert(_SNAPSHOT), self.rows)
            self.rows, self.waiting_bytes = [], 0

    @property
    def is_full(self) -> bool:
        """Whether so much waits to be written that it should be, whatever the number of pages."""
        return self.waiting_bytes > WAITING_BYTES

    def page_behind(self, content_hash: str) -> Page | None:
        """The archived page of this source with this hash, or None for no hash."""
        if not content_hash:
            return None
        if content_hash not in self.recent:
            row = self._row(_BY_HASH, content_hash)
            if row is None:
                raise StoreError(f"the archive knows no page {content_hash}")
            page = page_of(self.settings, row, self.run)
            self.remembered(page, "" if page.is_of_list else (row["ask"] or {}).get("parent", ""))
        return self.recent[content_hash]

    def remembered(self, page: Page, parent: str) -> Page:
        """A page with the page it came from, and so on back to the list.

        Raises PageError where one page led to the next without end.
        """
        behind, is_unlisted = self.page_behind(parent), self._is_unlisted(page)
        if behind is not None or is_unlisted != page.is_unlisted:
            page = replace(page, parent=behind, is_unlisted=is_unlisted)
        if page.weight > RECENT_BYTES:
            raise PageError(f"pages lead on and on to {page.url}")
        self.remember(replace(page, parent=None) if page.is_of_list else page)
        return page

    def _is_unlisted(self, page: Page) -> bool:
        """Whether what a page says may not be shown. Of an interface under a key's own terms those decide."""
        if self.source.is_by_contract or not asks_to_stay_unlisted(page.headers, page.body):
            return False
        self.run.notices.add(
            "noindex", "pages ask not to be listed (X-Robots-Tag, meta robots): shown to nobody", level=Level.INFO
        )
        return True

    def marked(self, record: CrawledRecord) -> CrawledRecord:
        """A record of a page at hand, with the page's wish not to be shown."""
        page = self.recent.get(record.page_hash)
        return record.model_copy(update={"is_unlisted": True}) if page is not None and page.is_unlisted else record

    def remember(self, page: Page) -> None:
        """The last pages stay at hand for those that come from them: never so few that one waits to be written."""
        before = self.recent.get(page.page_hash)
        self.recent[page.page_hash] = page
        self.recent_bytes += len(page.body) - (len(before.body) if before else 0)
        while len(self.recent) > RECENT or (len(self.recent) > len(self.rows) + 1 and self.recent_bytes > RECENT_BYTES):
            self.recent_bytes -= len(self.recent.pop(next(iter(self.recent))).body)

    def _row(self, wanted: Select[Any], by: str) -> dict[str, Any] | None:
        with self.engine.connect() as connection:
            found = connection.execute(wanted, {"of": self.source.source_id, "by": by}).first()
        return dict(found._mapping) if found else None

    def _before(self, ask: Ask) -> dict[str, Any] | None:
        """The last answer to the same ask, where its server gave something to ask "has it changed" by."""
        row = self._row(_BY_ASK, ask.key) if self.has_validators else None
        if row and self.settings.frontier and not (self.settings.archive / row["warc"]).exists():
            return None  # another machine keeps it
        return row if row and (row["etag"] or row["last_modified"]) and row["run_id"] != self.run.run_id else None

    @cached_property
    def has_validators(self) -> bool:
        """Whether any answer of an earlier run can be asked whether it changed: most servers give nothing to ask by."""
        given = select(_SNAPSHOT.c.snapshot_id).where(
            _SNAPSHOT.c.source_id == self.source.source_id, _SNAPSHOT.c.run_id != self.run.run_id,
            or_(_SNAPSHOT.c.etag != "", _SNAPSHOT.c.last_modified != ""))  # fmt: skip
        with self.engine.connect() as connection:
            return connection.execute(given.limit(1)).first() is not None

    def _unchanged(self, before: dict[str, Any], ask: Ask) -> Page | None:
        """The archived page, seen again now; None where its bytes are not here, so that it must be asked for anew."""
        try:
            page = page_of(self.settings, before, self.run)
        except StoreError as lost:
            self.run.notices.add("page_lost", str(lost))
            return None
        self.run.facts["not_modified"] = self.run.facts.get("not_modified", 0) + 1
        self.log("not modified", page_hash=before["content_hash"])
        return self.remembered(replace(page, retrieved_at=datetime.now(UTC), context=ask.context), ask.parent)


def page_of(settings: Settings, row: Mapping[str, Any], run: OpenRun | None = None) -> Page:
    """The page of a snapshot row, from the archive. Raises StoreError where its bytes are gone or changed."""
    stored = archive.get(settings.archive, row["content_hash"], row["warc"], row["warc_offset"])
    ask = Ask(**row["ask"]) if row["ask"] else Ask(row["url"])
    at = _aware(row["retrieved_at"])
    served_at = _aware(row["served_at"]) if row["served_at"] else at
    return Page(row["url"], row["status"], stored.body, row["content_hash"], at, served_at, stored.headers,
                ask.context, ask.url, None, run.notices if run else None)  # fmt: skip


@lru_cache(64)
def base_of(url: str) -> str:
    """Scheme and host of an address."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _conditional(ask: Ask, before: dict[str, Any] | None) -> Ask:
    if before is None:
        return ask
    said = {"If-None-Match": before["etag"], "If-Modified-Since": before["last_modified"]}
    return replace(ask, headers=ask.headers | {name: value for name, value in said.items() if value})


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _served_at(answer: Answer, at: datetime) -> datetime:
    """The server's clock, which "3 days ago" is counted from; ours where it does not say."""
    try:
        served_at = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return at
    return _aware(served_at).astimezone(UTC)
