"""Answers in the bureau's shapes, which are Elasticsearch's."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

NOTICE_EN = (
    "Raw, unadjusted counts of complaints as their sources show them: not put in proportion to customers, not weighed, repeats not "
    "joined. They do not say how a company does beside another."
)
NOTICE_TR = (
    "Ham, düzeltilmemiş sayılar: şikâyetler kaynaklarında göründüğü gibi sayılır; müşteri sayısına oranlanmaz, tartılmaz, yinelenenler "
    "birleştirilmez. Bir şirketin başka birinin yanında nasıl olduğunu söylemezler."
)


class Shards(msgspec.Struct):
    """There is one, and it answered."""

    total: int = 1
    successful: int = 1
    skipped: int = 0
    failed: int = 0


class Total(msgspec.Struct):
    """How many complaints were found; always exact."""

    value: int
    relation: Literal["eq"] = "eq"


class Said(msgspec.Struct):
    """A complaint in the bureau's columns. What a source does not say is null; an unknown day is left out."""

    complaint_id: Annotated[str, Meta(description="The bureau's own number; sixteen digits made of the record's id for another source")]  # fmt: skip
    date_received: str
    company: str
    complaint_what_happened: Annotated[str, Meta(description="The published excerpt")]
    product: str | None
    sub_product: str | None
    issue: str | None
    sub_issue: str | None
    company_response: str | None
    company_public_response: str | None
    timely: str | None
    state: str | None
    zip_code: str | None
    tags: str | None
    submitted_via: Annotated[str | None, Meta(description="As the bureau says, or the name of another source")]
    consumer_consent_provided: str | None
    consumer_disputed: str | None
    has_narrative: bool
    record_id: Annotated[str, Meta(description="The published record: /api/v1/records/{record_id}")]
    date_sent_to_company: str | UnsetType = UNSET


class Hit(msgspec.Struct):
    """One complaint found. `highlight` is HTML: escaped, with the words asked for in <em>."""

    id: str = msgspec.field(name="_id")
    source: Said = msgspec.field(name="_source")
    index: str = msgspec.field(name="_index", default="complaint-public")
    score: float | None = msgspec.field(name="_score", default=None)
    sort: list[float | str] | UnsetType = UNSET
    highlight: dict[str, list[str]] | UnsetType = UNSET


class Hits(msgspec.Struct):
    """The complaints shown and how many there are."""

    total: Total
    hits: list[Hit]
    max_score: float | None = None


class About(msgspec.Struct):
    """What holds for every answer."""

    license: Annotated[str, Meta(description="Licence of the complaints, by source where there are several")]
    last_updated: Annotated[str, Meta(description="Newest complaint")]
    last_indexed: Annotated[str, Meta(description="When the release was published")]
    total_record_count: int
    is_data_stale: Annotated[bool, Meta(description="The newest complaint was more than six days old when the release was made")]  # fmt: skip
    has_data_issue: Annotated[bool, Meta(description="The last run of a source of these complaints did not end well")]
    is_adjusted: Annotated[bool, Meta(description="Always false: these are raw counts")]
    notice: str
    notice_tr: str
    release_id: str
    break_points: dict[str, list[float | str]] | UnsetType = UNSET
    date_min: str | UnsetType | None = UNSET
    date_max: str | UnsetType | None = UNSET


class Found(msgspec.Struct):
    """Complaints found, and how many there are of each value."""

    hits: Hits
    meta: About = msgspec.field(name="_meta")
    aggregations: dict[str, Any] | UnsetType = UNSET
    took: int = 0
    timed_out: bool = False
    shards: Shards = msgspec.field(name="_shards", default_factory=Shards)


class Document(msgspec.Struct):
    """One complaint."""

    hits: Hits
    took: int = 0
    timed_out: bool = False
    shards: Shards = msgspec.field(name="_shards", default_factory=Shards)
