"""Reddit: posts about a firm through the OAuth API; anonymous answers are closed since May 2026.

A target is what to look for, in all of Reddit ("acme") or in one community ("r/Turkey acme"); a community alone ("r/acme") is
read whole. "@acme_destek" behind it names an account of the firm. A deleted post is asked for by /api/info.
"""

from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import urlencode

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch, form
from crawler.errors import PageError
from crawler.helpers.moments import epoch
from crawler.helpers.notes import note
from crawler.helpers.saved import is_saved
from crawler.helpers.settled import is_settled, settled_before
from crawler.helpers.tokens import fetch_token
from crawler.helpers.voices import voices_of, wanted
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.reddit import things, threads
from crawler.visit import Visit
from store.records import CrawledRecord
from store.vocabulary import SampleKind, Tier

TOKEN_S = 3000.0
_LIST = {"sort": "new", "limit": "100", "raw_json": "1"}


def start(visit: Visit) -> Iterable[Ask]:
    """The newest posts of each target's search or community, back to what has settled."""
    since = settled_before(visit)
    for target in visit.targets:
        words, voices = wanted(target.at)
        context = {"brand": target.label, "voices": voices, "since": since}
        yield Ask(f"{things.API}{_path(words)}", context={name: value for name, value in context.items() if value})


def _path(words: str) -> str:
    community, _, rest = words.partition(" ") if words.lower().startswith("r/") else ("", "", words)
    query = rest.strip()
    if community and not query:
        return f"/{community}/new?{urlencode({'limit': '100', 'raw_json': '1'})}"
    within = {"restrict_sr": "1"} if community else {}
    return f"{'/' if community else ''}{community}/search?{urlencode({'q': query, **within, **_LIST})}"


async def sign(visit: Visit) -> Signature:
    """A token for the operator's own application, valid for a day; and the name Reddit wants programs to give."""
    name, secret = visit.key("REDDIT_CLIENT_ID"), visit.key("REDDIT_CLIENT_SECRET")
    agent = {"User-Agent": visit.key("REDDIT_USER_AGENT")}
    basic = b64encode(f"{name}:{secret}".encode()).decode()
    visit.web.hide(basic)
    ask = form(f"{things.HOME}/api/v1/access_token", {"grant_type": "client_credentials"})
    token = await fetch_token(visit, ask, "access_token", Signature({"Authorization": f"Basic {basic}"} | agent))
    return Signature({"Authorization": f"Bearer {token}"} | agent, good_for_s=TOKEN_S)


def read(page: Page) -> Batch:
    """A listing (search, community, /api/info), or a post with its comments."""
    if page.body.lstrip()[:1] == b"[" or "thread" in page.context:
        return threads.read(page)
    listing = page.json()
    after = Row(listing.values.get("data"), page.url).maybe("after", str)
    found = list(things.children(listing))
    oldest = epoch(found[-1][1].values.get("created_utc"), page.url) if found else page.retrieved_at
    taken = [one for kind, row in found if (one := _taken(page, kind, row)) is not None]
    is_end = not after or is_settled(oldest, page.context.get("since", ""))
    return Batch(
        tuple(one for one in taken if isinstance(one, CrawledRecord)),
        tuple(one for one in taken if isinstance(one, Ask)),
        None if is_end else Ask(add_or_replace_parameter(page.url, "after", str(after)), context=dict(page.context)),
    )


def _taken(page: Page, kind: str, row: Row) -> CrawledRecord | Ask | None:
    """A record, or the ask for its comments; None for what the firm itself posted."""
    if kind not in {"t1", "t3"}:
        raise PageError(f"a thing of the unknown kind {kind!r} at {page.url}")
    if (row.values.get("author") or "").lower() in voices_of(page).split():
        note(page, "left_out", "posted by the firm itself")
        return None
    if kind == "t1":
        return things.comment(page, row)
    if is_saved(page) or things.is_gone(row) or not row.values.get("num_comments"):
        return things.post(page, row)
    return threads.thread_of(page, row.pop("id", str))


def recheck(known: Known) -> Ask | None:
    """The thing by its full name: Reddit shows it without words where it was taken away."""
    context = {"brand": known.brand_label, "voices": str(known.raw.get("voices", ""))}
    name = known.record_id.partition(":")[2]
    return Ask(
        f"{things.API}/api/info?id={name}&raw_json=1", context={key: value for key, value in context.items() if value}
    )


SOURCE = Source(
    source_id="reddit",
    name="Reddit",
    kind="social network, official API",
    tier=Tier.C,
    homepage=things.HOME,
    base_url=things.API,
    hosts=(things.HOME,),
    licence="users' own texts, licensed to Reddit; kept for scoring, shown as excerpts",
    terms="Reddit Data API Terms: an application of one's own and Reddit's consent; what is deleted there is erased here",
    time_zone="UTC",
    language="en",
    personal=("author (becomes a keyed hash)", "flair of the author (dropped)", "free text (redacted)"),
    unknown=(
        "how keys are granted in 2026",
        "search shows about 250 posts and a community's list 1,000: what is older cannot be reached",
        f"comments after {threads.MOST_ASKS} further asks for one post (counted)",
        "the limit of 100 requests a minute (from memory)",
    ),
    parser_version=things.PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.3}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    sample_kind=SampleKind.NEWEST_N,
    keys=("REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET", "REDDIT_USER_AGENT"),
    targets='what to look for: Acme=acme, "Acme=r/Turkey acme" or Acme=r/acme, with the firm\'s accounts behind it: @acme_destek',
    conflicts=("is_ad", "is_moderator"),
    retention_days=30,
)
