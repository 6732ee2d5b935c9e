"""YouTube: comments under a channel's videos, under one video, or under videos found by words, through the Data API v3.

A channel's threads cost one unit a page; a search costs 100 of the day's 10,000, so it is only made where a target asks
for it. A thread shows up to five replies: where it counts more, they are asked for. The key goes in a header, not in
`&key=`: an address would carry it into every log on the way. All threads are walked each time: the terms want what is
stored to be fresh.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from crawler.ask import Ask, Target
from crawler.errors import Blocked, PageError
from crawler.memory import Known
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.youtube.pages import NEWEST, PARSER, SOURCE_ID, read, threads
from crawler.visit import Visit
from store.vocabulary import SampleKind, Tier

if TYPE_CHECKING:
    from crawler.web import Answer

_TARGET = re.compile(r"(?P<channel>UC[\w-]{22})?(?:/?(?P<video>[\w-]{11}))?(?:\?(?P<words>.+))?")
_PACIFIC = ZoneInfo("America/Los_Angeles")
_MISSING = {
    "commentsDisabled",
    "videoNotFound",
    "commentThreadNotFound",
    "commentNotFound",
    "channelNotFound",
    "notFound",
}
_QUOTAS = {"quotaExceeded", "dailyLimitExceeded"}
_THROTTLES = {"rateLimitExceeded", "userRateLimitExceeded", "processingFailure"}
_KEYS = {"keyInvalid", "keyExpired", "accessNotConfigured", "ipRefererBlocked", "API_KEY_INVALID", "badRequest"}


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's threads, or a search for videos."""
    return [_first(target) for target in visit.targets]


def _first(target: Target) -> Ask:
    found = _TARGET.fullmatch(target.at)
    if found is None or not any(found.groups()):
        raise PageError(f"{target.at!r} is no channel, video or search ({SOURCE.targets})")
    channel, video, words = (found[name] or "" for name in ("channel", "video", "words"))
    context = {"brand": target.label, "channel": channel}
    if words:
        query = urlencode({"part": "snippet", "q": words, "type": "video", "order": "date", "maxResults": "50"})
        return Ask(f"/youtube/v3/search?{query}", context=context | {"place": "search"})
    wanted = {"videoId": video} if video else {"allThreadsRelatedToChannelId": channel}
    return threads(context, NEWEST | wanted)


async def sign(visit: Visit) -> Signature:
    """The key of a project."""
    return Signature({"X-Goog-Api-Key": visit.key("YOUTUBE_API_KEY")})


def hears(answer: "Answer") -> "Answer":
    """Errors of the API, which says 403 to many things, as plain HTTP.

    Raises Blocked for a key that does not do and for a day's quota that is used up (until midnight in California),
    PageError for any other error (its reason, never its words).
    """
    if answer.status < 400 or not answer.body.lstrip().startswith(b"{"):
        return answer
    error: dict[str, Any] = json.loads(answer.body).get("error") or {}
    reason = next((str(one.get("reason")) for one in error.get("errors") or []), str(error.get("status", "unsaid")))
    if reason in _QUOTAS:
        day = datetime.now(_PACIFIC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise Blocked("the day's quota is used up", until=day.astimezone(UTC))
    if reason in _KEYS:
        raise Blocked(f"YOUTUBE_API_KEY does not do: {reason}")
    if reason in _MISSING or answer.status == 404:
        return replace(answer, status=404)
    if reason in _THROTTLES or answer.status == 429:
        return replace(answer, status=429)
    if answer.status >= 500:
        return answer
    raise PageError(f"the Data API answered {answer.status}: {reason}")


def recheck(known: Known) -> Ask | None:
    """The thread by its id; one that is gone is not in the answer."""
    number = known.record_id.removeprefix(f"{SOURCE_ID}:")
    context = {"brand": known.brand_label, "channel": str(known.raw["channel"]), "found": str(known.raw["found"])}
    return threads(context | {"id": number}, {"id": number}, may_be_gone=True)


SOURCE = Source(
    source_id=SOURCE_ID,
    name="YouTube",
    kind="video platform, comments through the official API",
    tier=Tier.C,
    homepage="https://www.youtube.com",
    base_url="https://www.googleapis.com",
    licence="the platform's terms; texts are kept for scoring and shown as excerpts",
    terms="YouTube API Services Terms: an own key, 10,000 units a day; what is stored must be refreshed or deleted within 30 "
    "days (as remembered: to be verified): crawl at least monthly, what is not read anew loses its text",
    time_zone="UTC",
    language="tr",
    personal=("authorChannelId (becomes a keyed hash)", "name, picture and address of the channel (dropped)", "free text (redacted)"),
    unknown=("the exact wording of the retention rule", "comments held for review", "whether a missing comment was deleted or hidden"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=hears,
    vanishes=Vanishes.ASKED,
    sample_kind=SampleKind.OWN_ACCOUNT,
    retention_days=30,
    text_hours=30 * 24,
    keys=("YOUTUBE_API_KEY",),
    targets="a channel, a video with or without the firm's channel, or words to search videos by: Acme=UC..., Acme=UC.../dQw4w9WgXcQ, "
    "Acme=UC...?acme complaint",
)  # fmt: skip
