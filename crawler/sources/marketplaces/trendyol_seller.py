"""Trendyol for sellers: the questions customers asked a shop and its answers, through Trendyol's official interface.

The official interface gives a seller no reviews of its goods; public questions with their answers it does. It looks at two
weeks at a time: a walk asks for the last fourteen months, window by window.
"""

import base64
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask, Batch, Target
from crawler.errors import PageError
from crawler.helpers.moments import epoch
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from crawler.web import base_of
from store.errors import SetupError
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "trendyol-seller-1"
WINDOW = timedelta(days=14)
WINDOWS = 30
SIZE = 50
_STATES = {
    name: name
    for name in ("WAITING_FOR_ANSWER", "WAITING_FOR_APPROVE", "ANSWERED", "REPORTED", "REJECTED", "UNANSWERED")
}
_IGNORED = (
    "userName",
    "showUserName",
    "imageUrl",
    "answeredDateMessage",
    "lastModifiedDate",
    "rejectedAnswer",
    "barcode",
)


def start(visit: Visit) -> Iterable[Ask]:
    """Two weeks after two weeks, from now back."""
    seller = os.environ.get(
        "TRENDYOL_SELLER_ID", ""
    ).strip()  # an account number that stands in every address, no secret
    targets = visit.targets or ((Target(seller, seller),) if seller else ())
    if not targets:
        raise SetupError("trendyol_seller must be told whose questions: --brand LABEL=SELLER_ID, or TRENDYOL_SELLER_ID")
    until = visit.now().replace(microsecond=0)
    for target in targets:
        url = f"{SOURCE.base_url}/integration/qna/sellers/{target.at}/questions/filter"
        for window in range(WINDOWS):
            last = until - window * WINDOW
            span = {"startDate": _millis(last - WINDOW), "endDate": _millis(last)}
            wanted = {"page": "0", "size": str(SIZE), "orderByField": "CreatedDate", "orderByDirection": "DESC"}
            yield Ask(
                add_or_replace_parameters(url, span | wanted),
                headers=_named(target.at),
                context={"brand": target.label},
            )


def _named(seller: str) -> dict[str, str]:
    """Trendyol wants to read in the user agent whose account it is, and refuses others."""
    return {"User-Agent": f"{seller} - SelfIntegration"}


def _millis(at: datetime) -> str:
    return str(int(at.timestamp() * 1000))


async def sign(visit: Visit) -> Signature:
    """Basic authentication with the seller's key and secret."""
    pair = f"{visit.key('TRENDYOL_API_KEY')}:{visit.key('TRENDYOL_API_SECRET')}"
    return Signature({"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"})


def read(page: Page) -> Batch:
    """A page of a window, or one question."""
    answer = page.json()
    if "content" not in answer.values:
        return Batch((_record(page, answer),))
    records = tuple(_record(page, row) for row in answer.rows("content"))
    pages = answer.pop("totalPages", int)
    return Batch(records, next=_next(page, pages), total=answer.maybe("totalElements", int))


def _next(page: Page, pages: int) -> Ask | None:
    number = int(parse_qs(urlsplit(page.url).query).get("page", ["0"])[0]) + 1
    if "page=" not in page.url or number >= pages:
        return None
    url = add_or_replace_parameters(page.url, {"page": str(number)})
    return Ask(url, headers=_named(_seller(url)), context=dict(page.context))


def _seller(url: str) -> str:
    return urlsplit(url).path.partition("/sellers/")[2].partition("/")[0]


def _record(page: Page, row: Row) -> CrawledRecord:
    number, state = str(row.pop("id", int)), row.choice("status", _STATES)
    api = f"{base_of(page.url)}{urlsplit(page.url).path.partition('/questions/')[0]}/questions/{number}"
    refused = Row(row.values.get("rejectedAnswer") or {}, row.place)
    raw = {"api": api, "is_public": row.maybe("public", bool), "product_main_id": row.maybe("productMainId", str),
           "reason": row.maybe("reason", str), "report_reason": row.maybe("reportReason", str),
           "rejected_at": row.maybe("rejectedDate", int), "refused_answer_because": refused.maybe("reason", str)}  # fmt: skip
    reported = row.maybe("reportedDate", int)
    made = CrawledRecord(
        source_id="trendyol_seller",
        source_key=number,
        kind=RecordKind.QUESTION,
        url=row.maybe("webUrl", str) or "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        country="TR",
        product=row.maybe("productName", str) or "",
        text=row.pop("text", str),
        posted_at=epoch(row.pop("creationDate", int), row.place, unit=1000),
        posted_precision=Precision.SECOND,
        author_key=str(row.maybe("customerId", int) or ""),
        replies=_replies(row),
        is_reported=state == "REPORTED" or bool(reported),
        status_raw=state,
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={name: str(value) for name, value in raw.items() if value not in (None, "", 0)},
    )
    row.audit(page.notices, ignore=_IGNORED)
    return made


def _replies(row: Row) -> tuple[CrawledReply, ...]:
    """The answer that was let through; one that Trendyol refused was never shown to anybody."""
    answer = row.maybe("answer", dict)
    if not answer:
        return ()
    said = Row(answer, f"{row.place} answer")
    at, text = said.maybe("creationDate", int), said.maybe("text", str)
    if not text:
        return ()
    posted_at = epoch(at, said.place, unit=1000) if at else None
    return (
        CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=posted_at, precision=Precision.SECOND if at else None),
    )


def recheck(known: Known) -> Ask | None:
    """The question by its number."""
    url = known.raw.get("api")
    if not isinstance(url, str):
        raise PageError(f"{known.record_id} was stored without its address")
    return Ask(url, headers=_named(_seller(url)), context={"brand": known.brand_label}, may_be_gone=True)


SOURCE = Source(
    source_id="trendyol_seller",
    name="Trendyol for sellers",
    kind="marketplace, official interface of a seller's own account",
    tier=Tier.C,
    homepage="https://developers.trendyol.com",
    base_url="https://apigw.trendyol.com",
    licence="the seller's own account; texts are kept for scoring and shown as excerpts",
    terms="official, own account only; 1000 requests in a minute for questions, 50 in 10 seconds at one address",
    time_zone="UTC",
    language="tr",
    personal=("customer number (becomes a keyed hash)", "user name (dropped)", "free text (redacted)"),
    unknown=(
        "reviews: the official interface has none",
        "questions older than fourteen months",
        "what a question that was deleted answers",
    ),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "text": 1.0, "brand_label": 1.0, "status_raw": 1.0}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    sample_kind=SampleKind.OWN_ACCOUNT,
    keys=("TRENDYOL_API_KEY", "TRENDYOL_API_SECRET"),
    maybe_keys=("TRENDYOL_SELLER_ID",),
)
