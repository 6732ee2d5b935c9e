"""In which order complaints are shown, and one complaint as a hit."""

import html
import math
import re
from datetime import timedelta
from typing import Any, NamedTuple

from msgspec import UNSET

from api.compat.ccdb.asked import Condition, Search
from api.compat.ccdb.shapes import Hit, Said
from api.compat.ccdb.words import Match
from store.naming import fold
from store.redaction import redact

_WORD = re.compile(r"\w+")
_MARKED = ("complaint_what_happened", "company", "product", "sub_product", "issue", "sub_issue", "company_response")
_AS_THEY_ARE = ("company", "product", "sub_product", "issue", "sub_issue", "company_response", "company_public_response", "timely", "state",
                "zip_code", "tags", "submitted_via", "consumer_consent_provided", "consumer_disputed", "record_id")  # fmt: skip


class Order(NamedTuple):
    """ORDER BY of a list: `value` and then the complaint's number, both one way."""

    value: str
    is_down: bool
    source: str = "complaints"
    values: tuple[Any, ...] = ()

    @property
    def by(self) -> str:
        """The order inside a query."""
        if self.value == "epoch_ms(received_at)":
            return "position" if self.is_down else "position DESC"
        way = "DESC" if self.is_down else "ASC"
        return f"{self.value} {way}, complaint_id {way}"

    @property
    def by_outer(self) -> str:
        """The same order of a page already cut."""
        way = "DESC" if self.is_down else "ASC"
        return f"page.score {way}, complaint_id {way}"

    def after(self, cursor: str) -> Condition:
        """Only what comes behind a cursor."""
        if not cursor:
            return "", []
        value, _, complaint_id = cursor.partition("_")
        sign = "<" if self.is_down else ">"
        at = float(value)
        return f"({self.value} {sign} ? OR ({self.value} = ? AND complaint_id {sign} ?))", [at, at, complaint_id]


def order_of(asked: Search, match: Match, count: int, everything: int) -> Order:
    """By day, or by relevance: BM25 over the words that matched."""
    is_down = asked.sort.endswith("_desc")
    if asked.sort.startswith("created_date"):
        return Order("epoch_ms(received_at)", is_down)
    if not match.words:
        return Order("1.0::DOUBLE", is_down)
    rarity = {word: math.log(1 + (everything - min(n, everything) + 0.5) / (min(n, everything) + 0.5)) for word, n in match.words.items()}  # fmt: skip
    source = (
        "(SELECT c.*, coalesce(w.relevance, 0) AS relevance FROM complaints c LEFT JOIN (SELECT position, round(sum(weight * rarity)::DOUBLE, 4) AS relevance FROM words "
        f"JOIN (VALUES {', '.join(['(?, ?::DOUBLE)'] * len(rarity))}) AS rare (word, rarity) USING (word) "
        f"WHERE word IN ({', '.join('?' * len(rarity))}) AND field IN ({', '.join(map(str, match.fields))}) GROUP BY position) AS w USING (position))"
    )
    values = [value for pair in rarity.items() for value in pair]
    return Order("relevance", is_down, source, (*values, *rarity))


def hit_of(row: dict[str, Any], order: Order | None, match: Match | None) -> Hit:
    """A row as a hit, its words redacted once more; without an order it is a document."""
    said = said_of(row)
    hit = Hit(row["complaint_id"], said, score=1.0 if order is None else None)
    if order is not None:
        hit.sort = [row["score"], row["complaint_id"]]
        hit.score = row["score"] if order.source != "complaints" else None
    if match is not None:
        hit.highlight = _marked(said, set(match.words)) or UNSET
    return hit


def said_of(row: dict[str, Any]) -> Said:
    """A row in the bureau's columns."""
    sent = {} if row["sent_at"] is None else {"date_sent_to_company": _sent(row)}
    return Said(
        complaint_id=row["complaint_id"],
        date_received=_received(row),
        complaint_what_happened=redact(row["narrative"]) if row["narrative"] else "",
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
