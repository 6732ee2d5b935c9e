"""Waves as tables of a release: `waves`, `wave_signs`, `wave_days`, `wave_members`. None of it is a score, none a verdict."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from scoring.components import both
from scoring.evidence.waves.facts import OnRecord, on_record
from scoring.evidence.waves.find import COORDINATED, ORGANIC, SECTOR_WIDE, SOURCE_SIDE, UNSURE, Found, Wave, find_waves
from scoring.evidence.waves.posts import BLAME, COMPLAINT, DAYS, PRAISE, begins_at, read_posts

BEFORE, AFTER = 21, 7
"""Days shown before and after a wave."""
Columns = list[tuple[str, pa.DataType]]
_MOMENT = pa.timestamp("us", tz="UTC")
_KEY: Columns = [
    (name, pa.string()) for name in ("wave_id", "scope", "what", "sector_id", "brand_id", "source_id", "type")
]
_WAVE: Columns = [
    *_KEY, ("starts_at", _MOMENT), ("noticed_at", _MOMENT), ("ends_at", _MOMENT), ("is_under_way", pa.bool_()), ("records_count", pa.int64()),
    ("incidents_count", pa.int64()), ("expected", pa.float64()), ("ratio", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
    ("probability", pa.float64()), ("kind", pa.string()), ("organic_share", pa.float64()), ("coordinated_share", pa.float64()),
    ("source_side_share", pa.float64()), ("sector_wide_share", pa.float64()), ("main_source_id", pa.string()),
    ("sentence_en", pa.string()), ("sentence_tr", pa.string()), ("kind_en", pa.string()), ("kind_tr", pa.string()),
]  # fmt: skip
_SIGN: Columns = [("wave_id", pa.string()), ("position", pa.int64()), ("sign", pa.string()), ("family", pa.string()), ("value", pa.float64()),
                   ("usual", pa.float64()), ("log_odds", pa.float64()), ("sentence_en", pa.string()), ("sentence_tr", pa.string())]  # fmt: skip
_DAY: Columns = [("wave_id", pa.string()), ("starts_at", _MOMENT), ("records_count", pa.int64()), ("expected", pa.float64()),
                        ("high", pa.float64()), ("is_in_wave", pa.bool_()), ("is_covered", pa.bool_())]  # fmt: skip
_MEMBER: Columns = [("wave_id", pa.string()), ("record_id", pa.string())]
SCHEMAS = {
    "waves": pa.schema(_WAVE),
    "wave_signs": pa.schema(_SIGN),
    "wave_days": pa.schema(_DAY),
    "wave_members": pa.schema(_MEMBER),
}
_NAMES = {
    COMPLAINT: ("complaints", "şikâyet"),
    PRAISE: ("praising reviews", "övgü"),
    BLAME: ("critical reviews", "olumsuz yorum"),
}
_KINDS = {
    ORGANIC: ("Probably many people with a matter of their own ({share}%).", "Büyük olasılıkla kendi derdi olan birçok kişi (%{share})."),
    COORDINATED: ("Signs speak for posts that were arranged together ({share}%).", "İşaretler, birlikte düzenlenmiş kayıtlardan yana (%{share})."),
    SOURCE_SIDE: ("Probably the source changed, not the brand ({share}%).", "Büyük olasılıkla marka değil, kaynak değişti (%{share})."),
    SECTOR_WIDE: ("Probably the whole sector rose ({share}%).", "Büyük olasılıkla bütün sektör yükseldi (%{share})."),
    UNSURE: ("What is behind it cannot be said yet.", "Arkasında ne olduğu henüz söylenemez."),
}  # fmt: skip
SUREST = 0.99
"""No kind is said to be more probable: the signs were measured on invented worlds only."""


def wave_tables(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, pa.Table]:
    """The four tables. The lake must hold `labels`, `members`, `records`, `runs` and `breaks`."""
    posts = read_posts(lake, as_of)
    known = on_record(lake, posts, as_of)
    found = find_waves(posts, known.facts)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for wave in found.waves:
        row = _row(wave, as_of)
        name = {"wave_id": row["wave_id"]}
        rows["waves"].append(row)
        rows["wave_signs"] += [
            {**name, "position": place, "sign": sign.name, **vars(sign)} for place, sign in enumerate(wave.signs)
        ]
        rows["wave_days"] += [name | day for day in _days(wave, found, known, as_of)]
        rows["wave_members"] += [
            {**name, "record_id": record} for record in sorted(posts.record_id[wave.rows].tolist())
        ]
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


def under_way(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Record -> complaints of the brand's wave under way that it belongs to; a source's own change is nobody's wave."""
    counts = {row["wave_id"]: row["records_count"] for row in tables["waves"].to_pylist()
              if row["is_under_way"] and row["brand_id"] and row["what"] == COMPLAINT and row["kind"] != SOURCE_SIDE}  # fmt: skip
    return {
        row["record_id"]: counts[row["wave_id"]]
        for row in tables["wave_members"].to_pylist()
        if row["wave_id"] in counts
    }


