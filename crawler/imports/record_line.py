"""One JSON object into a CrawledRecord: every field known, of its type, and free of personal data."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from crawler.imports.json_line import LineError
from crawler.imports.record_date import Undated, read_date
from crawler.imports.short_names import HANDLED, SHORT, lengthen
from crawler.pipelines.redact import redact, redact_label
from store.records import CrawledRecord

_KNOWN = CrawledRecord.model_fields.keys() | SHORT.keys() | HANDLED
_LONG = {long: short for short, long in SHORT.items()}
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
_LABELS = ("brand_label", "sector_label", "product", "counterpart")
_FREE = ("issue", "status_raw", "gone_how")


def read_record(values: Mapping[str, Any], retrieved_at: datetime) -> tuple[CrawledRecord, Undated | None]:
    """The record, and what its date lacks. Raises LineError with everything that is wrong with it."""
    unknown = [name for name in values if name not in _KNOWN]
    if unknown:
        raise LineError(*((name, "unknown field") for name in unknown))
    fields = {"kind": "complaint", "retrieved_at": retrieved_at.isoformat(), **lengthen(values)}
    _clean(fields)
    problems, undated = _addresses(fields), None
    try:
        undated = read_date(fields, fields["raw"], is_retrieval_known="retrieved_at" in values)
    except ValueError as wrong:
        problems.append(("posted_at", str(wrong)))
        del fields["posted_at"]
    _scale(fields)
    return _checked(fields, problems), undated


def _clean(fields: dict[str, Any]) -> None:
    """Free words beside the texts (which the intake cleans itself) without personal data."""
    fields |= {name: redact_label(value) for name in _LABELS if isinstance(value := fields.get(name), str)}
    fields |= {name: redact(value) for name in _FREE if isinstance(value := fields.get(name), str)}
    fields["raw"] = clean_values(fields["raw"])


def clean_values(value: Any) -> Any:
    """Every text inside a JSON value, names included, without personal data."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {redact_label(str(name)): clean_values(inner) for name, inner in value.items()}
    return [clean_values(inner) for inner in value] if isinstance(value, list) else value


def _addresses(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and address of a record stand in public as they are, so a person's e-mail may not be part of them."""
    held = [name for name in ("source_id", "source_key", "url") if _ADDRESS.search(str(fields.get(name, "")))]
    return [(name, "holds an e-mail address") for name in held]


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


def _checked(fields: Mapping[str, Any], problems: list[tuple[str, str]]) -> CrawledRecord:
    try:
        record = CrawledRecord.model_validate_json(json.dumps(fields), strict=True)
    except ValidationError as wrong:
        problems = problems + [_told(error["loc"], error["msg"]) for error in wrong.errors(include_url=False)]
        raise LineError(*problems) from wrong
    if problems:
        raise LineError(*problems)
    return record


def _told(loc: tuple[int | str, ...], message: str) -> tuple[str, str]:
    """Field and problem, with the short spelling where there is one."""
    field = ".".join(str(part) for part in loc)
    return field, f"{message} (short: {_LONG[field]})" if field in _LONG else message
