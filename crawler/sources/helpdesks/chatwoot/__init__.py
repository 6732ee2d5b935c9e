"""Chatwoot: the conversations of the operator's own help desk, and what its customers answered to its surveys.

A survey's answer is a review of its own: it has its own time and words, and no claim of the desk is mixed with it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import epoch
from crawler.helpers.notes import note
from crawler.helpers.own import brand_of, brands, changed_since, home_of, lives_at, number_of, setting, turned
from crawler.helpers.saved import is_saved
from crawler.helpers.trail import handed_on
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source
from crawler.sources.helpdesks.chatwoot.conversation import PARSER, to_records, to_review
from crawler.visit import Visit
from store.errors import SetupError
from store.vocabulary import Level, SampleKind, Tier

CONVERSATIONS, MESSAGES, SURVEYS = 25, 1000, 25  # what a page holds
LAST_ID = 2**31 - 1


async def sign(visit: Visit) -> Signature:
    """The account's host is known from here on."""
    lives_at(visit, home_of("CHATWOOT_URL"))
    return Signature({"api_access_token": visit.key("CHATWOOT_TOKEN")})


def start(visit: Visit) -> Iterable[Ask]:
    """Conversations by their last activity, back to the last crawl; answers to surveys, newest first."""
    since, account = changed_since(visit), setting("CHATWOOT_ACCOUNT_ID")
    if not account.isdigit():
        raise SetupError("CHATWOOT_ACCOUNT_ID must be the account's number, as in /app/accounts/1")
    base, context = f"/api/v1/accounts/{int(account)}", brands(visit)
    context |= {"since": since.isoformat()} if since else {}
    asked = urlencode({"status": "all", "assignee_type": "all", "sort_by": "last_activity_at_desc", "page": 1})
    yield Ask(f"{base}/conversations?{asked}", context=context)
    if "brand" in context:  # a survey does not say which inbox it is about
        yield Ask(f"{base}/csat_survey_responses?{urlencode({'sort': '-created_at', 'page': 1})}", context=context)


def read(page: Page) -> Batch:
    """A page of conversations, the messages of one of them, or a page of answers to surveys: told apart by their shape."""
    if page.body.lstrip()[:1] == b"[":
        return _surveys(page)
    return _messages(page) if "payload" in page.json().values else _conversations(page)


def _conversations(page: Page) -> Batch:
    """Newest activity first: the first one older than the last crawl ends the list."""
    rows = list(_payload(page))
    if is_saved(page):
        return _alone(page, rows)
    fresh = [row for row in rows if not _is_old(page, row)]
    asks = tuple(_ask(page, row) for row in fresh if _is_asked_for(page, row))
    is_over = len(rows) < CONVERSATIONS or len(fresh) < len(rows)
    return Batch(asks=asks, next=None if is_over else Ask(turned(page), context=dict(page.context)))


def _alone(page: Page, rows: list[Row]) -> Batch:
    """A saved list shows the last messages of each conversation; the others were not saved with it."""
    told = [to_records(page, row, list(row.rows("messages"))) for row in rows if _is_asked_for(page, row)]
    return Batch(
        tuple(record for one in told for record in one.records), gone=tuple(gone for one in told for gone in one.gone)
    )


def _payload(page: Page) -> Iterable[Row]:
    body = page.json()
    data = body.row("data")
    yield from data.rows("payload")
    data.audit(page.notices, ignore=("meta",))
    body.audit(page.notices)


def _is_old(page: Page, row: Row) -> bool:
    at = epoch(_activity(row), row.place)
    return "since" in page.context and at < datetime.fromisoformat(page.context["since"])


def _activity(row: Row) -> object:
    """When it was last active; older installations call that its timestamp."""
    return row.values.get("last_activity_at") or row.values.get("timestamp")


def _is_asked_for(page: Page, row: Row) -> bool:
    is_named = bool(brand_of(page, row.values.get("inbox_id")))
    note(page, "left_out", "a conversation of another brand", count=int(not is_named))
    return is_named


def _ask(page: Page, row: Row) -> Ask:
    """Between two ids a thousand messages come at once; by `before` alone only twenty."""
    number = str(row.pop("id", int))
    path = f"{urlsplit(page.url).path}/{number}/messages?after=1&before={LAST_ID}"
    state = f"{_activity(row)} {row.values.get('status')}"
    context = handed_on(page, conversation=number, updated=state)
    context.pop("since", None)
    return Ask(path, context=context, may_be_gone=True)


def _messages(page: Page) -> Batch:
    if page.parent is None:
        raise PageError(f"messages without the list their conversation stands in at {page.url}")
    rows, number = _rows(page.parent), page.context["conversation"]
    if number not in rows:
        raise PageError(f"the list names no conversation {number} at {page.parent.url}")
    body = page.json()
    messages = list(body.rows("payload"))
    body.audit(page.notices, ignore=("meta",))
    if len(messages) >= MESSAGES:
        note(page, "more_replies", "more messages than a page holds: the rest is left out", level=Level.WARNING)
    return to_records(page, Row(rows[number], f"{page.url} conversation"), messages)


@lru_cache(maxsize=4)
def _rows(page: Page) -> dict[str, dict[str, Any]]:
    return {number_of(row): row.values for row in _payload(page)}


def _surveys(page: Page) -> Batch:
    rows = page.rows()
    is_over = len(rows) < SURVEYS or any(_is_before(page, row) for row in rows)
    return Batch(
        tuple(to_review(page, row) for row in rows),
        next=None if is_over else Ask(turned(page), context=dict(page.context)),
    )


def _is_before(page: Page, row: Row) -> bool:
    at = epoch(row.values.get("created_at"), row.place)
    return "since" in page.context and at < datetime.fromisoformat(page.context["since"])


SOURCE = Source(
    source_id="chatwoot",
    name="Chatwoot",
    kind="own help desk, open source, export by its API",
    tier=Tier.C,
    homepage="https://www.chatwoot.com",
    base_url="",
    licence="the operator's own data: for the brand's audit, never published",
    terms="an access token of the own installation or account",
    time_zone="UTC",
    language="en",
    personal=(
        "contact (becomes a keyed hash)",
        "names, addresses, custom attributes, attachments (dropped)",
        "private notes (dropped)",
        "free text (redacted)",
    ),
    unknown=(
        "conversations deleted by an administrator",
        "when the desk called a conversation resolved",
        "messages beyond the first thousand of a conversation",
        "the inbox a survey's answer is about",
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
    keys=("CHATWOOT_URL", "CHATWOOT_ACCOUNT_ID", "CHATWOOT_TOKEN"),
    targets="whose help desk it is: Acme, or Acme=INBOX_ID for each brand of a shared one",
)
