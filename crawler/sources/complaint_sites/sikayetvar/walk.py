"""The way through the site: brands, their listings, each new or changed complaint, and what is missing afterwards."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler import memory
from crawler.errors import Disallowed, PageError
from crawler.ledger.due import crossed
from crawler.memory import Known
from crawler.page import Page
from crawler.sources.complaint_sites.sikayetvar.pages import read_page
from crawler.sources.complaint_sites.sikayetvar.shapes import EVERYBODY, Brands, Entry, Gone, Listing, Report, record_of
from crawler.sources.complaint_sites.sikayetvar.vanished import bury, revisit
from crawler.visit import Visit
from store.vocabulary import Level, Visibility

MOST_PAGES = 5000


@dataclass
class Place:
    """Where the walk stands: kept with every record, so that a killed run goes on here."""

    brands_page: int = 1
    done: list[str] = field(default_factory=list)
    brand: str = ""
    page: int = 1
    tombstones: list[list[str]] = field(default_factory=list)

    def enter(self, brand: str) -> None:
        """Begin with a brand, unless it is the one the walk stopped in."""
        if brand != self.brand:
            self.brand, self.page, self.tombstones = brand, 1, []

    def leave(self) -> None:
        """A brand is done."""
        self.done.append(self.brand)
        self.brand = ""


async def crawl(visit: Visit) -> None:
    """The brands that were named, or all brands of the site.

    "ara:klima bozuk" names what a search finds, "sikayetler" the newest of everything: complaints of any brand, a part of each.
    """
    place = Place(**visit.position)
    async for brand in _brands(visit, place):
        if brand not in place.done:
            place.enter(brand)
            with visit.reading(f"/{brand}"):
                await _brand(visit, place)
            place.leave()
            visit.flush(vars(place))


async def _brands(visit: Visit, place: Place) -> AsyncIterator[str]:
    for brand in visit.brands:
        words = brand.removeprefix("ara:")
        yield brand.strip("/") if words == brand else f"{EVERYBODY}?{urlencode({'k': words.strip()})}"
    seen: set[str] = set()
    while not visit.brands:
        page = await visit.get(_numbered("/tum-markalar", place.brands_page), may_be_gone=True)
        found = read_page(page) if page.status == 200 else Brands((), 0)
        if not isinstance(found, Brands):
            raise PageError(f"not the page of all brands at {page.url}")
        if _is_past_end(page, place.brands_page) or seen.issuperset(row.slug for row in found.rows):
            return
        for row in found.rows:
            yield row.slug
        seen.update(row.slug for row in found.rows)
        if found.pages and place.brands_page >= found.pages:
            return
        place.brands_page, place.done = place.brands_page + 1, []


async def _brand(visit: Visit, place: Place) -> None:
    """One brand: its report, its listing to the end, then what the listing no longer shows."""
    await _note_report(visit, place.brand)
    seen: set[str] = set()
    while True:
        page = await visit.get(_numbered(f"/{place.brand}", place.page), may_be_gone=place.page > 1)
        if page.status != 200 or _is_past_end(page, place.page):
            break
        listing = _listing(page)
        _note_facts(visit, place, listing)
        names = {_name(entry) for entry in listing.entries}
        if names <= seen:
            break
        await _cards(visit, place, listing, page.page_hash)
        seen |= names
        if listing.pages and place.page >= listing.pages:
            break
        place.page += 1
        if place.page > MOST_PAGES:
            raise PageError(f"more than {MOST_PAGES} pages of {place.brand}")
    if _is_brand(place.brand):
        bury(visit, place.brand, place.tombstones)
        await revisit(visit, place.brand)


def _listing(page: Page) -> Listing:
    found = read_page(page)
    if not isinstance(found, Listing):
        raise PageError(f"not a listing but {type(found).__name__} at {page.url}")
    return found


async def _cards(visit: Visit, place: Place, listing: Listing, page_hash: str) -> None:
    stored, wanted = _stored(visit, listing.entries), memory.awaited(visit.engine, visit.source.source_id)
    # A walk that was killed on this page reads it again.
    place.tombstones = [mark for mark in place.tombstones if mark[2] != page_hash]
    for entry in listing.entries:
        if entry.is_withdrawn:
            _note_tombstone(place, entry, page_hash)
            continue
        before = stored.get(visit.record_id(entry.key)) or stored.get(entry.path)
        if before is None or before.last_run_id < visit.since_run_id:
            with visit.reading(entry.path):
                is_due = before is None or before.record_id in wanted or _is_due(before, entry, place.brand)
                await _complaint(visit, entry, before, page_hash, is_due)
            visit.flush(vars(place))


def _is_brand(name: str) -> bool:
    """Whether what is walked is all of a brand: not one of its topics, not what a search finds."""
    return "/" not in name and not name.startswith(EVERYBODY)


def _stored(visit: Visit, entries: tuple[Entry, ...]) -> dict[str, Known]:
    """What is known of the cards, by id and by path: some layouts show the number on the complaint's own page only."""
    ids = [visit.record_id(entry.key) for entry in entries if entry.path]
    found = memory.known(visit.engine, ids)
    for brand in sorted({entry.brand for entry in entries if entry.path}):
        urls = [f"{visit.web.base_url}{entry.path}" for entry in entries if entry.path and entry.brand == brand]
        found |= memory.known_at(visit.engine, visit.source.source_id, brand, urls)
    return found | {urlsplit(one.url).path: one for one in found.values()}


