"""One complaint as a hit."""

import html
import re
from datetime import timedelta
from typing import Any

from msgspec import UNSET

from api.compat.ccdb.order import Order
from api.compat.ccdb.shapes import Hit, Said
from api.compat.ccdb.words import Match
from api.evidence import redacted
from store.naming import fold

_WORD = re.compile(r"\w+")
_MARKED = ("complaint_what_happened", "company", "product", "sub_product", "issue", "sub_issue", "company_response")
_AS_THEY_ARE = ("company", "product", "sub_product", "issue", "sub_issue", "company_response", "company_public_response", "timely", "state",
                "zip_code", "tags", "submitted_via", "consumer_consent_provided", "consumer_disputed", "record_id")  # fmt: skip


def hit_of(row: dict[str, Any], order: Order | None, match: Match | None) -> Hit:
    """A row as a hit, its words redacted once more; without an order it is a document."""
    said = said_of(row)
    hit = Hit(row["complaint_id"], said, score=1.0 if order is None else None)
    if order is not None:
        value = order.value(row["position"] - 1)
        hit.sort = [value, row["complaint_id"]]
        hit.score = value if order.is_scored else None
    if match is not None:
        hit.highlight = _marked(said, set(match.words)) or UNSET
    return hit


def said_of(row: dict[str, Any]) -> Said:
    """A row in the bureau's columns."""
    sent = {} if row["sent_at"] is None else {"date_sent_to_company": _sent(row)}
    return Said(
        complaint_id=row["complaint_id"],
        date_received=_received(row),
        complaint_what_happened=redacted(row["narrative"]) if row["narrative"] else "",
        has_narrative=row["has_narrative"] == "true",
        **{name: row[name] for name in _AS_THEY_ARE},
        **sent,
    )


def _received(row: dict[str, Any]) -> str:
    return _bureau_day(row["received_at"]) if row["is_day"] else _instant(row["received_at"])


def _sent(row: dict[str, Any]) -> str:
    at = row["sent_at"]
    return _bureau_day(at) if f"{at:%H:%M:%S.%f}" == "17:00:00.000000" else _instant(at)


def _bureau_day(at: Any) -> str:
    return f"{at - timedelta(hours=5):%Y-%m-%dT%H:%M:%S}-05:00"


def _instant(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _marked(said: Said, words: set[str]) -> dict[str, list[str]]:
    """HTML of the fields that hold a word asked for, or a sign that HTML would read: the bureau's lists show them as HTML."""
    marked = {}
    for name in _MARKED:
        text = getattr(said, name) or ""
        made = "".join(_pieces(text, words)) if words else html.escape(text, quote=False)
        if made != text:
            marked[name] = [made]
    return marked


def _pieces(text: str, words: set[str]) -> list[str]:
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        escaped = html.escape(found.group(), quote=False)
        pieces.append(html.escape(text[end : found.start()], quote=False))
        pieces.append(f"<em>{escaped}</em>" if fold(found.group()) in words else escaped)
        end = found.end()
    return [*pieces, html.escape(text[end:], quote=False)]
