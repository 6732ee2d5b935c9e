"""What a new release changes for the brands somebody watches, read from two releases' own files: nothing else is asked."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from store.between import moved, rows_of
from store.release import Published, open_release


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
    told = [News(brand_id, "score", f"{one.dimension}: {one.before:.1f} became {one.after:.1f}, outside its former interval {one.before_low:.1f}-{one.before_high:.1f}.",
                 f"{one.dimension}: {one.before:.1f} iken {one.after:.1f} oldu; önceki {one.before_low:.1f}-{one.before_high:.1f} aralığının dışında.")
            for one in moved(releases, *ids, brand_id) if one.is_beyond]  # fmt: skip
    told += [News(brand_id, "signal", f"{place[2]}: now clearly different from its sector ({signal}).", f"{place[2]}: artık sektöründen belirgin biçimde farklı ({signal}).")
             for place, signal in sorted(_signals(new, brand_id) - _signals(old, brand_id))]  # fmt: skip
    known = {row["wave_id"] for row in _rows(old, "waves", brand_id)}
    told += [News(brand_id, "wave", f"A wave of {row['what']} began on {row['starts_at']:%Y-%m-%d}.", f"{row['starts_at']:%Y-%m-%d} günü bir dalga başladı ({row['what']}).")
             for row in _rows(new, "waves", brand_id) if row["wave_id"] not in known]  # fmt: skip
    gone, more = (sum(row["removed_count"] or 0 for row in _rows(one, "outcomes", brand_id)) for one in (old, new))
    if more > gone:
        told.append(News(brand_id, "removals", f"{more - gone} more of its matters have vanished.", f"{more - gone} konusu daha ortadan kalktı."))  # fmt: skip
    stood = {row["dispute_id"]: row["state"] for row in _rows(old, "disputes", brand_id)}
    told += [News(brand_id, "dispute", f"Dispute {row['dispute_id']} is {row['state']}.", f"{row['dispute_id']} numaralı itiraz: {row['state']}.")
             for row in _rows(new, "disputes", brand_id) if stood.get(row["dispute_id"]) != row["state"]]  # fmt: skip
    return told


def _rows(release: Published, table: str, brand_id: str) -> list[dict[str, Any]]:
    """A brand's rows; none where the release has no such table or column."""
    columns = release.manifest["tables"].get(table, {"columns": ()})["columns"]
    return rows_of(release, table, brand_id=brand_id) if "brand_id" in columns else []


def _signals(release: Published, brand_id: str) -> set[tuple[tuple[str, str, str], str]]:
    return {((row["sector_id"], row["period"], row["dimension"]), row["signal"]) for row in _rows(release, "scores", brand_id) if row["signal"]}  # fmt: skip
