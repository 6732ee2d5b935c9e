"""A ticket of Freshdesk, with what was said under it."""

from crawler.helpers.moments import iso
from crawler.helpers.own import brand_of
from crawler.helpers.saved import is_saved
from crawler.helpers.text import plain
from crawler.page import Page, Row
from crawler.web import base_of
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker

PARSER = "freshdesk-1"
STATUSES = {2: "open", 3: "pending", 4: "resolved", 5: "closed"}
SOLVED = {4, 5}
CHANNELS = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "feedback", 10: "outbound"}
_STATS = (
    "first_responded_at", "agent_responded_at", "requester_responded_at", "resolved_at", "reopened_at", "closed_at", "pending_since",
)  # fmt: skip
_RAW = ("priority", "type", "product_id", "is_escalated", "fr_escalated")
_PIECE = (
    "id", "body", "body_html", "user_id", "ticket_id", "source", "private", "category", "updated_at", "support_email", "from_email",
    "to_emails", "cc_emails", "bcc_emails", "email_failure_count", "outgoing_failures", "attachments", "thread_id", "thread_message_id",
    "last_edited_at", "last_edited_user_id", "automation_id", "automation_type_id", "auto_response", "threading_type",
    "source_additional_info", "structured_body", "delivery_details", "association_type", "cloud_files", "has_quoted_text", "deleted",
    "email_failures", "full_text", "incoming_email",
)  # fmt: skip
_IGNORED = (
    "cc_email", "cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails", "to_email", "to_emails", "email_config_id",
    "group_id", "responder_id", "responder_name", "requester", "requester_name", "requester_status_name", "owner_id", "company_id",
    "due_by", "fr_due_by", "frDueBy", "delta", "trained", "urgent", "description", "description_html", "custom_field", "custom_fields",
    "attachments", "status_name", "priority_name", "source_name", "ticket_type", "isescalated", "deleted", "spam",
    "association_type", "associated_tickets_count", "nr_due_by", "nr_escalated", "internal_agent_id", "internal_group_id",
    "source_additional_info", "structured_description", "support_email", "form_id", "sentiment_score", "initial_sentiment_score",
)  # fmt: skip


def said_of(page: Page, row: Row) -> CrawledReply:
    """A public piece of a conversation: `incoming` is the customer's."""
    speaker = Speaker.CUSTOMER if row.pop("incoming", bool) else Speaker.BRAND
    text = row.maybe("body_text", str) or plain(row.pop("body", str))
    at = iso(row.pop("created_at", str), row.place)
    row.audit(page.notices, ignore=_PIECE)
    return CrawledReply(speaker=speaker, text=text, posted_at=at, precision=Precision.SECOND)


def to_record(page: Page, ticket: Row, said: tuple[CrawledReply, ...]) -> CrawledRecord:
    """A claim that the customer did not leave standing (`reopened_at` after `resolved_at`) is a denial, until the desk claims again."""
    number, status = str(ticket.pop("id", int)), ticket.pop("status", int)
    stats = Row(ticket.maybe("stats", dict) or {}, f"{ticket.place} stats")
    times = {name: iso(at, stats.place) for name in _STATS if (at := stats.maybe(name, str))}
    claims = sorted(times[name] for name in ("resolved_at", "closed_at") if name in times)
    reopened_at = times.get("reopened_at")
    standing = [at for at in claims if reopened_at is None or at > reopened_at]
    claimed_at = next(iter(standing or claims), None)
    is_denied = reopened_at is not None and not standing and (bool(claims) or status not in SOLVED)
    is_claimed = status in SOLVED or is_denied
    raw = _raw(ticket, status) | {name: at.isoformat() for name, at in times.items()}
    record = CrawledRecord(
        source_id="freshdesk",
        source_key=number,
        kind=RecordKind.COMPLAINT,
        url="" if is_saved(page) else f"{base_of(page.url)}/a/tickets/{number}",  # a saved page does not say
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=brand_of(page, raw.get("product_id")),
        title=ticket.maybe("subject", str) or "",
        text=ticket.maybe("description_text", str) or plain(str(ticket.values.get("description") or "")),
        posted_at=iso(ticket.pop("created_at", str), ticket.place),
        posted_precision=Precision.SECOND,
        author_key=str(ticket.pop("requester_id", int)),
        replies=said,
        claimed_by_brand=True if is_claimed else None,
        claimed_at=claimed_at if is_claimed else None,
        customer_confirms=False if is_denied else None,
        status_raw=STATUSES.get(status, str(status)),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw=raw,
    )
    stats.audit(page.notices, ignore=("status_updated_at",))
    ticket.audit(page.notices, ignore=_IGNORED)
    return record


def _raw(ticket: Row, status: int) -> dict[str, str]:
    """An account may add statuses and channels of its own: those stay numbers."""
    source = ticket.pop("source", int)
    raw = {"status": str(status), "channel": CHANNELS.get(source, str(source))}
    raw |= {"updated_at": ticket.pop("updated_at", str), "tags": " ".join(map(str, ticket.maybe("tags", list) or []))}
    return raw | {name: str(value) for name in _RAW if (value := ticket.values.pop(name, None)) is not None}
