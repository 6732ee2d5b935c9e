"""Sudden rises of a brand, a sector or a source, as the release tells them: beside the scores, never in them."""

from typing import Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers_waves import WaveDay, WaveLine, WavesAnswer, WaveSign
from api.errors import WRONG
from api.queries import Queries
from store.editions import served
from store.errors import StoreError
from store.release import open_release
from store.settings import Settings


@get("/brands/{brand_id:str}/waves", sync_to_thread=True, summary="Waves of a brand", responses=WRONG)
def brand_waves(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> WavesAnswer:
    """Sudden rises of what is posted about a brand: since when, how sure, of what kind, and every sign behind it."""
    return waves_of(queries, queries.brand_row(brand_id)["sector_id"], brand_id)


@get("/sectors/{sector_id:str}/waves", sync_to_thread=True, summary="Waves of a whole sector", responses=WRONG)
def sector_waves(queries: NamedDependency[Queries], sector_id: FromPath[str]) -> WavesAnswer:
    """Rises of a sector that are not one brand's."""
    return waves_of(queries, queries.sector(sector_id).sector_id)


@get("/sources/{source_id:str}/waves", sync_to_thread=True, summary="Waves of a whole source", responses=WRONG)
def source_waves(queries: NamedDependency[Queries], source_id: FromPath[str]) -> WavesAnswer:
    """Rises of a source that are not one brand's: mostly changes of the source itself."""
    return waves_of(queries, source_id=queries.source(source_id).source.source_id)


def waves_of(queries: Queries, sector_id: str = "", brand_id: str = "", source_id: str = "") -> WavesAnswer:
    """The waves of one of them, the newest first; none where the release has none."""
    found = queries.further("waves", "sector_id", "brand_id", "source_id")
    rows = sorted(found.of(sector_id, brand_id, source_id) if found else [], key=lambda row: row["wave_id"])
    rows.sort(key=lambda row: row["starts_at"], reverse=True)
    place = f"brands/{brand_id}" if brand_id else f"sources/{source_id}" if source_id else f"sectors/{sector_id}"
    lines = [_line(queries, row, f"/charts/{place}" if brand_id else "") for row in rows]
    return WavesAnswer(queries.note, sector_id, brand_id, source_id, lines, queries.cite(f"/{place}/waves"))


def _line(queries: Queries, row: dict[str, Any], place: str) -> WaveLine:
    signs = sorted(_of(queries, "wave_signs", row["wave_id"]), key=lambda one: one["position"])
    days = sorted(_of(queries, "wave_days", row["wave_id"]), key=lambda one: one["starts_at"])
    chart = f"{place}/waves.svg?wave={row['wave_id']}&release={queries.release_id}" if place else ""
    told = {
        "signs": msgspec.convert(signs, list[WaveSign]),
        "days": msgspec.convert(days, list[WaveDay]),
        "chart": chart,
    }
    return msgspec.convert({**row, **told}, WaveLine)


def _of(queries: Queries, table: str, wave_id: str) -> list[dict[str, Any]]:
    found = queries.further(table, "wave_id")
    return found.of(wave_id) if found else []


def waves_told(settings: Settings, name: str = "") -> list[WavesAnswer]:
    """Waves of a brand (by name) or sector (by id) in the latest release, or of everything. Raises StoreError for nobody."""
    queries = Queries(*served(open_release(settings.releases), settings.releases, settings.home / "cache" / "api"))
    if not name:
        table = queries.further("waves", "sector_id", "brand_id", "source_id")
        rows = table.table.select(["sector_id", "brand_id", "source_id"]).to_pylist() if table else []
        return [waves_of(queries, *key) for key in sorted({tuple(row.values()) for row in rows})]
    if name in queries.sectors:
        return [waves_of(queries, name)]
    hits = queries.find(name, 1).brands
    if not hits:
        raise StoreError(f"release {queries.release_id} holds no sector and no brand like {name!r}")
    return [waves_of(queries, hits[0].sector_id, hits[0].brand_id)]
