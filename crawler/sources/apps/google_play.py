"""Google Play: reviews of a publisher's own apps with its answers, by Google's official interface (a service account).

It shows only reviews with a text that were written or changed in the last seven days: crawl daily, or history is lost.
Everybody's reviews, as the web page asks for them, are another source that is off: `google_play_web`.
"""

import json
import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import jwt
from w3lib.url import add_or_replace_parameters

from crawler.ask import Ask, Batch, Target, form
from crawler.errors import Blocked, PageError
from crawler.helpers.feed_pace import due, hourly
from crawler.helpers.moments import epoch
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source
from crawler.visit import Visit
from store.errors import SetupError
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "google-play-1"
TOKEN_S = 3600
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_IGNORED = ("device", "deviceMetadata")


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's package; without a target the one of GOOGLE_PLAY_PACKAGE, which is no secret. Asked once in an hour at most."""
    package = os.environ.get("GOOGLE_PLAY_PACKAGE", "").strip()
    targets = visit.targets or ((Target(package, package),) if package else ())
    if not targets:
        raise SetupError("google_play must be told whose reviews: --brand LABEL=PACKAGE, or GOOGLE_PLAY_PACKAGE")
    return due(visit, [_first(target) for target in targets], hourly)


def _first(target: Target) -> Ask:
    url = f"{SOURCE.base_url}/androidpublisher/v3/applications/{target.at}/reviews?maxResults=100"
    return Ask(url, context={"brand": target.label, "app": target.at})


async def sign(visit: Visit) -> Signature:
    """An access token in exchange for a statement signed with the service account's key. Raises SetupError and Blocked."""
    account = _account(visit)
    now, place = int(time.time()), str(account.get("token_uri", "https://oauth2.googleapis.com/token"))
    said = {"iss": account.get("client_email"), "scope": SCOPE, "aud": place, "iat": now, "exp": now + TOKEN_S}
    try:
        statement = jwt.encode(said, str(account.get("private_key")), "RS256", {"kid": account.get("private_key_id")})
    except (jwt.InvalidKeyError, TypeError, ValueError) as wrong:
        raise SetupError("GOOGLE_PLAY_SERVICE_ACCOUNT_JSON holds no usable private_key") from wrong
    ask = form(visit.web.at(place), {"grant_type": GRANT, "assertion": statement})
    assert visit.web.fetch is not None
    answer = await visit.web.fetch(ask, Signature())  # past the archive: the answer is a secret
    if answer.status != 200:
        raise Blocked(f"the service account gets no token: status {answer.status}")
    given = Page(place, answer.status, answer.body, "", visit.now(), visit.now()).json()
    token = given.pop("access_token", str)
    visit.web.hide(token)
    return Signature({"Authorization": f"Bearer {token}"}, good_for_s=given.pop("expires_in", int) - 120)


def _account(visit: Visit) -> dict[str, object]:
    """The key file's content, or the file itself where its path is given."""
    said = visit.key("GOOGLE_PLAY_SERVICE_ACCOUNT_JSON")
    try:
        return dict(json.loads(said if said.startswith("{") else Path(said).read_text(encoding="utf-8")))
    except (OSError, ValueError) as wrong:
        raise SetupError("GOOGLE_PLAY_SERVICE_ACCOUNT_JSON is neither a key file's content nor its path") from wrong


def read(page: Page) -> Batch:
    """A page of an app's reviews. An app without any in these seven days has no list at all."""
    answer = page.json()
    if not answer.values.keys() <= {"reviews", "tokenPagination", "pageInfo"}:
        raise PageError(f"unknown keys {', '.join(sorted(answer.values))} at {page.url}")
    records = tuple(_record(page, row) for row in answer.rows("reviews")) if "reviews" in answer.values else ()
    token = (answer.maybe("tokenPagination", dict) or {}).get("nextPageToken")
    follows = add_or_replace_parameters(page.url, {"token": str(token)}) if token else ""
    return Batch(records, next=Ask(follows, context=dict(page.context)) if follows else None)