async def _complaint(visit: Visit, card: Entry, before: Known | None, page_hash: str, is_due: bool) -> None:
    page = None
    if is_due:
        try:
            page = await visit.get(card.path, may_be_gone=True, parent=page_hash)
        except Disallowed:
            visit.run.skip("robots.txt")
            return
    if page is None:
        assert before is not None
        visit.touch(before.record_id, visit.now())
    elif page.status != 200 or not isinstance(found := read_page(page), Entry):
        visit.run.skip("listed but not shown" if page.status != 200 or isinstance(found, Gone) else "a topic")
    else:
        visit.take(record_of(found, card, page))


def _is_due(before: Known, card: Entry, listing: str = "") -> bool:
    """Whether the card says something new, or the complaint has come to an age at which it is read again.

    What a walk over its brand found is left alone by a search; what a search found is read anew by such a walk.
    """
    if (was_found := "found" in before.raw) or listing.startswith(EVERYBODY):
        return was_found and _is_brand(listing)
    if (
        before.visibility != Visibility.LIVE
        or before.raw.get("card") != card.fingerprint
        or "read_at" not in before.raw
    ):
        return True
    read_at = datetime.fromisoformat(before.raw["read_at"])
    posted_at = before.posted_at or read_at
    return crossed(posted_at, read_at, Visit.now())


def _note_tombstone(place: Place, entry: Entry, page_hash: str) -> None:
    """A new complaint pushes cards to the next page: the same minute on another page is the same tombstone again."""
    mark = [entry.number, entry.posted.at.isoformat() if entry.posted else "", page_hash]
    before = [other for other in place.tombstones if other[:2] == mark[:2]]
    if not before or (not entry.number and before[0][2] == page_hash):
        place.tombstones.append(mark)


def _name(entry: Entry) -> str:
    return f"withdrawn {entry.number} {entry.posted}" if entry.is_withdrawn else entry.key


async def _note_report(visit: Visit, brand: str) -> None:
    if visit.limit is not None or not _is_brand(brand):
        return
    with visit.reading(f"/{brand}/{brand}-marka-karnesi"):
        page = await visit.get(f"/{brand}/{brand}-marka-karnesi", may_be_gone=True)
        report = read_page(page) if page.status == 200 else None
        if isinstance(report, Report):
            said = f"{brand}: {report.replied_count} of {report.complaints_count} replied to, mean reply time {report.reply_time or 'unknown'}"
            visit.run.notices.add("brand_report", said, level=Level.INFO, place=page.url)


def _note_facts(visit: Visit, place: Place, listing: Listing) -> None:
    if place.page == 1 and listing.facts.get("totalComplaintCount") is not None:
        said = f"{place.brand}: the site counts {listing.facts['totalComplaintCount']} complaints in all"
        visit.run.notices.add("brand_total", said, level=Level.INFO)


def _numbered(path: str, number: int) -> str:
    if number == 1:
        return path
    return f"{path}&sayfa={number}" if "?" in path else f"{path}?page={number}"


def _is_past_end(page: Page, number: int) -> bool:
    """Past the last page the site may send its visitor back to the first."""
    return number > 1 and not {"page", "sayfa"} & set(parse_qs(urlsplit(page.url).query))
