"""A conversation of Chatwoot, and what a customer answered to its survey."""

from datetime import datetime

from crawler.ask import Batch, Gone
from crawler.errors import PageError
from crawler.helpers.moments import epoch, iso
from crawler.helpers.own import brand_of
from crawler.helpers.saved import is_saved
from crawler.page import Page, Row
from crawler.web import base_of
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker

PARSER = "chatwoot-1"
STATUSES = {"open": None, "pending": None, "snoozed": None, "resolved": True}
INCOMING, OUTGOING, ACTIVITY, TEMPLATE = 0, 1, 2, 3
SENDERS = {
    "": Speaker.BOT, "User": Speaker.BRAND, "user": Speaker.BRAND, "Contact": Speaker.CUSTOMER, "contact": Speaker.CUSTOMER,
    "AgentBot": Speaker.BOT, "agent_bot": Speaker.BOT, "Captain::Assistant": Speaker.BOT, "captain_assistant": Speaker.BOT,
}  # fmt: skip
_MESSAGE = (
    "account_id", "inbox_id", "conversation_id", "updated_at", "source_id", "content_type", "content_attributes", "sender_id", "sender",
    "external_source_ids", "additional_attributes", "processed_message_content", "sentiment", "conversation", "attachment",
    "attachments", "echo_id", "client_message_id", "call",
)  # fmt: skip
_CONVERSATION = (
    "meta", "messages", "account_id", "uuid", "additional_attributes", "agent_last_seen_at", "assignee_last_seen_at", "can_reply",
    "contact_last_seen_at", "custom_attributes", "muted", "snoozed_until", "timestamp", "first_reply_created_at", "unread_count",
    "last_non_activity_message", "waiting_since", "sla_policy_id", "applied_sla", "sla_events", "updated_at", "contact_id",
)  # fmt: skip


def to_records(page: Page, row: Row, messages: list[Row]) -> Batch:
    """One record, or none where no customer wrote; one that deleted all it wrote is gone."""
    number = str(row.pop("id", int))
    wrote = [one.values for one in messages if one.values.get("message_type") == INCOMING]
    is_deleted = bool(wrote) and all(_is_deleted(one) for one in wrote)
    said = [reply for message in messages if (reply := _said(page, message)) is not None]
    first = next((place for place, one in enumerate(said) if one.speaker is Speaker.CUSTOMER), None)
    if is_deleted:
        return Batch(gone=(Gone(number, "its messages were deleted"),))
    return Batch((_record(page, row, number, said, first),)) if first is not None else Batch()


def _is_deleted(message: dict[str, object]) -> bool:
    attributes = message.get("content_attributes")
    return isinstance(attributes, dict) and attributes.get("deleted") is True


def _said(page: Page, message: Row) -> CrawledReply | None:
    """None for a private note, a line of the desk's own log, a deleted message and one that never reached the customer."""
    kind, is_private, state = (
        message.pop("message_type", int),
        message.pop("private", bool),
        message.maybe("status", str),
    )
    is_lost = _is_deleted(message.values) or (kind != INCOMING and state == "failed")
    at, speaker = epoch(message.pop("created_at", int), message.place), _speaker(message, kind)
    text = message.maybe("content", str) or ""
    message.audit(page.notices, ignore=("id", *_MESSAGE))
    if is_private or is_lost or kind == ACTIVITY:
        return None
    return CrawledReply(speaker=speaker, text=text, posted_at=at, precision=Precision.SECOND)


def _speaker(message: Row, kind: int) -> Speaker:
    """A template (a greeting, a survey) and whatever nobody sent is automatic."""
    if kind not in {INCOMING, OUTGOING, ACTIVITY, TEMPLATE}:
        raise PageError(f"{kind} is not a known type of message at {message.place}")
    said, sender = message.values.pop("sender_type", None), message.values.get("sender")
    said = said or (sender.get("type") if isinstance(sender, dict) else None) or ""
    if said not in SENDERS:
        raise PageError(f"{said!r} is not a known sender at {message.place}")
    if kind == INCOMING:
        return Speaker.CUSTOMER
    return SENDERS[said] if kind == OUTGOING else Speaker.BOT


def _record(page: Page, row: Row, number: str, said: list[CrawledReply], first: int) -> CrawledRecord:
    """People write in pieces: what the customer said before anybody answered is the text."""
    answered = next(
        (place for place in range(first, len(said)) if said[place].speaker is not Speaker.CUSTOMER), len(said)
    )
    status, inbox = str(row.values.get("status")), row.pop("inbox_id", int)
    raw = {"inbox": str(inbox), "labels": " ".join(map(str, row.maybe("labels", list) or []))}
    raw |= {"channel": _meta(row, "channel"), "priority": str(row.values.pop("priority", None) or "")}
    raw["last_activity_at"] = _moment(row.values.pop("last_activity_at", None), row.place)
    record = CrawledRecord(
        source_id="chatwoot",
        source_key=number,
        kind=RecordKind.COMPLAINT,
        url=""
        if is_saved(page)
        else f"{base_of(page.url)}/app/accounts/{row.values.get('account_id')}/conversations/{number}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=brand_of(page, inbox),
        text="\n".join(one.text for one in said[first:answered]),
        posted_at=said[first].posted_at,
        posted_precision=Precision.SECOND,
        author_key=_contact(row),
        replies=tuple(said[answered:]),
        claimed_by_brand=row.choice("status", STATUSES),
        status_raw=status,
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw=raw,
    )
    row.audit(page.notices, ignore=("created_at", *_CONVERSATION))
    return record


def _meta(row: Row, name: str) -> str:
    meta = row.values.get("meta")
    return str(meta.get(name) or "") if isinstance(meta, dict) else ""


def _contact(row: Row) -> str:
    meta = row.values.get("meta")
    sender = meta.get("sender") if isinstance(meta, dict) else None
    return str(sender.get("id") or "") if isinstance(sender, dict) else str(row.values.get("contact_id") or "")


def _moment(value: object, place: str) -> str:
    """`updated_at` and its like come as seconds or as text."""
    if value is None:
        return ""
    at: datetime = iso(value, place) if isinstance(value, str) and not value.isdigit() else epoch(value, place)
    return at.isoformat()


def to_review(page: Page, row: Row) -> CrawledRecord:
    """An answer to a survey: 1 to 5, with a few words or none."""
    contact = row.maybe("contact", dict) or {}
    created: object = row.values.pop("created_at", None)
    record = CrawledRecord(
        source_id="chatwoot",
        source_key=f"survey-{row.pop('id', int)}",
        kind=RecordKind.REVIEW,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        text=row.maybe("feedback_message", str) or "",
        posted_at=datetime.fromisoformat(_moment(created, row.place)) if created else None,
        posted_precision=Precision.SECOND if created else None,
        rating=row.pop("rating", int),
        rating_worst=1,
        rating_best=5,
        author_key=str(contact.get("id") or ""),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={"conversation": str(row.pop("conversation_id", int))},
    )
    row.audit(
        page.notices,
        ignore=("account_id", "message_id", "assigned_agent", "csat_review_notes", "review_notes_updated_at"),
    )
    return record
