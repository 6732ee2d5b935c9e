"""The Consumer Complaint Database of the US Consumer Financial Protection Bureau: open data (CC0), JSON, no key."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from crawler.errors import PageError
from crawler.page import Row
from store.notices import Notices
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind

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


def read_row(  # noqa: PLR0913
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
