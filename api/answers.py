"""What the API says: one struct per answer, every field described. Tables never leave as they are."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

BrandId = Annotated[str, Meta(description="Stable name of a brand in addresses", examples=["sahin-kargo"])]
SectorId = Annotated[str, Meta(description="Stable name of a sector in addresses", examples=["tr-cargo"])]
Period = Annotated[str, Meta(description="The period compared", examples=["2026Q3"])]
DimensionName = Annotated[str, Meta(description="What a score speaks of", examples=["volume"])]
Share = Annotated[float | None, Meta(description="A share from 0 to 1")]
Low = Annotated[float | None, Meta(description="Lower end of the 95 % interval")]
High = Annotated[float | None, Meta(description="Upper end of the 95 % interval")]
Address = Annotated[str, Meta(description="Address of more", examples=["/api/v1/brands/sahin-kargo"])]


class ReleaseNote(msgspec.Struct):
    """Which release, method and code an answer comes from: quote it with every number."""

    release_id: Annotated[
        str, Meta(description="Name of the release; `?release=` pins it", examples=["2026-11-20T000000Z"])
    ]
    published_at: datetime
    title_en: str = ""
    title_tr: str = ""
    is_simulated: Annotated[bool, Meta(description="Whether the world it describes is invented")] = False
    banner_en: str = ""
    banner_tr: str = ""
    method_name: str = ""
    method_version: str = ""
    code_version: str = ""
    as_of: Annotated[str, Meta(description="Last moment of the data", examples=["2026-11-20"])] = ""
    seed: Annotated[int | None, Meta(description="Seed of the rank draws, where the release names one")] = None
    standard_hash: Annotated[str, Meta(description="Hash of the frozen standard files")] = ""
    scoring_run_id: int | None = None
    edition_of: Annotated[
        str,
        Meta(
            description="SHA-256 of release.json as it was published, where words of erased records were struck out since"
        ),
    ] = ""
    erased_count: Annotated[
        int, Meta(description="Records whose words were struck out, on request, since it was published")
    ] = 0


class Sector(msgspec.Struct):
    """A peer group: brands that can be compared, in one country."""

    sector_id: SectorId
    name_en: str
    name_tr: str
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2", examples=["TR"])]
    parent_id: str | None
    brands_count: int
    periods: Annotated[list[str], Meta(description="Periods compared, newest last")]
    dimensions: Annotated[list[str], Meta(description="Dimensions compared")]
    address: Address


class Comparison(msgspec.Struct):
    """One sector in one period and dimension."""

    sector_id: SectorId
    period: Period
    dimension: DimensionName
    basis: Annotated[str, Meta(description="What was counted", examples=["official_counts"])]
    exposure_unit: str
    standard_rate: float | None
    prior_shape: float
    prior_rate: float
    brands_count: int
    ranked_count: int
    groups_count: int
    reliability_median: float
    discordance_share: Annotated[float, Meta(description="Expected share of mis-ordered pairs between groups")]
    overdispersion_phi: float | None
    overdispersion_tau2: float | None
    starts_on: date
    ends_on: date
    standard_hash: Annotated[str, Meta(description="Hash of the frozen standard file")]


class Component(msgspec.Struct):
    """One step of a score and what it means."""

    position: int
    name: str
    value: float | None
    low: Low
    high: High
    n: int
    unit: str
    sentence_en: str
    sentence_tr: str


class Score(msgspec.Struct):
    """One brand in one comparison. Where the data is too thin the figures are null and `band` says why."""

    brand_id: BrandId
    brand_name: str
    sector_id: SectorId
    period: Period
    dimension: DimensionName
    band: Annotated[str, Meta(description="full, provisional, raw_only or too_little_data")]
    score: Annotated[
        float | None,
        Meta(description="Of 100 comparable brands we expect this one to do better than `score`", examples=[71.2]),
    ]
    low: Low
    high: High
    tier: Annotated[int | None, Meta(description="Group of brands that cannot be told apart; null when not placed")]
    rank_low: Annotated[
        int | None, Meta(description="Lower end of the 95 % interval of the place; a place is never given alone")
    ]
    rank_high: int | None
    signal: Annotated[
        str, Meta(description="worse, better or empty: clearly different from the sector's usual spread (FDR 5 %)")
    ]
    observed: float | None
    expected: float | None
    ratio: Annotated[float | None, Meta(description="observed / expected; 1.0 is neutral")]
    ratio_low: Low
    ratio_high: High
    per_100k: float | None
    per_100k_low: Low
    per_100k_high: High
    records_count: int
    reliability: Share
    exposure: float | None
    exposure_low: float | None
    exposure_high: float | None
    exposure_unit: str
    exposure_grade: Annotated[str, Meta(description="A regulator, B audited filing, C estimate, D none")]
    exposure_source: str
    exposure_url: str
    exposure_as_of_on: date | None
    published_rank: Annotated[int | None, Meta(description="The regulator's own rank, for contrast only")]
    published_ratio: float | None
    reading_en: str
    reading_tr: str
    address: Address
    components: Annotated[list[Component], Meta(description="Filled on a brand's own answer")] = msgspec.field(
        default_factory=list
    )


class Group(msgspec.Struct):
    """Brands that cannot be told apart, in alphabetical order."""

    tier: int
    name: Annotated[str, Meta(description="Letter of the group on pages and charts", examples=["A"])]
    brand_ids: list[str]
    score_low: Annotated[float, Meta(description="Lowest score in the group")]
    score_high: Annotated[float, Meta(description="Highest score in the group")]


class Peers(msgspec.Struct):
    """Where a brand stands among others: its group, and who cannot be told apart from it."""

    group: Annotated[str, Meta(description="Letter of its group, empty when not placed")]
    groups_count: int
    brands_count: int
    placed_count: int
    names: list[str]


class FunnelLimit(msgspec.Struct):
    """Limits of observed/expected at one expected count, overdispersion included."""

    expected: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float


class Sectors(msgspec.Struct):
    """All sectors."""

    release: ReleaseNote
    sectors: list[Sector]


class SectorComparison(msgspec.Struct):
    """A sector's brands side by side: groups first, then each brand with its interval."""

    release: ReleaseNote
    sector: Sector
    comparison: Comparison
    groups: list[Group]
    scores: list[Score]
    funnel: list[FunnelLimit]
    charts: Annotated[dict[str, str], Meta(description="Addresses of the charts")]
    citation: str


