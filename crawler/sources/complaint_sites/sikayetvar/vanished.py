"""What a brand's listing no longer shows. A vanished complaint is a finding: who took it away, as far as the site says, and when."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from crawler import memory
from crawler.ledger.look import Fate
from crawler.memory import Known
from crawler.page import Page
from crawler.sources.complaint_sites.sikayetvar.pages import read_page
from crawler.sources.complaint_sites.sikayetvar.shapes import SOURCE_ID, Entry, Gone, Listing
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import Level, Precision, RecordKind, Visibility

MOST_REVISITS = 200


def bury(visit: Visit, brand: str, tombstones: list[list[str]]) -> None:
    """Find the record behind each tombstone card; where there never was one, the tombstone itself is counted, without a text."""
    used: set[str] = set()
    for position, (number, moment, page_hash) in enumerate(tombstones):
        at = datetime.fromisoformat(moment) if moment else None
        known = _behind(visit, brand, number, at, used)
        if known is None:
            same = sum(other[:2] == [number, moment] for other in tombstones[:position])
            key = number or hashlib.sha1(f"{brand}|{moment}|{same}".encode(), usedforsecurity=False).hexdigest()
            visit.take(_tombstone(visit, brand, key, at, page_hash))
            continue
        used.add(known.record_id)
        if known.visibility == Visibility.LIVE:
            visit.gone(known.record_id, "withdrawn card", Visibility.WITHDRAWN, visit.now())
        else:
            visit.touch(known.record_id, visit.now())


def _behind(visit: Visit, brand: str, number: str, at: datetime | None, used: set[str]) -> Known | None:
    """The record a tombstone stands for: by its number, else the brand's one record of that minute that was withdrawn or is unseen."""
    if number:
        return memory.known(visit.engine, [visit.record_id(number)]).get(visit.record_id(number))
    then = (
        [known for known in memory.posted_then(visit.engine, SOURCE_ID, brand, at) if known.record_id not in used]
        if at
        else []
    )
    withdrawn = [known for known in then if known.visibility == Visibility.WITHDRAWN]
    unseen = [known for known in then if known.visibility == Visibility.LIVE and known.last_run_id < visit.since_run_id]
    return next(iter(withdrawn + unseen), None)


def _tombstone(visit: Visit, brand: str, key: str, at: datetime | None, page_hash: str) -> CrawledRecord:
    return CrawledRecord(
        source_id=SOURCE_ID,
        source_key=key,
        kind=RecordKind.COMPLAINT,
        url=f"{visit.web.base_url}/{brand}",
        parser_version=visit.source.parser_version,
        retrieved_at=visit.now(),
        page_hash=page_hash,
        brand_label=brand,
        country="TR",
        language="tr",
        posted_at=at,
        posted_precision=Precision.MINUTE if at else None,
        visibility=Visibility.WITHDRAWN,
        gone_how="withdrawn card",
    )


async def revisit(visit: Visit, brand: str) -> None:
    """Ask for each live record the complete listing did not show. Only a site that still shows other pages is believed."""
    absent = memory.unseen(visit.engine, visit.run, visit.since_run_id, brand=brand)
    gone = []
    for known in absent[:MOST_REVISITS]:
        with visit.reading(known.url):
            page = await visit.get(urlsplit(known.url).path, may_be_gone=True)
            how, visibility = _fate(visit, page, known)
            if how:
                gone.append((known.record_id, how, visibility, page.retrieved_at))
            else:
                visit.touch(known.record_id, page.retrieved_at)
    if len(absent) > MOST_REVISITS:
        message = f"{brand}: {len(absent) - MOST_REVISITS} unlisted complaints wait for the next run"
        visit.run.notices.add("revisits_left", message, level=Level.INFO)
    if gone and not await _is_healthy(visit, brand):
        visit.run.notices.add(
            "unhealthy", f"{brand}: {len(gone)} complaints seem gone, but so do others: not believed", level=Level.ERROR
        )
        gone = []
    for record_id, how, visibility, at in gone:
        visit.gone(record_id, how, visibility, at)


async def look(visit: Visit, known: Known) -> Fate:
    """A complaint at its own address, outside a walk."""
    page = await visit.get(urlsplit(known.url).path, may_be_gone=True)
    how, visibility = _fate(visit, page, known)
    return Fate(page.retrieved_at, visit.web.base_url, how, visibility)


def _fate(visit: Visit, page: Page, known: Known) -> tuple[str, Visibility]:
    """What a complaint's own address says of it; ("", LIVE) where it still stands."""
    if page.status != 200:
        return f"status {page.status}", Visibility.REMOVED
    found = read_page(page)
    if isinstance(found, Gone):
        return found.says, Visibility.WITHDRAWN
    if not isinstance(found, Entry):
        return "sent back to the brand's page", Visibility.REMOVED
    if found.path == urlsplit(known.url).path or (found.number and visit.record_id(found.number) == known.record_id):
        return "", Visibility.LIVE
    return f"moved to {found.path}", Visibility.UNKNOWN


async def _is_healthy(visit: Visit, brand: str) -> bool:
    """The listing stands, and so does a complaint it shows."""
    page = await visit.get(f"/{brand}", may_be_gone=True)
    listing = read_page(page) if page.status == 200 else None
    if not isinstance(listing, Listing):
        return False
    shown = next((entry for entry in listing.entries if not entry.is_withdrawn), None)
    if shown is None:
        return True
    page = await visit.get(shown.path, may_be_gone=True)
    return page.status == 200 and isinstance(read_page(page), Entry)
