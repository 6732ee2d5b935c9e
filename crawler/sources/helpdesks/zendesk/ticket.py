"""A ticket of Zendesk, with what was said under it."""

from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.own import brand_of
from crawler.helpers.saved import is_saved
from crawler.page import Page, Row
from crawler.web import base_of
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker

PARSER = "zendesk-1"
STATUSES = {"new": False, "open": False, "pending": False, "hold": False, "solved": True, "closed": True}
SATISFACTION = {"": None, "unoffered": None, "offered": None, "good": True, "bad": False}
ROLES = {"end-user": Speaker.OTHER, "agent": Speaker.BRAND, "admin": Speaker.BRAND}
SYSTEM = -1
MACHINES = {"rule", "system", "automation", "trigger", "answer_bot"}
COMMENT = ("id", "type", "body", "html_body", "plain_body", "public", "attachments", "audit_id", "metadata", "uploads")
_IGNORED = (
    "url", "external_id", "raw_subject", "description", "recipient", "submitter_id", "assignee_id", "organization_id",
    "group_id", "collaborator_ids", "follower_ids", "email_cc_ids", "forum_topic_id", "problem_id", "has_incidents", "due_at", "custom_fields",
    "fields", "sharing_agreement_ids", "custom_status_id", "encoded_id", "followup_ids", "ticket_form_id", "allow_channelback",
    "allow_attachments", "from_messaging_channel", "generated_timestamp", "support_type", "is_public",
)  # fmt: skip


def said_of(comment: Row, requester: object, roles: dict[int, str]) -> CrawledReply:
    """One public comment; `roles` are those of the users side-loaded with it."""
    author, channel = comment.pop("author_id", int), comment.row("via").pop("channel", str)
    text = comment.maybe("plain_body", str) or comment.pop("body", str)
    at = iso(comment.pop("created_at", str), comment.place)
    speaker = _speaker(author, channel, requester, roles)
    return CrawledReply(speaker=speaker, text=text, posted_at=at, precision=Precision.SECOND)


def _speaker(author: int, channel: str, requester: object, roles: dict[int, str]) -> Speaker:
    """Triggers, automations and the system speak for nobody in person."""
    if author == SYSTEM or channel in MACHINES:
        return Speaker.BOT
    if author == requester:
        return Speaker.CUSTOMER
    if roles.get(author, "end-user") not in ROLES:
        raise PageError(f"{roles[author]!r} is not a known role of a user")
    return ROLES[roles.get(author, "end-user")]


def to_record(page: Page, ticket: Row, said: list[CrawledReply]) -> CrawledRecord:
    """The first thing said is the ticket's text. `metrics` (the export's metric set) knows when the desk solved it."""
    number, requester = str(ticket.pop("id", int)), ticket.pop("requester_id", int)
    metrics, raw = ticket.row("metrics"), _raw(ticket)
    status, solved_at = str(ticket.values.get("status")), metrics.maybe("solved_at", str)
    is_solved = ticket.choice("status", STATUSES)
    rating = Row(ticket.maybe("satisfaction_rating", dict) or {}, f"{ticket.place} satisfaction_rating")
    raw["satisfaction"] = str(rating.values.get("score") or "")
    confirms, comment = rating.choice("score", SATISFACTION), rating.maybe("comment", str) or ""
    if metrics.values.get("reopens") is not None:
        raw["reopens"] = str(metrics.pop("reopens", int))
    rating.audit(page.notices, ignore=("id", "reason", "reason_id", "reason_code", "url"))
    complaint = [CrawledReply(speaker=Speaker.CUSTOMER, text=comment)] if comment and not confirms else []
    record = CrawledRecord(
        source_id="zendesk",
        source_key=number,
        kind=RecordKind.COMPLAINT,
        url="" if is_saved(page) else f"{base_of(page.url)}/agent/tickets/{number}",  # a saved page does not say
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=brand_of(page, raw.get("brand_id")),
        title=ticket.maybe("subject", str) or "",
        text=said[0].text,
        posted_at=iso(ticket.pop("created_at", str), ticket.place),
        posted_precision=Precision.SECOND,
        author_key=str(requester),
        replies=(*said[1:], *complaint),
        claimed_by_brand=True if is_solved else None,
        claimed_at=iso(solved_at, ticket.place) if solved_at and is_solved else None,
        customer_confirms=confirms,
        thanks_text=comment if confirms else "",
        status_raw=status,
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw=raw,
    )
    ticket.audit(page.notices, ignore=_IGNORED)
    return record


def _raw(ticket: Row) -> dict[str, str]:
    """`channel` is how the customer chose to write: email, web, api, voice, twitter, facebook and others."""
    raw = {"channel": ticket.row("via").pop("channel", str), "updated_at": ticket.pop("updated_at", str)}
    raw["tags"] = " ".join(map(str, ticket.pop("tags", list)))
    return raw | {
        name: str(value) for name in ("priority", "type", "brand_id") if (value := ticket.values.pop(name, None))
    }
