"""The short spellings of flat files, so that a simple scrape is a record file as it is (docs/record-format.md)."""

from collections.abc import Mapping
from typing import Any

from crawler.imports.json_line import LineError

SHORT = {
    "source": "source_id", "key": "source_key", "brand": "brand_label", "sector": "sector_label", "user": "author_key",
    "date_raw": "posted_at", "solved_badge": "solved_mark", "views": "views_count", "upvotes": "helpful_count",
}  # fmt: skip
HANDLED = {"scrape", "reply", "reply_kind", "keywords", "category"}
SPEAKERS = {"company": "brand", "author_note": "customer", "": "other"}


def lengthen(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by their long names. Raises LineError where a field is given in both spellings, or a short one is odd."""
    twice = [short for short, long in SHORT.items() if short in values and long in values]
    if twice:
        raise LineError(*((short, f"given twice, also as {SHORT[short]!r}") for short in twice))
    fields = {SHORT.get(name, name): value for name, value in values.items() if name not in HANDLED}
    if not isinstance(fields.setdefault("raw", {}), dict):
        raise LineError(("raw", "an object was expected"))
    fields["raw"] = dict(fields["raw"])
    if fields.get("views_count") == "-":
        del fields["views_count"]
    _join_key(fields, values)
    _take_reply(fields, values)
    _take_issue(fields, values)
    return fields


def _join_key(fields: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Keys like "row0" come again in every scrape: the scrape's name goes before them."""
    if "scrape" not in values:
        return
    if not isinstance(values["scrape"], str) or not isinstance(fields.get("source_key"), str):
        raise LineError(("scrape", "scrape and key must be texts"))
    fields["source_key"] = f"{values['scrape']}:{fields['source_key']}"
    fields["raw"]["scrape"] = values["scrape"]


def _take_reply(fields: dict[str, Any], values: Mapping[str, Any]) -> None:
    kind = values.get("reply_kind", "")
    if not isinstance(kind, str) or kind not in SPEAKERS or ("reply_kind" in values and "reply" not in values):
        raise LineError(("reply_kind", "company or author_note was expected, beside a reply"))
    if "reply" in values:
        if "replies" in fields:
            raise LineError(("reply", "given twice, also as 'replies'"))
        fields["replies"] = [{"speaker": SPEAKERS[kind], "text": values["reply"]}]


def _take_issue(fields: dict[str, Any], values: Mapping[str, Any]) -> None:
    """The first keyword, or the category, is what the record is about; the rest stays beside it."""
    keywords = values.get("keywords", [])
    words = [*(keywords if isinstance(keywords, list) else [keywords]), values.get("category", "")]
    if not all(isinstance(word, str) for word in words):
        raise LineError(("keywords", "keywords must be a text or a list of texts, and category a text"))
    words = [word for word in words if word.strip()]
    if words and "issue" not in fields:
        fields["issue"], *words = words
    if words:
        fields["raw"]["keywords"] = words
