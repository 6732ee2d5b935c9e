"""One JSON object into a CrawledRecord: the long names of docs/record-format.md, and the short spellings of flat files."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from crawler.imports.record_date import Undated, read_date
from crawler.pipelines.redact import redact
from store.records import CrawledRecord

SHORT = {
    "source": "source_id",
    "key": "source_key",
    "brand": "brand_label",
    "sector": "sector_label",
    "user": "author_key",
    "date_raw": "posted_at",
    "solved_badge": "solved_mark",
    "views": "views_count",
    "upvotes": "helpful_count",
}
HANDLED = {"scrape", "reply", "reply_kind", "keywords", "category"}
SPEAKERS = {"company": "brand", "author_note": "customer", None: "other"}
_LONG = set(CrawledRecord.model_fields)
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
_FREE = ("brand_label", "sector_label", "product", "issue", "counterpart", "status_raw", "gone_how")


class LineError(Exception):
    """What is wrong with a line: (field, problem) each."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def read_object(line: str) -> dict[str, Any]:
    """The object of a line. Raises LineError for what is no JSON object, a name given twice, or a number that is none."""
    try:
        values = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as wrong:
        raise LineError(("", f"not JSON: {wrong.msg} at character {wrong.colno}")) from wrong
    if not isinstance(values, dict):
        raise LineError(("", "one JSON object a line was expected"))
    return {name: value for name, value in values.items() if value is not None}


def read_record(values: Mapping[str, Any], retrieved_at: datetime) -> tuple[CrawledRecord, Undated | None]:
    """The record, and why it has no date when it has none. Raises LineError with everything that is wrong with it."""
    unknown = [(name, "unknown field") for name in values if name not in _LONG | SHORT.keys() | HANDLED]
    twice = [
        (short, f"given twice, also as {long!r}") for short, long in SHORT.items() if short in values and long in values
    ]
    if unknown or twice:
        raise LineError(*unknown, *twice)
    fields = {SHORT.get(name, name): value for name, value in values.items() if name not in HANDLED}
    fields = {"kind": "complaint", "retrieved_at": retrieved_at.isoformat(), **fields}
    raw = fields.setdefault("raw", {})
    if not isinstance(raw, dict):
        raise LineError(("raw", "an object was expected"))
    _flat(fields, values, raw)
    _clean(fields, raw)
    try:
        undated = read_date(fields, raw, is_retrieval_known="retrieved_at" in values)
    except ValueError as wrong:
        raise LineError(("posted_at", str(wrong))) from wrong
    _scale(fields)
    _no_address(fields)
    return _checked(fields), undated


def _flat(fields: dict[str, Any], values: Mapping[str, Any], raw: dict[str, Any]) -> None:
    """The spellings that mean more than another name: scrape, reply, keywords, views of "-"."""
    if isinstance(scrape := values.get("scrape", ""), str) and scrape and isinstance(fields.get("source_key"), str):
        fields["source_key"] = f"{scrape}:{fields['source_key']}"
        raw["scrape"] = scrape
    if fields.get("views_count") == "-":
        del fields["views_count"]
    if "reply" in values:
        if (kind := values.get("reply_kind")) not in SPEAKERS or "replies" in fields:
            raise LineError(
                ("reply_kind", f"must be one of {', '.join(str(name) for name in SPEAKERS if name)}, without replies")
            )
        fields["replies"] = [{"speaker": SPEAKERS[kind], "text": values["reply"]}]
    keywords = values.get("keywords", [])
    words = [keywords] if isinstance(keywords, str) else keywords
    if not isinstance(words, list) or not all(isinstance(word, str) for word in (*words, values.get("category", ""))):
        raise LineError(("keywords", "keywords must be a text or a list of texts, category a text"))
    words = [word for word in (*words, values.get("category", "")) if word]
    if words and "issue" not in fields:
        fields["issue"], *words = words
    if words:
        raw["keywords"] = words


def _scale(fields: dict[str, Any]) -> None:
    """Stars are 1-5 unless said otherwise; under a complaint they are the customer's word on how it ended."""
    rating = fields.get("rating")
    if not isinstance(rating, int | float) or isinstance(rating, bool):
        return
    fields.setdefault("rating_worst", 1)
    fields.setdefault("rating_best", 5)
    is_stars = (fields["rating_worst"], fields["rating_best"]) == (1, 5)
    if fields["kind"] == "complaint" and is_stars and (rating >= 4 or rating <= 2):
        fields.setdefault("customer_confirms", rating >= 4)


def _no_address(fields: Mapping[str, Any]) -> None:
    """Key and address of a record stand in public as they are, so a person's e-mail may not be part of them."""
    found = [
        (name, "holds an e-mail address")
        for name in ("source_id", "source_key", "url")
        if _ADDRESS.search(str(fields.get(name, "")))
    ]
    if found:
        raise LineError(*found)


def _clean(fields: dict[str, Any], raw: dict[str, Any]) -> None:
    """Free words beside the texts (which the intake cleans itself) without personal data."""
    fields |= {name: redact(value) for name in _FREE if isinstance(value := fields.get(name), str)}
    cleaned = clean_values(raw)
    raw.clear()
    raw |= cleaned


def clean_values(value: Any) -> Any:
    """Every text inside a JSON value, names included, without personal data."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact(str(name)): clean_values(inner) for name, inner in value.items()}
    return [clean_values(inner) for inner in value] if isinstance(value, list) else value


def _checked(fields: Mapping[str, Any]) -> CrawledRecord:
    try:
        return CrawledRecord.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as wrong:
        spelled = {long: short for short, long in SHORT.items()}
        raise LineError(
            *(
                (
                    ".".join(str(part) for part in error["loc"]) or "rating",
                    f"{error['msg']}"
                    + (
                        f" (short: {spelled[str(error['loc'][0])]})"
                        if error["loc"] and str(error["loc"][0]) in spelled
                        else ""
                    ),
                )
                for error in wrong.errors(include_input=False, include_url=False)
            )
        ) from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        raise LineError(*((name, "given twice") for name in sorted({name for name in names if names.count(name) > 1})))
    return values


def _no_number(text: str) -> Any:
    raise LineError(("", f"{text} is no JSON number"))