def _record(page: Page, row: Row) -> CrawledRecord:
    key, comments = row.pop("reviewId", str), [_comment(one) for one in row.rows("comments")]
    own = [said for speaker, said in comments if speaker is Speaker.CUSTOMER]
    if not own:
        raise PageError(f"a review without its author's words at {row.place}")
    said, app = own[-1], page.context.get("app") or _app(page.url)
    text = said.maybe("originalText", str) or said.pop("text", str)
    title, tab, rest = text.partition("\t")
    record = CrawledRecord(
        source_id="google_play",
        source_key=key,
        kind=RecordKind.REVIEW,
        url=f"https://play.google.com/store/apps/details?id={app}&reviewId={key}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        title=title if tab else "",
        text=rest if tab else text,
        language=(said.maybe("reviewerLanguage", str) or "").replace("_", "-"),
        posted_at=_at(said),
        posted_precision=Precision.SECOND,
        rating=said.pop("starRating", int),
        rating_worst=1,
        rating_best=5,
        author_key=_author(row, app),
        replies=tuple(_reply(page, said) for speaker, said in comments if speaker is Speaker.BRAND),
        helpful_count=said.maybe("thumbsUpCount", int),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw=_raw(said, app),
    )
    said.audit(page.notices, ignore=(*_IGNORED, "text"))
    row.audit(page.notices)
    return record


def _app(url: str) -> str:
    return urlsplit(url).path.partition("/applications/")[2].partition("/")[0]


def _comment(row: Row) -> tuple[Speaker, Row]:
    if "developerComment" in row.values:
        return Speaker.BRAND, row.row("developerComment")
    return Speaker.CUSTOMER, row.row("userComment")


def _at(said: Row) -> datetime:
    """The last change is the only time there is; its seconds come in digits."""
    time_of = said.row("lastModified")
    return epoch(time_of.pop("seconds", str), said.place)


def _reply(page: Page, said: Row) -> CrawledReply:
    text, at = said.pop("text", str), _at(said)
    said.audit(page.notices)
    return CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.SECOND)


def _author(row: Row, app: str) -> str:
    """A display name is nobody's alone: it tells authors apart within an app at most."""
    name = row.maybe("authorName", str) or ""
    return f"{app}|{name}" if name else ""


def _raw(said: Row, app: str) -> dict[str, str]:
    """The app's version and the votes against."""
    values = {"app": app, "version": said.maybe("appVersionName", str), "version_code": said.maybe("appVersionCode", int),
              "android": said.maybe("androidOsVersion", int), "thumbs_down": said.maybe("thumbsDownCount", int)}  # fmt: skip
    return {name: str(value) for name, value in values.items() if value}


SOURCE = Source(
    source_id="google_play",
    name="Google Play",
    kind="app store, official interface for a publisher's own apps",
    tier=Tier.C,
    homepage="https://play.google.com",
    base_url="https://androidpublisher.googleapis.com",
    licence="the publisher's own account; texts are kept for scoring and shown as excerpts",
    terms="official, own apps only; 200,000 requests in a day, of the list of reviews 60 in an hour at most: crawl daily",
    time_zone="UTC",
    language="en",
    personal=("display name (becomes a keyed hash within the app)", "device (dropped)", "free text (redacted)"),
    unknown=("reviews older than seven days (the Play Console exports them by month)", "reviews of test tracks", "ratings without a text",
             "when a review was first written: only its last change is told", "whether a review still stands after its week"),
    parser_version=PARSER,
    answers="json",
    delay_s=60.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0, "text": 0.9}),
    start=start,
    moves_dates=True,
    read=read,
    sign=sign,
    sample_kind=SampleKind.OWN_ACCOUNT,
    hosts=("https://oauth2.googleapis.com",),
    keys=("GOOGLE_PLAY_SERVICE_ACCOUNT_JSON",),
    maybe_keys=("GOOGLE_PLAY_PACKAGE",),
)  # fmt: skip