class BrandLine(msgspec.Struct):
    """A brand as a search finds it."""

    brand_id: BrandId
    name: str
    sector_id: SectorId
    sector_name_en: str
    sector_name_tr: str
    matched: Annotated[str, Meta(description="The name or alias that matched", examples=["Şahin Kargo"])]
    similarity: Annotated[float, Meta(description="0-100; 100 when the folded names are equal")]
    address: Address


class BrandsFound(msgspec.Struct):
    """Brands whose name or alias is like the query."""

    release: ReleaseNote
    query: str
    found_count: int
    brands: list[BrandLine]


class Exposure(msgspec.Struct):
    """A customer base: figure, 90 % range, grade, unit, period, who said it and where."""

    unit: str
    period: str
    figure: float
    low: float
    high: float
    grade: str
    source_name: str
    source_url: str
    as_of_on: date


class Outcomes(msgspec.Struct):
    """What became of a brand's complaints, side by side. Five separate counts: a firm's claim is never the customer's word."""

    incidents_count: Annotated[int, Meta(description="Different matters in the window")]
    badge_count: Annotated[int, Meta(description='Matters that carry the platform\'s own "solved" badge')]
    badge_marked_count: Annotated[int, Meta(description="Of those, how many the customer gave a mark")]
    badge_low_mark_count: Annotated[int, Meta(description="Of those, how many got one or two stars of five")]
    claimed_count: Annotated[int, Meta(description="The firm says it was solved")]
    confirmed_count: Annotated[int, Meta(description="The customer confirms it")]
    denied_count: Annotated[int, Meta(description="The customer denies it")]
    silent_count: Annotated[int, Meta(description="The customer said neither")]
    removed_count: Annotated[int, Meta(description="The record vanished from its source")]
    resolved_low_share: Annotated[
        float | None, Meta(description="Solved at the least: nobody who was silent was helped")
    ]
    resolved_high_share: Annotated[
        float | None, Meta(description="Solved at the most: everybody who was silent was helped")
    ]
    contested_share: Annotated[
        float | None, Meta(description="Of the firm's claims, what its customers contested, drawn to the sector")
    ]
    contested_low: float | None
    contested_high: float | None
    answers_count: Annotated[int, Meta(description="The firm's public answers")]
    template_answers_count: Annotated[
        int, Meta(description="Answers in a wording it gave five times or more, numbers aside")
    ]
    template_share: float | None
    template_low: float | None
    template_high: float | None
    data_grade: Annotated[
        str | None, Meta(description="How far the data can be leaned on, A to E; never part of a score")
    ] = None
    data_grade_en: str | None = None
    data_grade_tr: str | None = None
    parity_ratio: Annotated[
        float | None,
        Meta(description="Answers to matters opened outside office hours against those inside; 1 is parity"),
    ] = None
    parity_low: float | None = None
    parity_high: float | None = None
    mix_overlap_share: Annotated[
        float | None, Meta(description="What its mix of complaints has in common with the sector's")
    ] = None
    volume_ratio_against_rest: Annotated[
        float | None,
        Meta(
            description="Volume ratio against the rest of the sector, for a brand that fills more than a quarter of it"
        ),
    ] = None
    removals_expected_count: Annotated[float | None, Meta(description="Removals expected for platform and age")] = None
    removals_ratio: float | None = None
    removals_low: float | None = None
    removals_high: float | None = None