def _row(wave: Wave, as_of: datetime) -> dict[str, Any]:
    key, starts = wave.key, begins_at(wave.begin, as_of)
    whose = "|".join((key.scope, key.what, key.sector, key.brand, key.source, key.type))
    wave_id = f"{starts:%Y-%m-%d}-{hashlib.blake2b(whose.encode(), digest_size=6).hexdigest()}"
    best = max(wave.shares.values())
    name_en, name_tr = _NAMES[key.what]
    told = both(
        "{count} {name_en}{of} from {day} on, where {expected} were expected: {ratio} times as many (95% {low} to {high}).",
        "{day} gününden başlayarak {count} {name_tr}{of}; beklenen {expected}: {ratio} katı (%95 {low}–{high}).",
        digits=1, count=wave.count, name_en=name_en, name_tr=name_tr, of=f" (“{key.type}”)" if key.type else "", day=starts.date(),
        expected=wave.expected, ratio=wave.ratio, low=wave.low, high=wave.high,
    )  # fmt: skip
    kind = both(*_KINDS[wave.kind], digits=0, share=100 * min(best, SUREST))
    shares = {f"{name.replace('-', '_')}_share": share for name, share in wave.shares.items()}
    return {"wave_id": wave_id, "scope": key.scope, "what": key.what, "sector_id": key.sector, "brand_id": key.brand, "source_id": key.source,
            "type": key.type, "starts_at": starts, "noticed_at": begins_at(wave.noticed + 1, as_of),
            "ends_at": None if wave.end is None else begins_at(wave.end + 1, as_of), "is_under_way": wave.end is None,
            "records_count": wave.count, "incidents_count": wave.incidents_count, "expected": wave.expected, "ratio": wave.ratio, "low": wave.low,
            "high": wave.high, "probability": wave.probability, "kind": wave.kind, **shares, "main_source_id": wave.source,
            "sentence_en": told[0], "sentence_tr": told[1], "kind_en": kind[0], "kind_tr": kind[1]}  # fmt: skip


def _days(wave: Wave, found: Found, known: OnRecord, as_of: datetime) -> Iterator[dict[str, Any]]:
    """The days round a wave; one that lies behind the last good run of the wave's source was not looked at."""
    number = found.series.keys.index(wave.key)
    last = DAYS - 1 if wave.end is None else wave.end
    looked = known.last_run.get(wave.source, as_of)
    for day in range(max(0, wave.begin - BEFORE), min(DAYS, last + AFTER + 1)):
        mean, variance = (float(table[number, day]) for table in (found.watched.expected, found.watched.variance))
        is_known = not np.isnan(mean)
        yield {"starts_at": begins_at(day, as_of), "records_count": int(found.series.counts[number, day]), "expected": mean if is_known else None,
               "high": mean + 2 * variance**0.5 if is_known else None, "is_in_wave": wave.begin <= day <= last,
               "is_covered": begins_at(day, as_of) + timedelta(hours=1) <= looked}  # fmt: skip
