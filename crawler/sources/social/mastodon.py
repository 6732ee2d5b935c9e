"""Mastodon: public posts under a hashtag of an instance, or found by its search, with their answers, through its own open API.

A target is a hashtag's address ("https://mastodon.social/tags/acme"), a bare tag of MASTODON_HOST ("acme"), or with a token a
search (".../search?q=acme"); "@acme@mastodon.social" behind it names an account of the firm.
"""

from collections.abc import Iterable
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.notes import note
from crawler.helpers.own import setting
from crawler.helpers.saved import is_saved
from crawler.helpers.tokens import check_one_host
from crawler.helpers.trail import handed_on, trail
from crawler.helpers.voices import wanted
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social import mastodon_statuses as statuses
from crawler.visit import Visit
from crawler.web import base_of
from store.errors import SetupError
from store.records import CrawledRecord
from store.vocabulary import Tier

PAGE = 40
MOST_EDITED = 20
"""Answers of a thread whose versions are asked for: a request each."""


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's instance is asked first whether its hashtag timelines are open to everybody."""
    for target in visit.targets:
        address, voices = wanted(target.at)
        if "://" not in address:
            visit.web.admit(_home())
            address = f"{_home()}/tags/{address.removeprefix('#')}"
        parts = urlsplit(address)
        where = (
            {"q": parse_qs(parts.query).get("q", [""])[0]}
            if parts.path == "/search"
            else {"tag": parts.path.rpartition("/")[2]}
        )
        context = {"brand": target.label, "voices": voices} | where
        yield Ask(
            f"{base_of(address)}/api/v2/instance", context={name: value for name, value in context.items() if value}
        )


def _home() -> str:
    host = setting("MASTODON_HOST")
    if not host:
        raise PageError("a bare hashtag is one of MASTODON_HOST: set it, or name the tag by its address")
    return host if "://" in host else f"https://{host}"


async def sign(visit: Visit) -> Signature:
    """A token is used where there is one; public timelines need none. Raises SetupError for a search without one."""
    token = visit.key("MASTODON_TOKEN")
    if not token and any(urlsplit(wanted(target.at)[0]).path == "/search" for target in visit.targets):
        raise SetupError("a search at a Mastodon instance needs MASTODON_TOKEN; a hashtag does not")
    if token:
        check_one_host(visit, "MASTODON_TOKEN", _home() if setting("MASTODON_HOST") else "")
    return Signature({"Authorization": f"Bearer {token}"} if token else {})


def read(page: Page) -> Batch:
    """An instance's rules, a page of a timeline or a search, one status, its versions, its thread."""
    path = urlsplit(page.url).path.rstrip("/")
    if path == "/api/v2/instance":
        return _instance(page)
    if path.endswith("/context") or "answers" in page.context:
        return _thread(page)
    if path.endswith("/history"):
        return _history(page)
    rows = _rows(page)
    taken = [_taken(page, row) for row in rows]
    if path == "/api/v2/search" and len(rows) == PAGE:
        # a search is in no order of time: its next page must not hang on how old this one is
        taken.append(Ask(_further(page), context=handed_on(page)))
    follows = page.link("next")
    return Batch(
        tuple(one for one in taken if isinstance(one, CrawledRecord)),
        tuple(one for one in taken if isinstance(one, Ask)),
        Ask(follows, context=dict(page.context)) if follows else None,
    )


def _instance(page: Page) -> Batch:
    """Instances older than 4.5 do not say who may see what: they are left alone."""
    feeds = Row(page.json().row("configuration").values.get("timelines_access") or {}, page.url)
    access = Row(feeds.values.get("hashtag_feeds") or {}, page.url).maybe("local", str)
    if access != "public":
        raise Blocked(f"{base_of(page.url)} shows hashtag timelines to {access or 'nobody it names'}")
    context, base = dict(page.context), base_of(page.url)
    if "q" in context:
        words = urlencode({"q": context.pop("q"), "type": "statuses", "limit": PAGE})
        return Batch(asks=(Ask(f"{base}/api/v2/search?{words}", context=context),))
    return Batch(asks=(Ask(f"{base}/api/v1/timelines/tag/{quote(context['tag'])}?limit={PAGE}", context=context),))