class BrandAnswer(msgspec.Struct):
    """Everything the release says of a brand."""

    release: ReleaseNote
    brand_id: BrandId
    name: str
    sector: Sector
    aliases: list[str]
    exposures: list[Exposure]
    records_count: Annotated[int, Meta(description="Records that lead to this brand")]
    records_address: Address
    scores: Annotated[list[Score], Meta(description="Newest period first")]
    citation: str
    outcomes: Annotated[
        Outcomes | None, Meta(description="Of records in the latest window; absent where there are none")
    ] = None
    merged_into: Annotated[
        str | None,
        Meta(description="The brand this one stands in now, by a dated decision; absent where it stands alone"),
    ] = None


class RecordLine(msgspec.Struct):
    """One public entry: redacted text, where it stands and when it was seen."""

    record_id: Annotated[str, Meta(examples=["complaint-site:sahin-kargo-0001"])]
    brand_id: str | None
    source_id: str
    kind: str
    url: str
    title: str
    text: Annotated[
        str,
        Meta(
            description="Excerpt of at most 500 characters, personal data redacted; empty once withdrawn by its author"
        ),
    ]
    language: str
    issue: str
    product: str
    posted_at: datetime | None
    rating: float | None
    rating_worst: float | None
    rating_best: float | None
    visibility: Annotated[str, Meta(description="live, withdrawn_by_author, removed or unknown")]
    gone_at: Annotated[datetime | None, Meta(description="First missed on")]
    gone_how: Annotated[str, Meta(description="How it showed that the record is gone", examples=["status 404"])]
    gone_by: Annotated[
        str,
        Meta(
            description="Who took it away, as far as its source says: author, platform, brand, law or unknown; empty while it is live"
        ),
    ]
    first_seen_at: datetime
    last_seen_at: datetime
    content_hash: str
    incident_id: Annotated[str | None, Meta(description="The matter it is counted in; null when it is not counted")]
    outcome: Annotated[str, Meta(description="Where the matter stands")]
    weight: Annotated[float | None, Meta(description="Weight of the matter, 0-1")]
    because: Annotated[str, Meta(description="Why it is counted there")]
    authenticity_weight: Annotated[
        float | None,
        Meta(
            description="How far this record can be leaned on, 0-1: evidence, never a verdict; null where it was not weighed"
        ),
    ]
    abstained: Annotated[bool | None, Meta(description="Too little is known to weigh it: it counts in full")]
    reasons_en: Annotated[
        str, Meta(examples=["5 other accounts had posted the same words about the same brand before"])
    ]
    reasons_tr: Annotated[str, Meta(examples=["daha önce 5 başka hesap aynı marka hakkında aynı sözleri yazmış"])]
    replies_count: int
    first_brand_reply_at: datetime | None
    address: Address
    is_unlisted: Annotated[
        bool, Meta(description="Its page asks not to be listed: it counts, its words and address are not shown")
    ] = False
    erased_at: Annotated[
        datetime | None,
        Meta(description="When its words were erased on request; that it was there stays, and counts on"),
    ] = None


