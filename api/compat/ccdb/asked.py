"""What may be asked of the bureau's API. Every parameter that its user interface sends is known."""

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar.exceptions import ValidationException
from msgspec import UNSET, Meta, UnsetType

T = TypeVar("T", bound="Search")
BULLET = "•"
CHILD = {"product": "sub_product", "issue": "sub_issue"}
FACETS = ("company", "company_public_response", "company_response", "consumer_consent_provided", "consumer_disputed",
          "has_narrative", "issue", "product", "state", "submitted_via", "tags", "timely", "zip_code")  # fmt: skip
MOST_HITS = 10_000
Values = Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(description="Any of these values; a sub-value as `value•sub-value`")]  # fmt: skip
Except = Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(description="None of these values")]
Ignored = Annotated[str, Meta(max_length=200, description="Sent by the bureau's user interface about itself; changes no answer")]  # fmt: skip
Flag = Literal["true", "false"]


class Search(msgspec.Struct, forbid_unknown_fields=True):
    """Which complaints, and how to show them."""

    search_term: Annotated[
        str, Meta(max_length=200, description='Words (all of them), OR, NOT, -, "a phrase", wild*cards, parentheses')
    ] = ""
    field: Annotated[
        Literal["complaint_what_happened", "company", "all", "_all"], Meta(description="Where the words are searched")
    ] = "complaint_what_happened"
    frm: Annotated[int, Meta(ge=0, le=10_000_000, description="How many to skip; without effect beside `search_after`")] = 0  # fmt: skip
    size: Annotated[int, Meta(ge=0, le=10_000_000, description=f"How many to show: 25, in an export all; no more than {MOST_HITS} at once outside exports")] | UnsetType = UNSET  # fmt: skip
    sort: Literal["relevance_desc", "relevance_asc", "created_date_desc", "created_date_asc"] = "relevance_desc"
    format: Literal["default", "json", "csv"] = "default"
    search_after: Annotated[str, Meta(pattern=r"^([0-9]{1,15}(\.[0-9]{1,9})?_[0-9]{1,16})?$", description="`sort` of the last hit shown, joined by `_`")] = ""  # fmt: skip
    date_received_min: Annotated[date | UnsetType, Meta(description="From this day on")] = UNSET
    date_received_max: Annotated[date | UnsetType, Meta(description="To this day, itself included")] = UNSET
    company_received_min: Annotated[date | UnsetType, Meta(description="Sent to the company from this day on")] = UNSET
    company_received_max: Annotated[date | UnsetType, Meta(description="Sent to the company up to this day")] = UNSET
    company: Values = []
    company_public_response: Values = []
    company_response: Values = []
    consumer_consent_provided: Values = []
    consumer_disputed: Values = []
    has_narrative: Values = []
    issue: Values = []
    product: Values = []
    state: Values = []
    submitted_via: Values = []
    tags: Values = []
    timely: Values = []
    zip_code: Values = []
    not_company: Except = []
    not_company_public_response: Except = []
    not_company_response: Except = []
    not_consumer_consent_provided: Except = []
    not_consumer_disputed: Except = []
    not_has_narrative: Except = []
    not_issue: Except = []
    not_product: Except = []
    not_state: Except = []
    not_submitted_via: Except = []
    not_tags: Except = []
    not_timely: Except = []
    not_zip_code: Except = []
    no_aggs: Annotated[Flag, Meta(description="Leave the aggregations out")] = "false"
    no_highlight: Annotated[Flag, Meta(description="Leave out the marked words")] = "false"
    page: Ignored = ""
    searchField: Ignored = ""  # noqa: N815
    chartType: Ignored = ""  # noqa: N815
    release: Annotated[str, Meta(max_length=40, description="Pin a release; the latest by default")] = ""


class Trends(Search):
    """The same over time."""

    trend_interval: Literal["year", "quarter", "month", "week", "day"] = "month"
    trend_depth: Annotated[int, Meta(ge=5, le=10_000_000, description="How many values")] = 5
    sub_lens_depth: Annotated[int, Meta(ge=5, le=10_000_000, description="How many values inside a value")] = 5
    lens: Literal["overview", "product", "issue", "company", "tags"] = "overview"
    sub_lens: Literal["", "product", "sub_product", "issue", "sub_issue", "company", "tags"] = ""
    focus: Annotated[str, Meta(max_length=10_000, description="Only this value of the lens")] = ""


class Suggest(Search):
    """The same, and the letters typed so far."""

    text: Annotated[str, Meta(max_length=200, description="Letters typed so far")] = ""


def read(kind: type[T], query: str) -> T:
    """The question of a query string. Raises ValidationException naming the parameter."""
    lists = {field.name for field in msgspec.structs.fields(kind) if field.type in (Values, Except)}
    given: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name in lists:
            given.setdefault(name, []).append(value)
        elif name in given:
            raise wrong(name, "is given more than once")
        else:
            given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as refused:
        message, _, place = str(refused).partition(" - at `$.")
        raise wrong(re.split(r"\W", place)[0] or "query", message) from refused


def wrong(name: str, message: str) -> ValidationException:
    """An error in the bureau's own shape: {parameter: [message]}."""
    return ValidationException(extra=[{"key": name, "message": message}])
