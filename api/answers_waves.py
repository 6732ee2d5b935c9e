"""Answers about waves: sudden rises, with what speaks for each cause."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from api.answers import ReleaseNote


class WaveSign(msgspec.Struct):
    """One thing seen of a wave, laid beside what is usual."""

    sign: str
    family: Annotated[str, Meta(description="neighbours, source, authors, words, times or places")]
    value: float
    usual: float | None
    log_odds: Annotated[
        float,
        Meta(description="What it adds: of neighbours that they rose too, of the source that it changed, else that posts were arranged"),
    ]  # fmt: skip
    sentence_en: str
    sentence_tr: str


class WaveDay(msgspec.Struct):
    """24 hours: what was posted, what was expected before it was seen."""

    starts_at: datetime
    records_count: int
    expected: Annotated[float | None, Meta(description="null before enough days were known")]
    high: Annotated[float | None, Meta(description="Expected and two standard deviations")]
    is_in_wave: bool
    is_covered: Annotated[
        bool, Meta(description="False where the source was not looked at since: unknown, not nothing")
    ]


class WaveLine(msgspec.Struct):
    """A sudden rise. Its kind is a judgement by stated signs with a probability, never a verdict; no score reads it."""

    wave_id: str
    scope: Annotated[str, Meta(description="brand, type (of complaint, within the brand), source or sector")]
    what: Annotated[str, Meta(description="complaint, praise or blame: the same rules for all")]
    type: str
    starts_at: datetime
    noticed_at: Annotated[datetime, Meta(description="End of the day on which it was noticed, or would have been")]
    ends_at: datetime | None
    is_under_way: bool
    records_count: int
    incidents_count: Annotated[int, Meta(description="Matters those records tell of")]
    expected: float
    ratio: Annotated[float, Meta(description="Records over expected")]
    low: float
    high: float
    probability: Annotated[float, Meta(description="That the level has risen, where a brand has one wave a year")]
    kind: Annotated[
        str, Meta(description="organic, coordinated, source-side, sector-wide, or unsure where none has .8")
    ]
    organic_share: float
    coordinated_share: float
    source_side_share: float
    sector_wide_share: float
    main_source_id: str
    sentence_en: str
    sentence_tr: str
    kind_en: str
    kind_tr: str
    signs: list[WaveSign]
    days: list[WaveDay]
    chart: Annotated[str, Meta(description="Address of its chart; empty for waves of sources and sectors")] = ""


class WavesAnswer(msgspec.Struct):
    """Waves of a brand, a sector or a source in the year before the release, the newest first."""

    release: ReleaseNote
    sector_id: str
    brand_id: str
    source_id: str
    waves: list[WaveLine]
    citation: str