class RecordsPage(msgspec.Struct):
    """Records behind a brand's numbers, newest first."""

    release: ReleaseNote
    brand_id: BrandId
    found_count: int
    records: list[RecordLine]
    next_cursor: Annotated[str | None, Meta(description="Give it as `cursor` for what follows; null at the end")]


class QuoteLine(msgspec.Struct):
    """A sentence of a complaint, redacted, as its author wrote it."""

    record_id: str
    quote: str
    address: Address


class ThemeLine(msgspec.Struct):
    """One theme: complaints that hold its words. Everything in it stands in the complaints; nothing is written anew."""

    position: Annotated[int, Meta(description="Its number among the themes of this sector or brand")]
    label: Annotated[str, Meta(description="Its most distinctive words", examples=["kart aidatı · iade · yıllık"])]
    words: list[str]
    records_count: Annotated[int, Meta(description="Complaints of the period that belong to it")]
    share: Annotated[float, Meta(description="What it stands for, of the complaints read")]
    low: float
    high: float
    earlier_count: Annotated[int, Meta(description="… and of the period before, of equal length")]
    earlier_of_count: int
    growth: Annotated[float | None, Meta(description="Share now over share before")]
    growth_low: Annotated[float | None, Meta(description="Lower end of the 99 % interval")]
    growth_high: float | None
    is_growing: Annotated[bool, Meta(description="Larger than before, beyond chance")]
    sentence_en: str
    sentence_tr: str
    quotes: list[QuoteLine]


class ThemesAnswer(msgspec.Struct):
    """What the complaints of a sector or brand are about, in their own words, and what share belongs to no theme."""

    release: ReleaseNote
    sector_id: SectorId
    brand_id: Annotated[str, Meta(description="Empty for the whole sector")]
    starts_on: Annotated[date | None, Meta(description="Begin of the period; null where there are too few complaints")]
    ends_on: date | None
    read_count: Annotated[int, Meta(description="Complaints read")]
    all_count: Annotated[int, Meta(description="Complaints of the period")]
    themes: list[ThemeLine]
    unassigned_share: Annotated[float | None, Meta(description="Complaints that belong to none of the themes")]
    unassigned_low: Low
    unassigned_high: High
    unassigned_en: str
    unassigned_tr: str
    citation: str


class ReasonLine(msgspec.Struct):
    """Why to read a complaint first."""

    reason: Annotated[str, Meta(description="harm, wave, denied, growing_theme, unanswered, repeated or figures")]
    value: float
    unit: str
    sentence_en: str
    sentence_tr: str


class TriageLine(msgspec.Struct):
    """A complaint to read, with all its reasons."""

    position: int
    record: RecordLine
    reasons: list[ReasonLine]


class TriageAnswer(msgspec.Struct):
    """Which of the newest complaints to read first. The order follows a stated rule; there is no score behind it."""

    release: ReleaseNote
    sector_id: SectorId
    brand_id: Annotated[str, Meta(description="Empty for the whole sector")]
    of_count: Annotated[int, Meta(description="New complaints looked at")]
    rule_en: str
    rule_tr: str
    records: list[TriageLine]


