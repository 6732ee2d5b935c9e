"""Google Play's web page: everybody's reviews of an app, by the call the page itself makes. Unofficial, so off; saved answers can be read.

An answer is a list in a text in a list; what it means is told by places alone, so each place that is read is checked.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crawler.ask import Ask, Batch, form
from crawler.errors import Blocked, PageError
from crawler.helpers.moments import epoch
from crawler.page import Page
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, Speaker, Tier

PARSER = "google-play-web-1"
CALL, NEWEST, COUNT = "oCPfdb", 2, 199
GUARD, REFUSED = ")]}'", "PlayGatewayError"


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's package, newest first, as Turkish visitors see it."""
    for target in visit.targets:
        yield _ask(target.at, None, {"brand": target.label, "app": target.at})


def _ask(app: str, token: str | None, context: dict[str, str]) -> Ask:
    paging = [COUNT, None, token] if token else [COUNT]
    wanted = [None, [2, NEWEST, paging, None, [None] * 9], [app, 7]]
    call = [[[CALL, json.dumps(wanted, separators=(",", ":")), None, "generic"]]]
    url = f"{SOURCE.base_url}/_/PlayStoreUi/data/batchexecute?hl=tr&gl=tr"
    return form(url, {"f.req": json.dumps(call, separators=(",", ":"))}, context=context)


def read(page: Page) -> Batch:
    """A page of an app's reviews. Raises Blocked where the gateway refuses inside an answer of 200."""
    said = _answer(page)
    reviews, token = _at(said, 0) or [], _at(said, -2, -1)
    records = tuple(_record(page, row) for row in _kind(reviews, list, page.url))
    app = _app(page)
    is_more = isinstance(token, str) and bool(token) and bool(app) and bool(records)
    return Batch(records, next=_ask(app, str(token), dict(page.context)) if is_more else None)


def _app(page: Page) -> str:
    return page.context.get("app") or page.context.get("target", "")


def _answer(page: Page) -> list[Any]:
    """What the call gave, out of its wrappings. Raises PageError: an answer of nothing may be a throttle's."""
    text = page.text().lstrip()
    if REFUSED in text:
        raise Blocked(f"the gateway refuses at {page.url}")
    if not text.startswith(GUARD):
        raise PageError(f"not an answer to a call at {page.url}")
    try:
        outer, _ = json.JSONDecoder().raw_decode(text.removeprefix(GUARD).lstrip("\r\n 0123456789"))
        held = next(part[2] for part in outer if part[:2] == ["wrb.fr", CALL])
        return list(_kind(json.loads(held), list, page.url))
    except (ValueError, StopIteration, TypeError, IndexError) as wrong:
        raise PageError(f"not an answer to {CALL} at {page.url}") from wrong


def _record(page: Page, row: list[Any]) -> CrawledRecord:
    key, app = _kind(_at(row, 0), str, page.url), _app(page)
    name, version, thumbs = _at(row, 1, 0), _at(row, 10), _at(row, 6)
    return CrawledRecord(
        source_id="google_play_web",
        source_key=key,
        kind=RecordKind.REVIEW,
        url=f"https://play.google.com/store/apps/details?id={app}&reviewId={key}" if app else "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        text=_at(row, 4) or "",
        posted_at=_moment(row, 5, 0, page=page),
        posted_precision=Precision.SECOND,
        rating=_kind(_at(row, 2), int, page.url),
        rating_worst=1,
        rating_best=5,
        author_key=f"{app}|{name}" if app and name else "",
        replies=_replies(page, row),
        helpful_count=_kind(thumbs, int, page.url) if thumbs is not None else None,
        raw={name: value for name, value in {"app": app, "version": version or ""}.items() if value},
    )


def _replies(page: Page, row: list[Any]) -> tuple[CrawledReply, ...]:
    text = _at(row, 7, 1)
    if not text:
        return ()
    at = _moment(row, 7, 2, 0, page=page)
    return (
        CrawledReply(speaker=Speaker.BRAND, text=_kind(text, str, page.url), posted_at=at, precision=Precision.SECOND),
    )


def _moment(row: list[Any], *places: int, page: Page) -> datetime:
    return epoch(_kind(_at(row, *places), int, page.url), page.url)


def _at(value: Any, *places: int) -> Any:
    """What lies at a place within lists, None where they end before."""
    for place in places:
        if not isinstance(value, list) or not -len(value) <= place < len(value):
            return None
        value = value[place]
    return value


def _kind(value: Any, kind: type[Any], place: str) -> Any:
    if not isinstance(value, kind):
        raise PageError(f"{kind.__name__} was expected instead of {type(value).__name__} at {place}")
    return value


SOURCE = Source(
    source_id="google_play_web",
    name="Google Play (web page)",
    kind="app store, the web page's own call (unofficial)",
    tier=Tier.D,
    homepage="https://play.google.com",
    base_url="https://play.google.com",
    licence="none stated; texts are kept for scoring and shown as excerpts",
    terms="not an interface for programs: it is asked only with Google's permission",
    time_zone="UTC",
    language="tr",
    personal=("display name (becomes a keyed hash within the app)", "picture (dropped)", "free text (redacted)"),
    unknown=("reviews in other languages", "when a review was first written: its time moves when it is edited", "why a review is gone",
             "what the places that are not read mean"),
    parser_version=PARSER,
    answers="json",
    delay_s=5.0,
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "text": 0.8}),
    start=start,
    moves_dates=True,
    read=read,
    vanishes=Vanishes.MISSED,
    is_newest_first=True,
    is_off=True,
    targets="an app's package, e.g. Acme=com.acme.app",
)  # fmt: skip
