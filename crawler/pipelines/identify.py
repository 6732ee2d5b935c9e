"""From a validated record to the row that is stored: pseudonym, redacted texts, hashes. Nothing personal passes this line."""

import hashlib
import hmac
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from crawler.helpers.text import storable
from crawler.pipelines.redact import VERSION, redact
from store.naming import text_hash
from store.records import CrawledRecord, CrawledReply, CrawledVersion

TEXTS = ("title", "text", "thanks_text")
CATEGORIES = ("issue", "product", "status_raw")
"""What a source sorts its records by: its values are counted, so that a renamed one is noticed."""
NOT_CONTENT = {
    "page_hash",
    "parser_version",
    "views_count",
    "helpful_count",
    "is_unlisted",
    "raw",
    "sample_kind",
    "gone_how",
    "customer_confirmed_at",
}
"""What a record's hash leaves out: counters, and how and when it was found, which its source did not write. When its customer confirmed is
read off replies whose own times ("3 days ago") wander with every look; that it was confirmed is in the hash."""
HASH = "3:"
"""How a hash is made stands before it. Without a mark: of version 2, where `sample_kind`, `gone_how` and that time were in it, or of 1."""


@dataclass(frozen=True)
class Cleaned:
    """A record as it is stored, and what is counted of it: which fields its reader filled, and its source's own categories."""

    row: dict[str, Any]
    replies: list[dict[str, Any]]
    retrieved_at: datetime
    filled: list[str]
    kinds: dict[str, str]


def cleaned(record: CrawledRecord, secret: bytes) -> Cleaned:
    """A record without anything personal."""
    filled = [name for name in sorted(record.model_fields_set) if getattr(record, name) not in (None, "", (), {})]
    kinds = {name: value for name in CATEGORIES if (value := getattr(record, name))}
    return Cleaned(*identify(record, secret), record.retrieved_at, filled, kinds)


def pseudonym(author_key: str, source_id: str, secret: bytes) -> str:
    """Keyed hash of an author within a source, or "" for none: the same person has another name on another platform."""
    return hmac.new(secret, f"{source_id}:{author_key}".encode(), hashlib.sha256).hexdigest()[:24] if author_key else ""


_AS_IT_IS = frozenset({type(None), bool, int, datetime})


def clean(value: Any) -> Any:
    """A value, with all that is in it, as every database takes it: no NUL, no half characters, no endless number."""
    if type(value) in _AS_IT_IS or isinstance(value, (int, StrEnum)):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(name): clean(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one) for one in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def identify(record: CrawledRecord, secret: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(row of `record` without its seen-and-run columns, rows of `reply`). `content_hash` changes when what is said changes.

    It is a keyed hash of what the source said, before redaction: a better redaction is not an edit by the source.
    """
    fields = clean(record.model_dump(mode="python", exclude={"author_key", "replies", "earlier", "retrieved_at"}))
    content_hash = _content_hash(record, fields, secret)
    fields |= {name: redact(fields[name]) for name in TEXTS}
    if record.earlier:
        fields["raw"] = {**fields["raw"], "earlier": [_version(one) for one in record.earlier]}
    if any(reply.earlier for reply in record.replies):
        said = [one for position, reply in enumerate(record.replies) for one in _versions(position, reply)]
        fields["raw"] = {**fields["raw"], "earlier_replies": said}
    record_id = f"{record.source_id}:{fields['source_key']}"
    replies = [
        {
            "record_id": record_id,
            "position": position,
            "speaker": reply.speaker.value,
            "text": redact(storable(reply.text)),
            "posted_at": reply.posted_at,
            "precision": reply.precision and reply.precision.value,
            "uncertainty_hours": reply.uncertainty_hours,
        }
        for position, reply in enumerate(record.replies)
    ]
    row = {name: getattr(value, "value", value) for name, value in fields.items()}
    row |= {
        "record_id": record_id,
        "author_hash": pseudonym(record.author_key, record.source_id, secret),
        "text_hash": text_hash(fields["text"]),
        "content_hash": content_hash,
        "redaction_version": VERSION,
    }
    return row, replies


def _versions(position: int, reply: CrawledReply) -> Iterator[dict[str, Any]]:
    """What the answer at that place said before its edits, each with the moment it was edited."""
    ends = [*(one.at for one in reply.earlier[1:]), reply.edited_at]
    for one, until in zip(
        reply.earlier, ends, strict=False
    ):  # an edited answer whose versions nobody asked for has only its end
        yield {"position": position, "until": until and until.isoformat()} | _version(one)


def _version(one: CrawledVersion) -> dict[str, str]:
    return {"at": one.at.isoformat(), "title": redact(storable(one.title)), "text": redact(storable(one.text))}


def _content_hash(record: CrawledRecord, fields: dict[str, Any], secret: bytes) -> str:
    """Keyed, because an unkeyed hash of a short text with a phone number in it can be tried out."""
    said = {name: value for name, value in fields.items() if name not in NOT_CONTENT}
    answers = [(reply.speaker.value, storable(reply.text)) for reply in record.replies]
    content = json.dumps([said, answers], default=str, sort_keys=True)
    return HASH + hmac.new(secret, content.encode(), hashlib.sha256).hexdigest()