class HabitLine(msgspec.Struct):
    """One habit of answering as a share."""

    habit: Annotated[str, Meta(description="template, acknowledgement, off_channel, substantive, two_way or off_hours")]
    part_count: int
    whole_count: int
    share: float
    low: float
    high: float
    sentence_en: str
    sentence_tr: str


class HourCell(msgspec.Struct):
    """Answers in one hour of the week."""

    weekday: Annotated[int, Meta(description="1 Monday to 7 Sunday")]
    hour: Annotated[int, Meta(description="0 to 23")]
    replies_count: int


class HabitsAnswer(msgspec.Struct):
    """How a brand answers in public, and when."""

    release: ReleaseNote
    brand_id: BrandId
    habits: list[HabitLine]
    zone: Annotated[str, Meta(description="Whose hours they are", examples=["Europe/Istanbul"])] = "UTC"
    hours: Annotated[list[HourCell], Meta(description="All 168 hours of the week from Monday on; empty where no answer has a known time")] = msgspec.field(default_factory=list)  # fmt: skip


class ReplyLine(msgspec.Struct):
    """An answer under a record."""

    position: int
    speaker: Annotated[str, Meta(description="brand, customer, bot or other")]
    text: Annotated[str, Meta(description="Excerpt of at most 500 characters, personal data redacted")]
    posted_at: datetime | None


class SightingLine(msgspec.Struct):
    """A span of time in which a record looked the same."""

    content_hash: str
    visibility: str
    first_seen_at: datetime
    last_seen_at: datetime
    how: Annotated[str, Meta(description="How it showed that the record was gone; empty while it stood")] = ""


class RecordAnswer(msgspec.Struct):
    """One record with its replies and its history."""

    release: ReleaseNote
    record: RecordLine
    replies: list[ReplyLine]
    sightings: list[SightingLine]


class RunLine(msgspec.Struct):
    """One try at a source. Failed and empty runs are recorded facts."""

    run_id: int
    kind: str
    state: Annotated[str, Meta(description="ok, empty, failed, blocked, interrupted or running")]
    started_at: datetime
    ended_at: datetime | None
    requests_count: int
    pages_count: int
    records_count: int
    new_count: int
    changed_count: int
    gone_count: int
    error: str


class NoticeLine(msgspec.Struct):
    """A warning or error of a run."""

    run_id: int
    level: str
    code: str
    message: str
    place: str
    occurrences_count: int
    noticed_at: datetime


class RobotsLine(msgspec.Struct):
    """What a host's robots.txt said last."""

    host: str
    state: Annotated[
        str, Meta(description="none, allowed, forbids (some of what was asked) or blocked (could not be read)")
    ]
    at: datetime


class AlertLine(msgspec.Struct):
    """Something a person had to look at: a mass removal (it blocks publication until closed) or a break of the source."""

    alert_id: int
    kind: Annotated[str, Meta(description="mass_removal or break")]
    brand_label: Annotated[str, Meta(description="The brand it is about; empty for the whole source")]
    blocks: bool
    message: str
    run_id: int
    opened_at: datetime
    closed_at: datetime | None
    closed_because: Annotated[str, Meta(description="What was found by the person who closed it")]
    field: Annotated[str, Meta(description="Of a break: the field withdrawn, or whose category was renamed")] = ""
    old: Annotated[str, Meta(description="Of a renaming: the name that ended")] = ""
    new: Annotated[str, Meta(description="Of a renaming: the name that began")] = ""
    old_on: Annotated[str, Meta(description="Last day of the old name, where the months show it")] = ""
    new_on: Annotated[str, Meta(description="First day of the new name")] = ""
    gone: Annotated[int | None, Meta(description="Of a mass removal: how many vanished")] = None
    looked_at: Annotated[int | None, Meta(description="… of how many looked at")] = None
    expected: Annotated[float | None, Meta(description="… where so many were expected from the source's history")] = (
        None
    )


