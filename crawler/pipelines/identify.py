"""From a validated record to the row that is stored: pseudonym, redacted texts, hashes. Nothing personal passes this line."""

import hashlib
import hmac
import json
from typing import Any

from crawler.pipelines.redact import redact
from store.naming import text_hash
from store.records import CrawledRecord

TEXTS = ("title", "text", "thanks_text")
NOT_CONTENT = {
    "retrieved_at",
    "page_hash",
    "parser_version",
    "views_count",
    "helpful_count",
    "author_key",
    "raw",
    "replies",
}


def pseudonym(author_key: str, source_id: str, secret: bytes) -> str:
    """Keyed hash of an author within a source, or "" for none: the same person has another name on another platform."""
    return hmac.new(secret, f"{source_id}:{author_key}".encode(), hashlib.sha256).hexdigest()[:24] if author_key else ""


def identify(record: CrawledRecord, secret: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(row of `record` without its seen-and-run columns, rows of `reply`). `content_hash` changes when what is said changes."""
    fields = record.model_dump(mode="python", exclude={"author_key", "replies", "retrieved_at"})
    fields |= {name: redact(fields[name]) for name in TEXTS}
    record_id = f"{record.source_id}:{record.source_key}"
    replies = [
        {
            "record_id": record_id,
            "position": position,
            "speaker": reply.speaker.value,
            "text": redact(reply.text),
            "posted_at": reply.posted_at,
            "precision": reply.precision and reply.precision.value,
            "uncertainty_hours": reply.uncertainty_hours,
        }
        for position, reply in enumerate(record.replies)
    ]
    said = {name: value for name, value in fields.items() if name not in NOT_CONTENT}
    content = json.dumps([said, [(reply["speaker"], reply["text"]) for reply in replies]], default=str, sort_keys=True)
    row = {name: getattr(value, "value", value) for name, value in fields.items()}
    row |= {
        "record_id": record_id,
        "author_hash": pseudonym(record.author_key, record.source_id, secret),
        "text_hash": text_hash(fields["text"]),
        "content_hash": hashlib.sha256(content.encode()).hexdigest(),
    }
    return row, replies
