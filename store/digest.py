"""What a new release changes for the brands somebody watches, read from two releases' own files: nothing else is asked."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from store.between import Moved, moved, rows_of
from store.release import Published, open_release
from store.written import day, number

_WAVES = {"complaint": ("complaints", "şikâyet"), "praise": ("praise", "övgü"), "blame": ("criticism", "eleştiri")}


@dataclass(frozen=True)
class News:
    """One thing that changed: of which brand, what kind (score, signal, wave, removals, dispute), and in words."""

    brand_id: str
    kind: str
    en: str
    tr: str


def digest(releases: Path, before: str, after: str, brand_ids: Iterable[str]) -> list[News]:
    """Everything worth a look, by brand and kind. A score is told of only where it left its former interval."""
    old, new = open_release(releases, before), open_release(releases, after)
    return [one for brand_id in sorted(set(brand_ids)) for one in _of_brand(releases, old, new, brand_id)]


def as_json(release_id: str, news: list[News]) -> str:
    """A digest for programs, always the same bytes."""
    return json.dumps({"release_id": release_id, "news": [asdict(one) for one in news]}, ensure_ascii=False, sort_keys=True)  # fmt: skip


def _of_brand(releases: Path, old: Published, new: Published, brand_id: str) -> list[News]:
    ids = old.manifest["release_id"], new.manifest["release_id"]
    told = [_score(brand_id, one) for one in moved(releases, *ids, brand_id) if one.is_beyond]
    told += [News(brand_id, "signal", f"{place[2]}: now clearly different from its sector ({signal}).", f"{place[2]}: artık sektöründen belirgin biçimde farklı ({signal}).")
             for place, signal in sorted(_signals(new, brand_id) - _signals(old, brand_id))]  # fmt: skip
    known = {row["wave_id"] for row in _rows(old, "waves", brand_id)}
    told += [_wave(row) for row in _rows(new, "waves", brand_id) if row["wave_id"] not in known]
    gone, more = (sum(row["removed_count"] or 0 for row in _rows(one, "outcomes", brand_id)) for one in (old, new))
    if more > gone:
        told.append(News(brand_id, "removals", f"{more - gone} more of its matters have vanished.", f"{more - gone} konusu daha ortadan kalktı."))  # fmt: skip
    stood = {row["dispute_id"]: row["state"] for row in _rows(old, "disputes", brand_id)}
    told += [News(brand_id, "dispute", f"Dispute {row['dispute_id']} is {row['state']}.", f"{row['dispute_id']} numaralı itiraz: {row['state']}.")
             for row in _rows(new, "disputes", brand_id) if stood.get(row["dispute_id"]) != row["state"]]  # fmt: skip
    return told


def _score(brand_id: str, one: Moved) -> News:
    english, turkish = (
        [number(value or 0.0, 1, language) for value in (one.before, one.after, one.before_low, one.before_high)]
        for language in ("en", "tr")
    )
    return News(brand_id, "score", "{}: {} became {}, outside its former interval {}-{}.".format(one.dimension, *english),
                "{}: {} iken {} oldu; önceki {}-{} aralığının dışında.".format(one.dimension, *turkish))  # fmt: skip


def _wave(row: dict[str, Any]) -> News:
    english, turkish = _WAVES[row["what"]]
    return News(row["brand_id"], "wave", f"A wave of {english} began on {day(row['starts_at'], 'en')}.",
                f"{day(row['starts_at'], 'tr')} günü bir dalga başladı ({turkish}).")  # fmt: skip


def _rows(release: Published, table: str, brand_id: str) -> list[dict[str, Any]]:
    """A brand's rows; none where the release has no such table or column."""
    columns = release.manifest["tables"].get(table, {"columns": ()})["columns"]
    return rows_of(release, table, brand_id=brand_id) if "brand_id" in columns else []


def _signals(release: Published, brand_id: str) -> set[tuple[tuple[str, str, str], str]]:
    return {((row["sector_id"], row["period"], row["dimension"]), row["signal"]) for row in _rows(release, "scores", brand_id) if row["signal"]}  # fmt: skip