class SourceAnswer(msgspec.Struct):
    """A place records come from, how it stands, and how fresh it is."""

    source_id: str
    name: str
    kind: str
    tier: str
    homepage: str
    licence: str
    records_count: int
    state: Annotated[str, Meta(description="State of the latest run, or `never`")]
    last_run_at: datetime | None
    last_good_at: Annotated[datetime | None, Meta(description="End of the latest run that ended ok")]
    lag_days: Annotated[float | None, Meta(description="Days from the last good run to the release's as-of moment")]
    runs: Annotated[list[RunLine], Meta(description="Newest first, at most 20")]
    notices: list[NoticeLine]
    address: Address = ""
    lag_hours: Annotated[float | None, Meta(description="The same lag in hours")] = None
    new_count: Annotated[int, Meta(description="New records in the latest run")] = 0
    is_off: Annotated[bool, Meta(description="Off until its operator turns it on")] = False
    keys: Annotated[list[str], Meta(description="Names of the keys it needs; never a value")] = msgspec.field(
        default_factory=list
    )
    keys_missing: Annotated[list[str], Meta(description="Those that were not set when the release was made")] = (
        msgspec.field(default_factory=list)
    )
    vanishes: Annotated[str, Meta(description="How the end of a record is noticed: asked, missed or never")] = ""
    text_hours: Annotated[
        int | None,
        Meta(description="Hours its terms let a text be kept without being read anew; such texts are in no release"),
    ] = None
    filled: Annotated[
        dict[str, float], Meta(description="Share of the last good run's records with a value in each field")
    ] = msgspec.field(default_factory=dict)
    notice_counts: Annotated[dict[str, int], Meta(description="Notices of the latest run by code")] = msgspec.field(
        default_factory=dict
    )
    robots: list[RobotsLine] = msgspec.field(default_factory=list)
    alerts: Annotated[list[AlertLine], Meta(description="Mass removals, open ones first")] = msgspec.field(
        default_factory=list
    )
    breaks: Annotated[list[AlertLine], Meta(description="Fields withdrawn and categories renamed, newest first")] = (
        msgspec.field(default_factory=list)
    )


class SourceOne(msgspec.Struct):
    """One source with its runs, notices and alerts."""

    release: ReleaseNote
    source: SourceAnswer


class Sources(msgspec.Struct):
    """All sources with their runs."""

    release: ReleaseNote
    sources: list[SourceAnswer]


class Method(msgspec.Struct):
    """One function of the method: what it does, in a sentence and in full, with its parameters."""

    name: str
    dimension: str
    spec: str
    sentence_en: str
    sentence_tr: str
    doc: str
    parameters: dict[str, Any]


class Methods(msgspec.Struct):
    """The method behind every score of the release."""

    release: ReleaseNote
    parameters: Annotated[dict[str, Any], Meta(description="Parameters the whole release ran with")]
    methods: list[Method]
    models: Annotated[Address, Meta(description="Cards of the models that read texts")] = "/api/v1/methods/models"


class FileLine(msgspec.Struct):
    """One file of a release."""

    name: Annotated[str, Meta(examples=["scores.csv"])]
    bytes: int
    sha256: str
    address: Address
    rows: Annotated[int | None, Meta(description="Rows, where it is a table")] = None


class Licence(msgspec.Struct):
    """What a source says about reuse."""

    source_id: str
    name: str
    homepage: str
    licence: str


class ReleaseAnswer(msgspec.Struct):
    """A release and its files. `codebook.csv` says what every column is."""

    release: ReleaseNote
    tables: Annotated[dict[str, int], Meta(description="Rows per table")]
    files: list[FileLine]
    citation: str
    manifest_sha256: Annotated[
        str,
        Meta(description="SHA-256 of release.json, which holds those of all other files: quote it to name the bytes"),
    ] = ""
    licences: list[Licence] = msgspec.field(default_factory=list)


class Releases(msgspec.Struct):
    """All releases, newest first."""

    latest: str
    releases: list[ReleaseNote]
