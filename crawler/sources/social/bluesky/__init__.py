"""Bluesky: posts that a search finds, with their threads, through the AT protocol. Search needs an account's session.

A target is what to search for ("acme kargo"); "@acme.bsky.social" behind it names an account of the firm. A post is its `uri`;
every version of it has a `cid`. `createdAt` is set by the author's program and may lie: where the network saw a post earlier,
that counts.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlencode

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch, Gone, as_json
from crawler.errors import PageError
from crawler.helpers.keys import short_key
from crawler.helpers.notes import note
from crawler.helpers.own import setting
from crawler.helpers.saved import is_saved
from crawler.helpers.tokens import fetch_token
from crawler.helpers.trail import handed_on
from crawler.helpers.voices import wanted
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.bluesky import posts
from crawler.visit import Visit
from crawler.web import Answer
from store.records import CrawledRecord
from store.vocabulary import Tier, Visibility

API = "https://bsky.social"
TOKEN_S = 3000.0
_XRPC = f"{API}/xrpc"
_ENDS = {f"{posts.DEFS}notFoundPost": Visibility.REMOVED, f"{posts.DEFS}blockedPost": Visibility.UNKNOWN}


def start(visit: Visit) -> Iterable[Ask]:
    """The newest posts of each target's search."""
    for target in visit.targets:
        words, voices = wanted(target.at)
        asked = urlencode({"q": words, "sort": "latest", "limit": "100"})
        context = {"brand": target.label} | ({"voices": voices} if voices else {})
        yield Ask(f"{_XRPC}/app.bsky.feed.searchPosts?{asked}", context=context)


async def sign(visit: Visit) -> Signature:
    """A session by an app password, good for about two hours."""
    said = {"identifier": setting("BLUESKY_HANDLE"), "password": visit.key("BLUESKY_APP_PASSWORD")}
    ask = as_json(f"{_XRPC}/com.atproto.server.createSession", said)
    token = await fetch_token(visit, ask, "accessJwt", Signature())
    return Signature({"Authorization": f"Bearer {token}"}, good_for_s=TOKEN_S)


def hears(answer: Answer) -> Answer:
    """A thread that is not there any more is answered by a 400 that says so."""
    is_gone = answer.status == 400 and b'"NotFound"' in answer.body
    return replace(answer, status=404) if is_gone else answer


def read(page: Page) -> Batch:
    """A page of a search, or one thread."""
    answer = page.json()
    if "thread" in answer.values:
        return _thread(page, answer.row("thread"))
    cursor, taken = answer.maybe("cursor", str), [_taken(page, view) for view in answer.rows("posts")]
    return Batch(
        tuple(one for one in taken if isinstance(one, CrawledRecord)),
        tuple(one for one in taken if isinstance(one, Ask)),
        Ask(add_or_replace_parameter(page.url, "cursor", cursor), context=dict(page.context)) if cursor else None,
    )


def _taken(page: Page, view: Row) -> CrawledRecord | Ask | None:
    """A record; the ask for its thread where it was answered; None for a post nobody should take."""
    is_answered = bool(view.values.get("replyCount"))
    post = posts.post_of(page, view)
    if why := posts.why_not(page, post):
        note(page, "left_out", why)
        return None
    return _ask(post.uri, handed_on(page)) if is_answered and not is_saved(page) else posts.record_of(page, post)


def _thread(page: Page, thread: Row) -> Batch:
    kind = thread.pop("$type", str)
    if kind in _ENDS:
        how = kind.removeprefix(posts.DEFS)
        return Batch(gone=(Gone(short_key(thread.pop("uri", str)), how, _ENDS[kind]),))
    if kind != f"{posts.DEFS}threadViewPost":
        raise PageError(f"a thread of the unknown type {kind!r} at {page.url}")
    post = posts.post_of(page, thread.row("post"))
    if why := posts.why_not(page, post):
        note(page, "left_out", why)
        return Batch(gone=(Gone(short_key(post.uri), why, Visibility.UNKNOWN),))
    replies = sorted(posts.replies_of(page, thread, post.handle), key=lambda reply: str(reply.posted_at))
    return Batch((posts.record_of(page, post, replies),))


def _ask(uri: str, context: dict[str, str]) -> Ask:
    return Ask(
        f"{_XRPC}/app.bsky.feed.getPostThread?uri={quote(uri, safe='')}&depth=100&parentHeight=0",
        context=context,
        may_be_gone=True,
    )


def recheck(known: Known) -> Ask | None:
    """The post's thread: the post stands in it, or a mark that it was deleted or is blocked."""
    context = {"brand": known.brand_label, "voices": str(known.raw.get("voices", ""))}
    return _ask(str(known.raw["uri"]), {name: value for name, value in context.items() if value})


SOURCE = Source(
    source_id="bluesky",
    name="Bluesky",
    kind="social network, AT protocol",
    tier=Tier.C,
    homepage="https://bsky.app",
    base_url=API,
    licence="users' own texts; kept for scoring, shown as excerpts",
    terms="an account of one's own with an app password; posts of authors who show them to members only are left out",
    time_zone="UTC",
    language="en",
    personal=(
        "author's did (becomes a keyed hash)",
        "handle, display name and avatar (dropped)",
        "free text (redacted)",
    ),
    unknown=(
        "limits: 3,000 requests in 5 minutes (from memory)",
        "a search gives up to about 10,000 posts",
        "when createdAt lies later than a post was really written",
        "answers deeper than 100 levels",
    ),
    parser_version=posts.PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.8}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=hears,
    vanishes=Vanishes.ASKED,
    is_newest_first=True,
    keys=("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD"),
    targets='what to search for, with the firm\'s accounts behind it: "Acme=acme kargo @acme.bsky.social"',
    conflicts=("labels", "is_bot"),
)