def _rows(page: Page) -> list[Row]:
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        return page.rows()
    answer = page.json()
    return list(answer.rows("statuses")) if "statuses" in answer.values else [answer]


def _further(page: Page) -> str:
    offset = int(parse_qs(urlsplit(page.url).query).get("offset", ["0"])[0])
    return str(add_or_replace_parameter(page.url, "offset", str(offset + PAGE)))


def _taken(page: Page, row: Row) -> CrawledRecord | Ask | None:
    """A record; the ask for its versions or its thread where it was edited or answered; None for what nobody should take."""
    if why := statuses.why_not(page, row):
        note(page, "left_out", why)
        return None
    number = str(row.values.get("id"))
    if row.values.get("edited_at") and "versions" not in page.context and not is_saved(page):
        return _ask(page, number, "/history")
    if row.values.get("replies_count") and not is_saved(page):
        return _ask(page, number, "/context")
    return statuses.record_of(page, row)


def _ask(page: Page, number: str, what: str = "", **more: str) -> Ask:
    url = f"{base_of(page.url)}/api/v1/statuses/{number}{what}"
    return Ask(url, context=handed_on(page, status=number, **more), may_be_gone=True)


def _history(page: Page) -> Batch:
    """What a post said and how often it was edited; then the post itself, which may have been edited again."""
    return Batch(asks=(_ask(page, page.context["status"], versions=str(len(page.rows()))),))


def _thread(page: Page) -> Batch:
    """A post with its answers; first the versions of those that the firm or the author edited are asked for, one by one."""
    pages = trail(page, answers=page.context["answers"]) if "answers" in page.context else []
    whole = pages[0].parent if pages else page
    if whole is None:
        raise PageError(f"versions without their thread at {page.url}")
    status, wanted = _status_behind(whole), page.context.get("answers", "").split()
    if not pages and not is_saved(page) and not statuses.why_not(page, status):
        wanted = statuses.edited_answers(page, status, page.json())
        note(
            page, "versions_not_read", "answers were edited, too many to ask for each", count=len(wanted[MOST_EDITED:])
        )
        wanted = wanted[:MOST_EDITED]
    if len(pages) < len(wanted):
        context = handed_on(page, answers=" ".join(wanted))
        return Batch(asks=(Ask(f"{base_of(page.url)}/api/v1/statuses/{wanted[len(pages)]}/history", context=context),))
    versions = {number: one.rows() for number, one in zip(wanted, pages, strict=True)} if pages else {}
    record = statuses.record_of(page, status, whole.json(), versions)
    return Batch((record,) if record else ())


def _status_behind(page: Page) -> Row:
    """The post whose thread this is, on the page the ask came from. Raises PageError for a thread that was saved alone."""
    rows = _rows(page.parent) if page.parent is not None else []
    found = [row for row in rows if row.values.get("id") == page.context["status"]]
    if not found:
        raise PageError(f"a thread without its post at {page.url}")
    return found[0]


def recheck(known: Known) -> Ask | None:
    """The post at the instance it was read from."""
    url = known.raw.get("status")
    if not isinstance(url, str):
        raise PageError(f"{known.record_id} was stored without its address")
    context = {"brand": known.brand_label, "voices": str(known.raw.get("voices", ""))}
    return Ask(url, context={name: value for name, value in context.items() if value}, may_be_gone=True)


SOURCE = Source(
    source_id="mastodon",
    name="Mastodon",
    kind="social network, open API of each instance",
    tier=Tier.A,
    homepage="https://joinmastodon.org",
    base_url="",
    licence="none stated by most instances; texts are kept for scoring and shown as excerpts",
    terms="an open API; each instance's rules and /api/v2/instance decide; 300 requests in 5 minutes",
    time_zone="UTC",
    language="en",
    personal=("account (becomes a keyed hash)", "display name and avatar (dropped)", "free text (redacted)"),
    unknown=(
        "posts and answers that never reached the instance",
        "earlier versions of answers by others than the firm and the author",
    ),
    parser_version=statuses.PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    is_newest_first=True,
    maybe_keys=("MASTODON_HOST", "MASTODON_TOKEN"),
    targets="an instance's hashtag, e.g. Acme=https://mastodon.social/tags/acme, with the firm's accounts: @acme@mastodon.social",
    conflicts=("is_bot",),
)
