"""Freshdesk: the tickets of the operator's own help desk, and what its customers answered to its surveys.

A survey's answer is a review of its own: it has its own time and words, and no claim of the desk is mixed with it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.ask import Ask, Batch, Gone
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.own import basic, brand_of, brands, changed_since, home_of, lives_at, number_of, turned
from crawler.helpers.saved import is_saved
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source
from crawler.sources.helpdesks.freshdesk.survey import to_review
from crawler.sources.helpdesks.freshdesk.ticket import PARSER, said_of, to_record
from crawler.visit import Visit
from store.vocabulary import SampleKind, Tier

SIZE = 100
MOST_PAGES = 300  # deeper pages are refused: the list begins anew where it stands
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)


async def sign(visit: Visit) -> Signature:
    """The key is the user's name, with any password; the account's host is known from here on."""
    lives_at(visit, home_of("FRESHDESK_DOMAIN", ".freshdesk.com"))
    return basic(visit, visit.key("FRESHDESK_API_KEY"), "X")


def start(visit: Visit) -> Iterable[Ask]:
    """Tickets that changed, tickets that were deleted, and answers to surveys. Without a date only 30 days are listed.

    A survey does not say which product it is about: where the operator names products only, none is asked for.
    """
    since, context = f"{changed_since(visit) or BEGINNING:%Y-%m-%dT%H:%M:%SZ}", brands(visit)
    for said in ({"include": "stats,description"}, {"filter": "deleted"}):
        yield Ask(_list_url(since, said), context=context)
    if "brand" in context:
        asked = urlencode({"created_since": since, "per_page": SIZE})
        yield Ask(f"/api/v2/surveys/satisfaction_ratings?{asked}", context=context)


def _list_url(since: str, said: dict[str, str]) -> str:
    asked = {"updated_since": since, "order_by": "updated_at", "order_type": "asc", "per_page": str(SIZE), "page": "1"}
    return f"/api/v2/tickets?{urlencode(asked | said)}"


def read(page: Page) -> Batch:
    """A list of tickets, of deleted ones, of survey answers; the conversation of a ticket; a saved ticket or search.

    The address tells which; that of a saved page does not, so its rows do.
    """
    path, rows = urlsplit(page.url).path, _rows(page)
    if path.endswith("/conversations") or _all_have(rows, "incoming"):
        return _conversation(page)
    if path.endswith("/satisfaction_ratings") or _all_have(rows, "ratings"):
        return Batch(tuple(to_review(page, row) for row in rows), next=_next(page, []))
    return _list(page, rows)


def _rows(page: Page) -> list[Row]:
    if page.body.lstrip()[:1] != b"{":
        return page.rows()
    body = page.json()
    return list(body.rows("results")) if "results" in body.values else [body]


def _all_have(rows: list[Row], name: str) -> bool:
    return bool(rows) and all(name in row.values for row in rows)


def _list(page: Page, rows: list[Row]) -> Batch:
    follows = _next(page, rows)
    deleted = [row for row in rows if row.values.get("deleted") or "filter=deleted" in page.url]
    kept = [row for row in rows if row not in deleted and _is_asked_for(page, row)]
    gone = tuple(Gone(number_of(row), "deleted in the help desk") for row in deleted)
    if is_saved(page):  # a saved list: the conversations were not saved with it
        return Batch(tuple(to_record(page, row, ()) for row in kept), gone=gone)
    return Batch(asks=tuple(_ask(page, row) for row in kept), gone=gone, next=follows)


def _is_asked_for(page: Page, ticket: Row) -> bool:
    because = "taken for spam" if ticket.values.get("spam") else ""
    because = because or ("" if brand_of(page, ticket.values.get("product_id")) else "of another brand")
    note(page, "left_out", f"a ticket {because}", count=int(bool(because)))
    return not because


def _ask(page: Page, ticket: Row) -> Ask:
    number = str(ticket.pop("id", int))
    context = handed_on(page, ticket=number, updated=ticket.pop("updated_at", str))
    return Ask(f"/api/v2/tickets/{number}/conversations?per_page={SIZE}", context=context, may_be_gone=True)


def _next(page: Page, rows: list[Row]) -> Ask | None:
    """The next page where `Link` says there is one; past the deepest page, the list from the last ticket's change on.

    The address is our own, counted up: the one in `Link` may hold a comma, which that header divides by.
    """
    if not _goes_on(page):
        return None
    number = parse_qs(urlsplit(page.url).query).get("page", ["1"])[0]
    if not rows or int(number) < MOST_PAGES:
        return Ask(turned(page), context=dict(page.context))
    since = f"{iso(str(rows[-1].values.get('updated_at')), page.url):%Y-%m-%dT%H:%M:%SZ}"
    return Ask(turned(page, updated_since=since, page="1"), context=dict(page.context))


def _goes_on(page: Page) -> bool:
    return 'rel="next"' in page.headers.get("link", "").replace(" ", "")


def _conversation(page: Page) -> Batch:
    """On the last page of its conversation the ticket is whole: its row of the list, and what was said since."""
    if _goes_on(page):
        return Batch(asks=(Ask(turned(page), context=handed_on(page), may_be_gone=True),))
    number = page.context.get("ticket", "")
    pages = trail(page, ticket=number)
    if pages[0].parent is None:
        raise PageError(f"a conversation without the list its ticket stands in at {page.url}")
    tickets = _tickets(pages[0].parent)
    if number not in tickets:
        raise PageError(f"the list names no ticket {number} at {pages[0].parent.url}")
    said = tuple(said_of(one, row) for one in pages for row in one.rows() if not row.pop("private", bool))
    return Batch((to_record(page, Row(tickets[number], f"{page.url} ticket"), said),))


@lru_cache(maxsize=4)
def _tickets(page: Page) -> dict[str, dict[str, Any]]:
    return {number_of(row): row.values for row in page.rows()}


SOURCE = Source(
    source_id="freshdesk",
    name="Freshdesk",
    kind="own help desk, export by its API",
    tier=Tier.C,
    homepage="https://www.freshworks.com/freshdesk/",
    base_url="",
    licence="the operator's own data: for the brand's audit, never published",
    terms="an API key of the own account; limits by plan, Retry-After is kept",
    time_zone="UTC",
    language="en",
    personal=(
        "requester (becomes a keyed hash)",
        "names, addresses, custom fields, attachments (dropped)",
        "private notes (dropped)",
        "free text (redacted)",
    ),
    unknown=(
        "limits of the account's plan",
        "tickets deleted for good between two crawls",
        "the meaning of statuses and channels an account adds",
        "the product a survey's answer is about",
    ),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    block_pause_s=60.0,  # a wrong key is said at once, a throttle names its own time
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0}),
    start=start,
    read=read,
    sign=sign,
    sample_kind=SampleKind.OWN_ACCOUNT,
    is_private=True,
    keys=("FRESHDESK_DOMAIN", "FRESHDESK_API_KEY"),
    targets="whose help desk it is: Acme, or Acme=PRODUCT_ID for each brand of a shared one",
)
