"""The shapes that cross a border: what a source yields before anything of it is stored."""

from datetime import UTC
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Visibility

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


LONGEST_TEXT = 200_000
MOST = 2**31 - 1
"""Characters, and counts: what no person writes and no column holds is an error of its page."""


class Shape(BaseModel):
    """Strict base: unknown fields and wrong types are errors, and nothing changes after it is made."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=LONGEST_TEXT, allow_inf_nan=False
    )


class CrawledVersion(Shape):
    """What a record or an answer said from `at` on, until it was edited."""

    at: Moment
    title: str = ""
    text: str = ""


class CrawledReply(Shape):
    """One answer under a record, with its speaker. `uncertainty_hours` is the half-width of a relative time.

    `edited_at` and `earlier`: when it was last edited and what it said before, where the source keeps that; stored as the
    record's own earlier versions are.
    """

    speaker: Speaker
    text: str = ""
    posted_at: Moment | None = None
    precision: Precision | None = None
    uncertainty_hours: float | None = Field(None, ge=0)
    edited_at: Moment | None = None
    earlier: tuple[CrawledVersion, ...] = ()


class CrawledRecord(Shape):
    """One public entry as its source shows it. A field the source does not show stays None: never a guess.

    `author_key` is whatever the source gives to tell authors apart; it becomes a keyed hash before anything is stored.
    `solved_mark` is the platform's own badge, `claimed_by_brand` the firm's word, `customer_confirms` the customer's
    (False is a denial): three different things (brief W8). `earlier`: what it said before its edits, where the source keeps that; stored redacted,
    published nowhere. `raw` keeps the source's own values beside the normalised ones. `is_unlisted`: its page asks
    not to be listed, so it counts and its words are shown to nobody.
    """

    source_id: str = Field(min_length=1)
    source_key: str = Field(min_length=1, max_length=200)
    kind: RecordKind
    url: str = ""
    parser_version: str = ""
    retrieved_at: Moment
    page_hash: str = ""
    brand_label: str = ""
    sector_label: str = ""
    country: str = Field("", max_length=2)
    product: str = ""
    issue: str = ""
    counterpart: str = ""
    title: str = ""
    text: str = ""
    language: str = ""
    posted_at: Moment | None = None
    posted_precision: Precision | None = None
    edited_at: Moment | None = None
    rating: float | None = None
    rating_worst: float | None = None
    rating_best: float | None = None
    is_verified_purchase: bool | None = None
    verification_level: str = ""
    is_invited: bool | None = None
    author_key: str = ""
    replies: tuple[CrawledReply, ...] = ()
    earlier: tuple[CrawledVersion, ...] = ()
    claimed_by_brand: bool | None = None
    claimed_at: Moment | None = None
    solved_mark: bool | None = None
    customer_confirms: bool | None = None
    customer_confirmed_at: Moment | None = None
    customer_score: float | None = None
    would_deal_again: bool | None = None
    thanks_text: str = ""
    views_count: int | None = Field(None, ge=0, le=MOST)
    helpful_count: int | None = Field(None, ge=0, le=MOST)
    is_reported: bool | None = None
    status_raw: str = ""
    visibility: Visibility = Visibility.LIVE
    gone_how: str = ""
    sample_kind: SampleKind = SampleKind.FULL
    is_unlisted: bool = False
    raw: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _scale_is_whole(self) -> "CrawledRecord":
        if self.rating is not None:
            if self.rating_worst is None or self.rating_best is None:
                raise ValueError("rating: the scale (rating_worst, rating_best) must be given with it")
            if not self.rating_worst <= self.rating <= self.rating_best:
                raise ValueError(f"rating: {self.rating} lies outside {self.rating_worst}-{self.rating_best}")
        return self
