"""Zendesk: the tickets of the operator's own help desk, through its incremental export.

Audits, metrics and satisfaction ratings have addresses of their own; the export's `metric_sets` and the tickets'
`satisfaction_rating` say as much in one request. "Solved" is the desk's word, "good" or "bad" the customer's.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from crawler.ask import Ask, Batch, Gone
from crawler.errors import PageError
from crawler.helpers.notes import note
from crawler.helpers.own import basic, brand_of, brands, changed_since, home_of, lives_at, number_of, turned
from crawler.helpers.saved import is_saved
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source
from crawler.sources.helpdesks.zendesk.ticket import COMMENT, PARSER, said_of, to_record
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import SampleKind, Speaker, Tier

EXPORT = "/api/v2/incremental/tickets/cursor.json"
PAUSE_S = 6.1


async def sign(visit: Visit) -> Signature:
    """The agent's address and token; the account's host is known from here on."""
    lives_at(visit, home_of("ZENDESK_SUBDOMAIN", ".zendesk.com"))
    return basic(visit, f"{visit.key('ZENDESK_EMAIL')}/token", visit.key("ZENDESK_API_TOKEN"))


def start(visit: Visit) -> Iterable[Ask]:
    """Everything the first time, then what changed: the export is not meant to be walked whole again and again."""
    since = changed_since(visit)
    begun = int(since.timestamp()) if since else 0
    yield Ask(f"{EXPORT}?start_time={begun}&include=metric_sets", context=brands(visit), pause_s=PAUSE_S)


def read(page: Page) -> Batch:
    """A page of the export, or the comments of one of its tickets: told apart by their shape."""
    return _comments(page) if "comments" in page.json().values else _export(page)


def _export(page: Page) -> Batch:
    """The export may repeat a ticket that changed meanwhile: its comments are asked for once per state."""
    body = page.json()
    tickets, saved = list(body.rows("tickets")), is_saved(page)
    gone = [Gone(number_of(ticket), "deleted in the help desk") for ticket in tickets if _is_deleted(ticket)]
    shown = [ticket for ticket in tickets if not _is_deleted(ticket) and _is_asked_for(page, ticket)]
    cursor, is_over = body.maybe("after_cursor", str), saved or body.pop("end_of_stream", bool)
    body.audit(
        page.notices,
        ignore=(
            "after_url",
            "before_url",
            "before_cursor",
            "count",
            "metric_sets",
            "next_page",
            "end_time",
            "end_of_stream",
        ),
    )
    if not is_over and not cursor:
        raise PageError(f"the export goes on without saying where at {page.url}")
    if saved:
        return Batch(tuple(_alone(page, ticket) for ticket in shown), gone=tuple(gone))
    url = f"{EXPORT}?{urlencode({'cursor': cursor or '', 'include': 'metric_sets'})}"
    follows = Ask(url, context=dict(page.context), pause_s=PAUSE_S)
    return Batch(asks=tuple(_ask(page, row) for row in shown), gone=tuple(gone), next=None if is_over else follows)


def _is_deleted(ticket: Row) -> bool:
    return ticket.values.get("status") == "deleted"


def _is_asked_for(page: Page, ticket: Row) -> bool:
    """Not a note among agents, and of a brand the operator named."""
    because = "" if ticket.values.get("is_public", True) else "internal"
    because = because or ("" if brand_of(page, ticket.values.get("brand_id")) else "of another brand")
    note(page, "left_out", f"a ticket {because}", count=int(bool(because)))
    return not because


def _ask(page: Page, ticket: Row) -> Ask:
    number = str(ticket.pop("id", int))
    url = f"/api/v2/tickets/{number}/comments.json?include=users&sort_order=asc"
    context = handed_on(page, ticket=number, updated=ticket.pop("updated_at", str))
    return Ask(url, context=context, may_be_gone=True)


def _alone(page: Page, ticket: Row) -> CrawledRecord:
    """A ticket of a saved export: its comments were not saved with it."""
    ticket = _ticket(page, number_of(ticket))
    text = ticket.maybe("description", str) or ""
    return to_record(page, ticket, [CrawledReply(speaker=Speaker.CUSTOMER, text=text)])


def _comments(page: Page) -> Batch:
    """On the last page of its comments the ticket is whole: its row of the export, and what was said since."""
    if page.json().maybe("next_page", str):
        return Batch(asks=(Ask(turned(page), context=handed_on(page), may_be_gone=True),))
    number = page.context.get("ticket", "")
    pages = trail(page, ticket=number)
    if pages[0].parent is None:
        raise PageError(f"comments without the export they belong to at {page.url}")
    ticket = _ticket(pages[0].parent, number)
    requester = ticket.values.get("requester_id")
    said = [reply for one in pages for reply in _said(one, requester)]
    return Batch((to_record(page, ticket, said),)) if said else Batch()


def _said(page: Page, requester: object) -> Iterable[CrawledReply]:
    """What customers were shown: notes among agents (`public: false`) are dropped."""
    body = page.json()
    roles = {row.pop("id", int): row.pop("role", str) for row in body.rows("users")}
    for comment in body.rows("comments"):
        if comment.pop("public", bool):
            yield said_of(comment, requester, roles)
            comment.audit(page.notices, ignore=COMMENT)


@lru_cache(maxsize=4)
def _tickets(page: Page) -> dict[str, dict[str, Any]]:
    """The tickets by number, each with its `metrics`; of one that is listed twice, the later state."""
    body = page.json()
    sets = list(body.rows("metric_sets")) if "metric_sets" in body.values else []
    metrics = {row.values.get("ticket_id"): row.values for row in sets}
    rows = sorted(body.rows("tickets"), key=lambda row: str(row.values.get("updated_at")))
    return {number_of(row): row.values | {"metrics": metrics.get(row.values.get("id"), {})} for row in rows}


def _ticket(page: Page, number: str) -> Row:
    if number not in _tickets(page):
        raise PageError(f"the export names no ticket {number} at {page.url}")
    return Row(_tickets(page)[number], f"{page.url} ticket {number}")


SOURCE = Source(
    source_id="zendesk",
    name="Zendesk",
    kind="own help desk, incremental export",
    tier=Tier.C,
    homepage="https://www.zendesk.com",
    base_url="",
    licence="the operator's own data: for the brand's audit, never published",
    terms="an agent's API token of the own account; the export is asked 10 times a minute at most, Retry-After is kept",
    time_zone="UTC",
    language="en",
    personal=(
        "requester (becomes a keyed hash)",
        "names, addresses, custom fields, attachments (dropped)",
        "internal notes (dropped)",
        "free text (redacted)",
    ),
    unknown=(
        "when a customer rated: the export does not say",
        "answers of the newer surveys (survey responses)",
        "limits of the account's plan",
    ),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    block_pause_s=60.0,  # a wrong key is said at once, a throttle names its own time
    expects=Expectations(1, 10_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sign=sign,
    sample_kind=SampleKind.OWN_ACCOUNT,
    is_private=True,
    keys=("ZENDESK_SUBDOMAIN", "ZENDESK_EMAIL", "ZENDESK_API_TOKEN"),
    targets="whose help desk it is: Acme, or Acme=BRAND_ID for each brand of a shared one",
)
