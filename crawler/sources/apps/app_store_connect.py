"""App Store Connect: all written reviews of a publisher's own apps with its answers, by Apple's official interface."""

import time
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

import jwt
from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.countries import two_letters
from crawler.helpers.moments import iso
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from store.errors import SetupError
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "app-store-connect-1"
TOKEN_S = 1200
_STATES = {"PUBLISHED": True, "PENDING_PUBLISH": False}


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's app by its number; all countries, newest first, to the end."""
    wanted = {"limit": "200", "sort": "-createdDate", "include": "response"}
    for target in visit.targets:
        app = target.at.rpartition("/")[2].removeprefix("id")
        url = add_or_replace_parameters(f"{SOURCE.base_url}/v1/apps/{app}/customerReviews", wanted)
        yield Ask(url, context={"brand": target.label, "app": app})


async def sign(visit: Visit) -> Signature:
    """A token Apple takes for twenty minutes, made of the team's key. Raises SetupError where the key is none."""
    now, key = int(time.time()), visit.key("ASC_PRIVATE_KEY").replace("\\n", "\n")
    said = {"iss": visit.key("ASC_ISSUER_ID"), "iat": now, "exp": now + TOKEN_S, "aud": "appstoreconnect-v1"}
    try:
        token = jwt.encode(said, key, "ES256", {"kid": visit.key("ASC_KEY_ID"), "typ": "JWT"})
    except (jwt.InvalidKeyError, ValueError) as wrong:
        raise SetupError("ASC_PRIVATE_KEY is not the text of an App Store Connect key (.p8)") from wrong
    return Signature({"Authorization": f"Bearer {token}"}, good_for_s=TOKEN_S - 120)


def read(page: Page) -> Batch:
    """A page of an app's reviews; the answers it includes lie beside them."""
    answer = page.json()
    included = [Row(one, f"{page.url} included") for one in answer.maybe("included", list) or []]
    replies = {row.pop("id", str): row for row in included if row.pop("type", str) == "customerReviewResponses"}
    records = tuple(_record(page, row, replies) for row in answer.rows("data"))
    follows = answer.row("links").maybe("next", str)
    paging = (answer.maybe("meta", dict) or {}).get("paging") or {}
    return Batch(
        records, next=_next(page, follows) if follows else None, total=Row(paging, page.url).maybe("total", int)
    )


def _next(page: Page, follows: str) -> Ask:
    """The next page by its cursor at the address asked: a link that led elsewhere would take the token with it."""
    cursor = parse_qs(urlsplit(follows).query).get("cursor")
    if not cursor:
        raise PageError(f"a next page without a cursor at {page.url}")
    return Ask(add_or_replace_parameters(page.url, {"cursor": cursor[0]}), context=dict(page.context))


def _record(page: Page, row: Row, replies: dict[str, Row]) -> CrawledRecord:
    key, said, app = row.pop("id", str), row.row("attributes"), page.context.get("app", "")
    record = CrawledRecord(
        source_id="app_store_connect",
        source_key=key,
        kind=RecordKind.REVIEW,
        url=f"https://appstoreconnect.apple.com/apps/{app}/distribution/activity/ios/ratingsResponses" if app else "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        country=two_letters(said.pop("territory", str), row.place),
        title=said.maybe("title", str) or "",
        text=said.maybe("body", str) or "",
        posted_at=iso(said.pop("createdDate", str), row.place),
        posted_precision=Precision.SECOND,
        rating=said.pop("rating", int),
        rating_worst=1,
        rating_best=5,
        author_key=said.maybe("reviewerNickname", str) or "",
        replies=_replies(page, row, replies),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={"app": app} if app else {},
    )
    said.audit(page.notices)
    row.audit(page.notices, ignore=("type", "links", "relationships"))
    return record


def _replies(page: Page, row: Row, replies: dict[str, Row]) -> tuple[CrawledReply, ...]:
    """The one answer a review can have, once it is published."""
    response = Row(row.maybe("relationships", dict) or {}, row.place).maybe("response", dict) or {}
    named = response.get("data")
    if not named:
        return ()
    found = replies.get(Row(named, row.place).pop("id", str))
    if found is None:
        raise PageError(f"an answer is named, but not included at {row.place}")
    said = found.row("attributes")
    if not said.choice("state", _STATES):
        return ()
    at = iso(said.pop("lastModifiedDate", str), row.place)
    text = said.pop("responseBody", str)
    said.audit(page.notices)
    return (CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.SECOND),)


SOURCE = Source(
    source_id="app_store_connect",
    name="App Store Connect",
    kind="app store, official interface for a publisher's own apps",
    tier=Tier.C,
    homepage="https://appstoreconnect.apple.com",
    base_url="https://api.appstoreconnect.apple.com",
    licence="the publisher's own account; texts are kept for scoring and shown as excerpts",
    terms="official, own apps only, with a team's key (role Customer Support or more); 3600 requests in an hour",
    time_zone="as each time says",
    language="en",
    personal=("nickname (becomes a keyed hash)", "free text (redacted)"),
    unknown=("the app's version", "when a review was edited", "ratings without a text", "who took a review away"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(
        1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "country": 1.0, "text": 0.8}
    ),
    start=start,
    read=read,
    sign=sign,
    vanishes=Vanishes.MISSED,
    sample_kind=SampleKind.OWN_ACCOUNT,
    keys=("ASC_KEY_ID", "ASC_ISSUER_ID", "ASC_PRIVATE_KEY"),
    targets="your app's number, e.g. Acme=123456789",
)
