"""The Consumer Complaint Database of the US Consumer Financial Protection Bureau: open data (CC0), JSON, no key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawler import memory
from crawler.errors import CrawlError, PageError
from crawler.ledger.look import Fate
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from store.notices import Notices
from store.records import CrawledRecord
from store.vocabulary import Level, Precision, RecordKind, Tier, Visibility

HOME = "https://www.consumerfinance.gov"
API = "/data-research/consumer-complaints/search/api/v1/"
PARSER = "cfpb-1"

# What a firm's closing says. A plain "Closed" and "Closed without relief" claim nothing, so they stay unknown.
CLAIMS = {
    "": None,
    "In progress": None,
    "Untimely response": None,
    "Closed": None,
    "Closed without relief": None,
    "Closed with relief": True,
    "Closed with explanation": True,
    "Closed with monetary relief": True,
    "Closed with non-monetary relief": True,
}
DENIALS = {"": None, "N/A": None, "No": None, "Yes": False}
TIMELY = {"": None, "Yes": True, "No": False}
_EMPTY = ("", "None", None)
_INDEX_KEYS = (":updated_at", "date_indexed", "has_narrative")
_KEPT_RAW = (
    "product", "sub_product", "sub_issue", "state", "zip_code", "tags", "timely", "submitted_via", "consumer_disputed",
    "company_public_response", "date_sent_to_company", "consumer_consent_provided",
)  # fmt: skip
_BUREAU = timezone(timedelta(hours=-5))
PAGE_SIZE = 2000
REPULL = timedelta(days=30)  # answers change that long
DOCUMENT_PAUSE_S = 12.1  # single documents: 5 a minute
MOST_REVISITS = 100


def read_row(
    row: Mapping[str, object], *, retrieved_at: datetime, page_hash: str = "", parser_version: str = PARSER,
    base_url: str = HOME, notices: Notices | None = None,
) -> CrawledRecord:  # fmt: skip
    """One complaint by the API's key names, of any era: 15 keys (2026) to 18 with narrative (2024); missing means None.

    `claimed_by_brand` is the firm's word. `customer_confirms` is False where the consumer disputed the answer; nobody
    confirms here. Raises PageError for a missing id, company, product or date, a value outside a closed list and,
    where there are no `notices` to take it, an unknown key.
    """
    place = f"complaint {row.get('complaint_id')}"
    cells = Row({name: "" if value in _EMPTY else value for name, value in row.items()}, place)
    raw = {name: str(cells.values[name]) for name in _KEPT_RAW if cells.values.get(name)}
    number, product, sub_product = _must(cells, "complaint_id"), _must(cells, "product"), _text(cells, "sub_product")
    posted_at, precision = read_moment(_must(cells, "date_received"))
    cells.choice("timely", TIMELY)
    record = CrawledRecord(
        source_id="cfpb",
        source_key=number,
        kind=RecordKind.COMPLAINT,
        url=f"{base_url}{API}{number}",
        parser_version=parser_version,
        retrieved_at=retrieved_at,
        page_hash=page_hash,
        brand_label=_must(cells, "company"),
        sector_label="us-consumer-finance",
        country="US",
        product=f"{product} - {sub_product}" if sub_product else product,
        issue=_text(cells, "issue"),
        text=_text(cells, "complaint_what_happened"),
        language="en",
        posted_at=posted_at,
        posted_precision=precision,
        status_raw=str(cells.values.get("company_response", "")),
        claimed_by_brand=cells.choice("company_response", CLAIMS),
        customer_confirms=cells.choice("consumer_disputed", DENIALS),
        raw=raw,
    )
    cells.audit(notices, ignore=(*_KEPT_RAW, *_INDEX_KEYS))
    return record


def _text(cells: Row, name: str) -> str:
    return (cells.maybe(name, str) or "").strip()


def _must(cells: Row, name: str) -> str:
    value = _text(cells, name)
    if not value:
        raise PageError(f"{name!r} is empty at {cells.place}")
    return value


def read_moment(text: str) -> tuple[datetime, Precision]:
    """A date in any of the database's forms: ISO with Z or -05:00, a bare day, the month/day/year of old exports.

    Noon is how the bureau writes a day of which it knows no hour; every such day becomes noon at -05:00.
    """
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        try:
            return datetime.strptime(text, form).replace(hour=12, tzinfo=_BUREAU), Precision.DAY
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise PageError(f"not a date: {text!r}") from wrong
    if f"{moment:%H:%M:%S}" == "12:00:00" and moment.utcoffset() in {None, timedelta(hours=-5)}:
        return moment.replace(tzinfo=_BUREAU), Precision.DAY
    if moment.tzinfo is None:
        raise PageError(f"a time without a zone: {text!r}")
    return moment, Precision.SECOND


@dataclass(frozen=True)
class Found:
    """One answered search: how many rows there are, those of this page, and the cursor of the next."""

    total: int
    total_unfiltered: int
    records: tuple[CrawledRecord, ...]
    cursor: str


def read_search(page: Page, notices: Notices | None = None) -> Found:
    """A search answer. Raises CrawlError where the bureau itself calls its data stale or faulty."""
    body = page.json()
    if body.maybe("timed_out", bool):
        raise PageError(f"the search timed out half-way at {page.url}")
    total_unfiltered = _check_meta(body.row("_meta"), notices) if "_meta" in body.values else 0
    hits = body.row("hits")
    total = hits.row("total").pop("value", int)
    records, cursor = [], ""
    for hit in hits.rows("hits"):
        source, sort = hit.pop("_source", dict), hit.maybe("sort", list)
        base_url = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        records.append(
            read_row(
                source, retrieved_at=page.retrieved_at, page_hash=page.page_hash, base_url=base_url, notices=notices
            )
        )
        cursor = f"{sort[0]}_{sort[1]}" if sort else ""
        hit.audit(notices, ignore=("_index", "_type", "_id", "_score", "highlight"))
    hits.audit(notices, ignore=("max_score",))
    body.audit(notices, ignore=("took", "_shards", "aggregations"))
    return Found(total, total_unfiltered, tuple(records), cursor)


def _check_meta(meta: Row, notices: Notices | None) -> int:
    for trouble in ("is_data_stale", "has_data_issue"):
        if meta.pop(trouble, bool):
            raise CrawlError(f"the bureau says {trouble}: nothing is taken from it now")
    total = meta.pop("total_record_count", int)
    meta.audit(notices, ignore=("license", "last_updated", "last_indexed", "break_points"))
    return total


async def crawl(visit: Visit) -> None:
    """Newest first by cursor; everything the first time, later the last 30 days again; then what vanished from them."""
    position: dict[str, Any] = visit.position or {"cursor": "", "from_on": _repull_from(visit), "seen": 0}
    visit.is_whole = position["from_on"] is None
    filters = [("company", name) for name in visit.brands]
    filters += [("date_received_min", position["from_on"])] if position["from_on"] else []
    size = min(PAGE_SIZE, visit.limit or PAGE_SIZE)
    while True:
        after = [("search_after", position["cursor"])] if position["cursor"] else []
        found = read_search(await visit.get(_search(size, [*filters, *after])), visit.run.notices)
        if not position["cursor"]:
            await _check_filters(visit, filters, found)
        for record in found.records:
            _check_row(record, visit.brands, position["from_on"])
            visit.take(record)
        if found.records and found.cursor in {"", position["cursor"]}:
            raise PageError(f"the cursor {found.cursor!r} does not advance")
        position = position | {"cursor": found.cursor, "seen": position["seen"] + len(found.records)}
        visit.flush(position)
        if len(found.records) < size:
            break
    if position["seen"] < found.total:
        visit.run.notices.add("missing_rows", f"{found.total - position['seen']} rows of {found.total} never came")
    await _revisit(visit, position["from_on"])


def _search(size: int, filters: list[tuple[str, str]], sort: str = "created_date_desc") -> str:
    # Without the slash before the question mark the site answers with a web page.
    return (
        f"{API}?{urlencode([('size', size), ('sort', sort), ('no_aggs', 'true'), ('no_highlight', 'true'), *filters])}"
    )


def _repull_from(visit: Visit) -> str | None:
    """The day an incremental run starts from, or None where everything is wanted."""
    last = memory.last_ok_at(visit.engine, visit.source.source_id, visit.command)
    newest = memory.newest_posted_at(visit.engine, visit.source.source_id)
    if visit.limit is not None or last is None or newest is None:
        return None
    return (min(last, newest) - REPULL).date().isoformat()


async def _check_filters(visit: Visit, filters: list[tuple[str, str]], found: Found) -> None:
    """The API ignores parameters it does not know: a filter that changes nothing must prove that it had nothing to do."""
    if not filters or found.total != found.total_unfiltered or not found.records:
        return
    oldest = read_search(await visit.get(_search(1, filters, sort="created_date_asc")), visit.run.notices)
    from_on = dict(filters).get("date_received_min")
    for record in oldest.records:
        _check_row(record, visit.brands, from_on)
    if visit.brands and len({record.brand_label for record in found.records}) > len(visit.brands):
        raise PageError("the filter company changed nothing")


def _check_row(record: CrawledRecord, brands: tuple[str, ...], from_on: str | None) -> None:
    assert record.posted_at is not None
    is_early = from_on is not None and record.posted_at.date() < date.fromisoformat(from_on) - timedelta(days=1)
    if is_early or (brands and record.brand_label not in brands):
        raise PageError(f"a filter is ignored: complaint {record.source_key} lies outside of it")


async def _revisit(visit: Visit, from_on: str | None) -> None:
    """Rows that should have come again and did not: their own document says whether they are gone."""
    since = datetime.fromisoformat(from_on).replace(tzinfo=_BUREAU) + timedelta(days=1) if from_on else None
    absent = [lost for brand in visit.brands or ("",)
              for lost in memory.unseen(visit.engine, visit.run, visit.since_run_id, brand=brand, posted_from=since)]  # fmt: skip
    gone = []
    for lost in absent[:MOST_REVISITS]:
        with visit.reading(lost.url):
            fate = await look(visit, lost)
            if fate.record is not None:
                visit.take(fate.record)
            else:
                gone.append((lost.record_id, fate))
    if len(absent) > MOST_REVISITS:
        message = f"{len(absent) - MOST_REVISITS} vanished rows wait for the next run"
        visit.run.notices.add("revisits_left", message, level=Level.INFO)
    if gone and read_search(await visit.get(_search(1, []))).records:
        for record_id, fate in gone:
            visit.gone(record_id, fate.how, fate.visibility, fate.at)


async def look(visit: Visit, known: Known) -> Fate:
    """A complaint's own document, as it reads now; whoever was deleted has none."""
    number = known.record_id.partition(":")[2]
    page = await visit.get(f"{API}{number}", may_be_gone=True, pause_s=DOCUMENT_PAUSE_S)
    if page.status != 200:
        return Fate(page.retrieved_at, visit.web.base_url, f"document {page.status}", Visibility.REMOVED)
    for record in read_search(page, visit.run.notices).records:
        if record.source_key == number:
            return Fate(page.retrieved_at, visit.web.base_url, record=record)
    return Fate(page.retrieved_at, visit.web.base_url, "a document without the complaint", Visibility.REMOVED)


def read(page: Page) -> list[CrawledRecord]:
    """The complaints of one archived answer."""
    return list(read_search(page).records)


SOURCE = Source(
    source_id="cfpb",
    name="Consumer Complaint Database (CFPB)",
    kind="open API of an authority",
    tier=Tier.A,
    homepage="https://www.consumerfinance.gov/data-research/consumer-complaints/",
    base_url=HOME,
    licence="CC0",
    terms="open data, no key; anonymous searches 20 a minute, documents 5 a minute",
    time_zone="UTC",
    language="en",
    personal=("state, zip code and tags (older American, servicemember) as the bureau masks them",),
    unknown=("when the firm answered", "texts of complaints after 14 August 2026"),
    parser_version=PARSER,
    answers="json",
    delay_s=3.1,
    expects=Expectations(1, 30_000_000, {"posted_at": 1.0, "brand_label": 1.0, "product": 0.99, "issue": 0.95}),
    crawl=crawl,
    read=read,
    look=look,
    vanishes=Vanishes.ASKED,
)
