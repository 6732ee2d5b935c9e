"""The tables. Units stand in column names; no methods. Rows are written in bulk through `store.session.upsert`.

SQLModel does not validate on construction of a table: `store.records` does that before a row comes here.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _json() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Source(SQLModel, table=True):
    """A place records come from, as its declaration says. What comes by a private one is neither weighed nor published."""

    source_id: str = Field(primary_key=True)
    name: str
    kind: str
    tier: str
    homepage: str
    licence: str
    is_private: bool = False
    declaration: dict[str, Any] = _json()


class Run(SQLModel, table=True):
    """One try at something. Opened before the first request, closed with a state, never deleted.

    `is_whole`: a walk over everything the source shows. `facts`: whatever else it found out (robots.txt, answers not modified).
    `machine` and `heartbeat_at`: whose it is, and when it last gave a sign of life (`store.alive`).
    """

    run_id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    source_id: str = Field(index=True)
    command: str
    process_id: int
    machine: str = ""
    started_at: datetime
    heartbeat_at: datetime | None = None
    ended_at: datetime | None = None
    state: str = Field(index=True)
    requests_count: int = 0
    pages_count: int = 0
    records_count: int = 0
    new_count: int = 0
    changed_count: int = 0
    unchanged_count: int = 0
    gone_count: int = 0
    skipped: dict[str, Any] = _json()
    filled_shares: dict[str, Any] = _json()
    checkpoint: dict[str, Any] = _json()
    is_whole: bool = False
    facts: dict[str, Any] = _json()
    parser_version: str = ""
    error: str = ""


class Notice(SQLModel, table=True):
    """A warning or error of a run: what, where (file, line, field), how often."""

    notice_id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(index=True, foreign_key="run.run_id")
    source_id: str
    level: str
    code: str
    message: str
    place: str = ""
    occurrences_count: int = 1
    noticed_at: datetime


class Snapshot(SQLModel, table=True):
    """One answered page: how it was asked for, and where its bytes lie in the archive until `pruned_at`."""

    __table_args__ = (Index("ix_snapshot_source_ask", "source_id", "ask_key"),)
    snapshot_id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(index=True, foreign_key="run.run_id")
    source_id: str
    url: str
    status: int
    content_type: str
    content_hash: str = Field(index=True)
    bytes_count: int
    retrieved_at: datetime
    served_at: datetime | None = None
    ask_key: str = ""
    ask: dict[str, Any] = _json()
    etag: str = ""
    last_modified: str = ""
    warc: str = ""
    warc_offset: int = 0
    pruned_at: datetime | None = None


class Frontier(SQLModel, table=True):
    """A request an errand (one command line) has still to send, or has sent: what makes a crawl go on where it stopped."""

    errand: str = Field(primary_key=True)
    ask_key: str = Field(primary_key=True)
    position: int
    is_next: bool
    is_done: bool
    ask: dict[str, Any] = _json()


class Alert(SQLModel, table=True):
    """Something a person must look at. One that `blocks` keeps every release back until it is closed with a reason."""

    alert_id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    source_id: str
    brand_label: str
    blocks: bool
    message: str
    detail: dict[str, Any] = _json()
    run_id: int
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_because: str = ""


class Record(SQLModel, table=True):
    """One public entry, cleaned: authors are keyed hashes, personal data is redacted. `record_id` = source_id:source_key.

    `content_hash` is a keyed hash of what the source said, behind its version; `redaction_version` says how its words were redacted ("" = before 2).
    """

    __table_args__ = (Index("ix_record_brand_posted", "brand_label", "posted_at"),)
    record_id: str = Field(primary_key=True)
    source_id: str = Field(index=True)
    source_key: str
    kind: str
    url: str
    parser_version: str
    brand_label: str
    sector_label: str
    country: str
    product: str
    issue: str
    counterpart: str
    title: str
    text: str
    text_hash: str
    language: str
    posted_at: datetime | None
    posted_precision: str | None
    edited_at: datetime | None
    rating: float | None
    rating_worst: float | None
    rating_best: float | None
    is_verified_purchase: bool | None
    verification_level: str
    is_invited: bool | None
    author_hash: str
    claimed_by_brand: bool | None
    claimed_at: datetime | None
    solved_mark: bool | None
    customer_confirms: bool | None
    customer_confirmed_at: datetime | None
    customer_score: float | None
    would_deal_again: bool | None
    thanks_text: str
    views_count: int | None
    helpful_count: int | None
    is_reported: bool | None
    status_raw: str
    visibility: str
    gone_how: str
    sample_kind: str
    is_unlisted: bool = False
    content_hash: str
    redaction_version: str = ""
    page_hash: str
    raw: dict[str, Any] = _json()
    first_seen_at: datetime
    last_seen_at: datetime = Field(index=True)
    gone_at: datetime | None
    first_run_id: int
    last_run_id: int = Field(index=True)


class Sighting(SQLModel, table=True):
    """A span of time in which a record looked the same. An edit, a withdrawal or a return opens a new one.

    `how` is how it showed that the record was gone. `said` is what it said then (title, text, rating, status), written when the span is closed by an edit.
    """

    __table_args__ = (UniqueConstraint("record_id", "first_run_id"),)
    sighting_id: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(index=True, foreign_key="record.record_id")
    content_hash: str
    visibility: str
    first_seen_at: datetime
    last_seen_at: datetime
    first_run_id: int
    last_run_id: int
    how: str = ""
    said: dict[str, Any] = _json()


class Reply(SQLModel, table=True):
    """An answer under a record, in page order from 0."""

    record_id: str = Field(primary_key=True, foreign_key="record.record_id")
    position: int = Field(primary_key=True)
    speaker: str
    text: str
    posted_at: datetime | None
    precision: str | None
    uncertainty_hours: float | None


class Sector(SQLModel, table=True):
    """A peer group: brands that can be compared, in one country."""

    sector_id: str = Field(primary_key=True)
    name_en: str
    name_tr: str
    country: str
    parent_id: str | None = None


class Company(SQLModel, table=True):
    """A legal entity."""

    company_id: str = Field(primary_key=True)
    name: str
    country: str
    register_name: str
    register_key: str


class Brand(SQLModel, table=True):
    """What customers call it."""

    brand_id: str = Field(primary_key=True)
    name: str
    sector_id: str = Field(index=True, foreign_key="sector.sector_id")
    company_id: str | None = Field(default=None, foreign_key="company.company_id")
    opened_at: datetime
    opened_because: str


class Alias(SQLModel, table=True):
    """A dated decision that a label means a brand (positive), does not (negative) or may (unsure)."""

    __table_args__ = (UniqueConstraint("label", "sector_id", "brand_id"),)
    alias_id: int | None = Field(default=None, primary_key=True)
    label: str = Field(index=True)
    sector_id: str
    brand_id: str = Field(index=True, foreign_key="brand.brand_id")
    judgement: str
    similarity: float
    because: str
    decided_by: str
    decided_at: datetime


class BrandDecision(SQLModel, table=True):
    """A person's decision on names: two brands are one (merge), a label means another brand (split), an earlier decision falls (undo).

    Rows are only ever added; what stands is worked out from all of them (`store.decisions`). `opened` = the split opened its brand.
    """

    __tablename__ = "brand_decision"
    decision_id: int | None = Field(default=None, primary_key=True)
    decision: str
    label: str
    brand_id: str
    to_brand_id: str
    undoes_id: int | None
    opened: bool = False
    because: str
    judged_by: str
    judged_at: datetime


class Exposure(SQLModel, table=True):
    """A customer base: figure, 90 % range, grade, unit, period, who said it and where (method.md SPEC-5).

    `citation` says where in the source: its table and page, or of which of its fields the figure is the sum. A figure that
    was corrected stays, and `set_aside_because` says by what: scoring does not read it.
    """

    __table_args__ = (UniqueConstraint("brand_id", "unit", "period", "source_name"),)
    exposure_id: int | None = Field(default=None, primary_key=True)
    brand_id: str = Field(index=True, foreign_key="brand.brand_id")
    unit: str
    period: str
    figure: float
    low: float
    high: float
    grade: str
    source_name: str
    source_url: str
    citation: str = ""
    as_of_on: date
    set_aside_because: str = ""
    run_id: int


class OfficialCount(SQLModel, table=True):
    """A published aggregate: one brand, one period, how many complaints, how many upheld, over which exposure.

    `source_url` and `read_at` say where and when it was read; "" where a file brought it that does not say.
    """

    __table_args__ = (UniqueConstraint("source_id", "entity_key", "period", "sector_id"),)
    official_count_id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(index=True)
    entity_key: str
    entity_name: str
    brand_id: str = Field(index=True, foreign_key="brand.brand_id")
    sector_id: str = Field(foreign_key="sector.sector_id")
    period: str = Field(index=True)
    complaints_count: int
    upheld_count: int
    exposure: float | None
    exposure_unit: str
    published_ratio: float | None
    published_rank: int | None
    is_set_aside: bool = False
    set_aside_because: str = ""
    source_url: str = ""
    read_at: datetime | None = None
    run_id: int


class Incident(SQLModel, table=True):
    """One matter of one customer, however often it was posted. Named after its earliest record."""

    incident_id: str = Field(primary_key=True)
    scoring_run_id: int = Field(primary_key=True)
    brand_id: str = Field(index=True)
    sector_id: str
    opened_at: datetime
    records_count: int
    weight: float
    outcome: str
    first_response_hours: float | None
    confirmed_hours: float | None
    follow_up_hours: float


class IncidentMember(SQLModel, table=True):
    """A record of an incident and why it is counted there."""

    __tablename__ = "incident_member"
    scoring_run_id: int = Field(primary_key=True)
    record_id: str = Field(primary_key=True)
    incident_id: str = Field(index=True)
    because: str


class Comparison(SQLModel, table=True):
    """One sector in one period and dimension: the standard, the prior and what can be told apart."""

    scoring_run_id: int = Field(primary_key=True)
    sector_id: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    basis: str
    exposure_unit: str
    standard_rate: float | None
    prior_shape: float
    prior_rate: float
    brands_count: int
    ranked_count: int
    groups_count: int
    reliability_median: float
    discordance_share: float
    overdispersion_phi: float | None
    overdispersion_tau2: float | None
    starts_on: date
    ends_on: date
    standard_hash: str
    detail: dict[str, Any] = _json()


class Score(SQLModel, table=True):
    """One brand in one comparison. `score` reads: of 100 comparable brands we expect this one to do better than `score`."""

    scoring_run_id: int = Field(primary_key=True)
    sector_id: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    brand_id: str = Field(primary_key=True, index=True)
    observed: float
    expected: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    per_100k: float | None
    per_100k_low: float | None
    per_100k_high: float | None
    records_count: int
    latent_mean: float
    latent_variance: float
    score: float
    low: float
    high: float
    reliability: float
    band: str
    tier: int | None
    expected_rank: float | None
    rank_low: int | None
    rank_high: int | None
    signal: str
    signal_q: float | None
    exposure: float | None
    exposure_low: float | None
    exposure_high: float | None
    exposure_unit: str
    exposure_grade: str
    exposure_source: str
    exposure_url: str
    exposure_as_of_on: date | None
    published_rank: int | None
    published_ratio: float | None
    reading_en: str
    reading_tr: str


class ScoreComponent(SQLModel, table=True):
    """One step of a score: a number with its interval and a sentence saying what it is."""

    __tablename__ = "score_component"
    scoring_run_id: int = Field(primary_key=True)
    sector_id: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    brand_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    sentence_en: str
    sentence_tr: str


class Release(SQLModel, table=True):
    """A published, immutable state of everything."""

    release_id: str = Field(primary_key=True)
    scoring_run_id: int
    published_at: datetime
    manifest_hash: str
    is_simulated: bool


class Dispute(SQLModel, table=True):
    """Somebody says that something is wrong: a record, a match, a customer base, or that a matter is called settled.

    `target_id` is a record_id (record, resolution), an alias_id (match) or an exposure_id (exposure). `record_id` is the
    entry whose author disputes ("" for a brand); until `proven_at` nobody knows that it is the author, and nothing of it is shown.
    """

    __table_args__ = (UniqueConstraint("request_key"),)
    dispute_id: int | None = Field(default=None, primary_key=True)
    target_kind: str
    target_id: str = Field(index=True)
    brand_id: str = Field(index=True)
    record_id: str = ""
    side: str
    raised_by: str
    statement: str
    opened_at: datetime
    due_at: datetime
    proven_at: datetime | None = None
    proven_how: str = ""
    state: str
    decided_at: datetime | None = None
    outcome: str = ""
    request_key: str | None = None


class Correction(SQLModel, table=True):
    """What an accepted dispute changes, dated, with what stood before. It holds until `undone_at`; the row stays for good.

    `target_id` is a record_id (set_aside, contested), an alias_id (not_this_brand) or an exposure_id (replaced, by the
    exposure whose id `value` is; "" = by none).
    """

    __table_args__ = (Index("ix_correction_effect_target", "effect", "target_id"),)
    correction_id: int | None = Field(default=None, primary_key=True)
    dispute_id: int = Field(index=True, foreign_key="dispute.dispute_id")
    effect: str
    target_id: str
    before: str
    value: str = ""
    because: str
    decided_by: str
    decided_at: datetime
    undone_at: datetime | None = None
    undone_because: str = ""


class Erasure(SQLModel, table=True):
    """What is left of an erased record: which, whence, when, why. Nothing of it is taken in again."""

    record_id: str = Field(primary_key=True)
    source_id: str
    posted_at: datetime | None
    first_seen_at: datetime
    erased_at: datetime
    because: str


class WatchList(SQLModel, table=True):
    """Brands that the holder of a key follows, and how it is told: by feed always, by webhook and by e-mail file where given.

    `release_id` is the last release it was told of.
    """

    watch_id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    name: str
    brand_ids: list[str] = _json()
    webhook_url: str = ""
    email: str = ""
    created_at: datetime
    release_id: str = ""


class Delivery(SQLModel, table=True):
    """A message to a webhook: waiting until `next_at`, delivered, or dead after the last try."""

    event_id: str = Field(primary_key=True)
    watch_id: int = Field(index=True)
    state: str = Field(index=True)
    body: str
    attempts_count: int = 0
    next_at: datetime
    last_error: str = ""


class ApiKey(SQLModel, table=True):
    """A key that may write. Only its hash is kept; `brand_id` is the brand its holder speaks for ("" = none)."""

    api_key_id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    key_hash: str = Field(unique=True)
    scopes: list[str] = _json()
    brand_id: str = ""
    created_at: datetime
    revoked_at: datetime | None = None


class SealedFigures(SQLModel, table=True):
    """Business figures that the holder of a key brought, sealed under that key: nobody without it can read them (`store.sealed`)."""

    __tablename__ = "sealed_figures"
    figures_id: int | None = Field(default=None, primary_key=True)
    key_name: str = Field(index=True)
    sealed: str
    stored_at: datetime


class Act(SQLModel, table=True):
    """Something a person did by hand: who, what, to what, why. Rows are only ever added, and all are public."""

    act_id: int | None = Field(default=None, primary_key=True)
    acted_at: datetime = Field(index=True)
    actor: str
    act: str
    target_kind: str
    target_id: str = Field(index=True)
    because: str
    detail: dict[str, Any] = _json()


class RateWindow(SQLModel, table=True):
    """How often an address asked in a minute (`window_number` = minutes since 1970). `who` is a keyed hash; rows go after a minute."""

    __tablename__ = "rate_window"
    who: str = Field(primary_key=True)
    window_number: int = Field(primary_key=True)
    taken_count: int
