"""X (Twitter): posts of the last seven days that name a firm, with the firm's answers, through the official API v2.

Reading costs: every run reads the window again (a post read twice on one day is billed once), because an answer or an edit
may have come; `X_MONTHLY_READ_CAP` ends a run before it costs more. Every known post that the search no longer shows is
looked up when it is due: what was deleted, or is hidden by its author, keeps its row and loses its words.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawler.ask import Ask, Target
from crawler.errors import Blocked
from crawler.helpers.budget import Budget, metered, next_month
from crawler.helpers.own import setting
from crawler.memory import Known
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.twitter_x.pages import PARSER, SOURCE_ID, lookup, read, reads, search
from crawler.visit import Visit
from store.errors import SetupError
from store.vocabulary import Tier

if TYPE_CHECKING:
    from crawler.web import Answer

_HANDLE = re.compile(r"@?(\w{1,15})")
_NAMED = re.compile(r"(?:@|from:|to:)(\w{1,15})")


def start(visit: Visit) -> Iterable[Ask]:
    """A search for each target: what names the firm or speaks to it, but not its own words and no repeats."""
    for target in visit.targets:
        handle, query = _query(target)
        yield search(query, {"brand": target.label, "handle": handle, "place": "search"})


def _query(target: Target) -> tuple[str, str]:
    """(the firm's handle, the search). Anything but a handle is a search as it is; its first handle is the firm's."""
    if found := _HANDLE.fullmatch(target.at):
        handle, label = found[1], target.label.replace('"', "").lstrip("@")
        return handle, f'("{label}" OR @{handle}) lang:tr -is:retweet -from:{handle}'
    named = _NAMED.search(target.at)
    return (named[1] if named else ""), target.at


async def sign(visit: Visit) -> Signature:
    """The app's token; the guard of the month's reads is set up with it."""
    cap, fetch = setting("X_MONTHLY_READ_CAP"), visit.web.fetch
    if cap and not cap.isdecimal():
        raise SetupError(f"X_MONTHLY_READ_CAP must be a whole number of posts, not {cap!r}")
    if cap and fetch is not None:
        visit.web.fetch = metered(fetch, Budget(visit.settings.home / "budgets" / f"{SOURCE_ID}.json", int(cap)), reads)
    return Signature({"Authorization": f"Bearer {visit.key('X_BEARER_TOKEN')}"})


def hears(answer: "Answer") -> "Answer":
    """A limit that is reached, or will be with the next request, is waited out until the moment the answer names.

    Raises Blocked for a token, a plan or credits that do not do, and for a month's cap that is used up.
    """
    if answer.status == 429 and b"UsageCapExceeded" in answer.body:
        raise Blocked("the plan's reads are used up", until=next_month(datetime.now(UTC)))
    if answer.status in {401, 402, 403}:
        raise Blocked(f"the token, its plan or its credits do not do (status {answer.status})")
    is_full = answer.status == 429 or answer.headers.get("x-rate-limit-remaining") == "0"
    wait = _seconds_until_reset(answer) if is_full and "retry-after" not in answer.headers else None
    return replace(answer, headers={**answer.headers, "retry-after": str(wait)}) if wait else answer


def _seconds_until_reset(answer: "Answer") -> int | None:
    """By the server's own clock."""
    reset, date = answer.headers.get("x-rate-limit-reset", ""), answer.headers.get("date")
    now = parsedate_to_datetime(date) if date else datetime.now(UTC)
    return max(1, int(reset) - int(now.timestamp())) if reset.isdigit() else None


def recheck(known: Known) -> Ask | None:
    """The post by its latest id."""
    posted_at = known.posted_at.isoformat() if known.posted_at else ""
    context = {"brand": known.brand_label, "handle": str(known.raw["handle"]), "posted_at": posted_at}
    key = known.record_id.removeprefix(f"{SOURCE_ID}:")
    return lookup(str(known.raw["latest"]), context | {"of": key, "place": "lookup"})


SOURCE = Source(
    source_id=SOURCE_ID,
    name="X (Twitter)",
    kind="social network, official API",
    tier=Tier.C,
    homepage="https://x.com",
    base_url="https://api.x.com",
    licence="the platform's terms; texts are kept for scoring and shown as excerpts",
    terms="X Developer Agreement: an own paid token; nothing is read from the site itself; what is deleted there must be "
    "deleted here; X_MONTHLY_READ_CAP is a ceiling of your own",
    time_zone="UTC",
    language="tr",
    personal=("author_id (becomes a keyed hash)", "handle, name and profile (dropped; the number of digits of the followers' "
              "count stays)", "free text (redacted)"),
    unknown=("today's price of a read and today's limits", "posts older than seven days at the first crawl", "answers that "
             "came more than seven days after the post", "answers of others than the firm", "customers' word on the outcome"),
    parser_version=PARSER,
    answers="json",
    delay_s=2.0,
    expects=Expectations(1, 2_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=hears,
    vanishes=Vanishes.ASKED,
    retention_days=7,
    keys=("X_BEARER_TOKEN",),
    maybe_keys=("X_MONTHLY_READ_CAP",),
    targets='the firm\'s handle, or a search that names it: Acme=acme_help, or Acme=("acme" OR @acme_help) lang:tr -is:retweet',
)  # fmt: skip
