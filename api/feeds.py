"""Atom feeds of a brand, a sector, the releases and what vanished: ids that never change, moments of what happened and not of the asking."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import quote
from xml.etree import ElementTree as ET

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter

from api.answers import Score
from api.answers_waves import WavesAnswer
from api.errors import WRONG, NotInRelease
from api.queries import Queries
from api.shelf import Shelf
from api.waves import waves_of
from store.settings import Settings
from store.written import day as written_day

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml"
MOST = 50
ATOMIC: dict[str, Any] = {
    "media_type": MEDIA,
    "responses": {200: ResponseSpec(str, generate_examples=False, description="An Atom feed", media_type=MEDIA)}
    | WRONG,
}
Name = Annotated[str, PathParameter(description="Its id with .atom behind it")]
Language = Annotated[Literal["en", "tr"], QueryParameter(description="Language of the entries")]
ET.register_namespace("", ATOM)


@dataclass(frozen=True)
class Entry:
    """One entry. `key` names what happened for ever; `path` is where to read on."""

    key: str
    at: datetime
    title: str
    path: str
    summary: str


def _id(key: str) -> str:
    return f"tag:terazi.invalid,2026:{quote(key)}"


def atom(base: str, path: str, page: str, title: str, entries: Iterable[Entry], begun: datetime, language: str) -> bytes:  # fmt: skip
    """A feed at `path` about `page`, newest first; `begun` is its moment while it has no entry."""
    newest = sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)[:MOST]
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(feed, "id", _id(path.partition("?")[0].removeprefix("/feeds/").removesuffix(".atom") + f"/{language}"))
    _add(feed, "title", title)
    _add(feed, "updated", _moment(newest[0].at if newest else begun))
    _add(feed, "link", rel="self", type=MEDIA, href=base + path)
    _add(feed, "link", rel="alternate", type="text/html", hreflang=language, href=base + page)
    _add(_add(feed, "author"), "name", "Terazi")
    for entry in newest:
        one = _add(feed, "entry")
        _add(one, "id", _id(entry.key))
        _add(one, "title", entry.title)
        _add(one, "updated", _moment(entry.at))
        _add(one, "link", rel="alternate", href=base + entry.path)
        _add(one, "summary", entry.summary, type="text")
    whole: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return whole


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    found.text = text or None
    return found


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@get("/brands/{name:str}", sync_to_thread=True, summary="News of a brand", **ATOMIC)
def brand_feed(
    request: Request[Any, Any, Any], queries: NamedDependency[Queries], name: Name, lang: Language = "en"
) -> Response[bytes]:
    """Its scores in the latest release, what vanished of it by day, its waves, alerts of its sources."""
    brand_id = _plain(name)
    brand = queries.brand(brand_id)
    latest = [score for score in brand.scores if score.period == brand.scores[0].period] if brand.scores else []
    told = "; ".join(_said(score) for score in latest if score.score is not None)
    few = {"en": "Too little data for a score.", "tr": "Puan için yeterince veri yok."}[lang]
    entries = [_release(queries, f"brands/{brand_id}", f"/{lang}/brands/{brand_id}", told or few, lang)]
    removed = queries.walks.removals.page({"brand_id": brand_id}, after=0, limit=1000)
    entries += _removals(brand_id, removed, lang)
    entries += _waves(waves_of(queries, brand.sector.sector_id, brand_id), lang)
    entries += _alerts(queries, {row["source_id"] for row in queries.walks.ask("SELECT DISTINCT source_id FROM laid_out WHERE brand_id = ?", [brand_id])}, lang)  # fmt: skip
    return _answer(request, f"brands/{brand_id}", f"/brands/{brand_id}", brand.name, entries, queries, lang)


@get("/sectors/{name:str}", sync_to_thread=True, summary="News of a sector", **ATOMIC)
def sector_feed(
    request: Request[Any, Any, Any], queries: NamedDependency[Queries], name: Name, lang: Language = "en"
) -> Response[bytes]:
    """How many groups can be told apart in the latest release, and alerts of the sector's sources."""
    sector = queries.sector(_plain(name))
    parts = []
    for dimension in sector.dimensions if sector.periods else []:
        if any(row["dimension"] == dimension for row in queries.compared(sector.sector_id, sector.periods[-1])):
            count = queries.comparison(sector.sector_id, sector.periods[-1], dimension).comparison.groups_count
            parts.append(f"{dimension}: {count} {'groups' if lang == 'en' else 'küme'}")
    entries = [_release(queries, f"sectors/{sector.sector_id}", f"/{lang}/sectors/{sector.sector_id}", "; ".join(parts) or "-", lang)]  # fmt: skip
    whose = "brand_id IN (SELECT brand_id FROM brands WHERE sector_id = ?)"
    entries += _alerts(queries, {row["source_id"] for row in queries.walks.ask(f"SELECT DISTINCT source_id FROM laid_out WHERE {whose}", [sector.sector_id])}, lang)  # fmt: skip
    title = sector.name_en if lang == "en" else sector.name_tr
    return _answer(request, f"sectors/{sector.sector_id}", f"/sectors/{sector.sector_id}", title, entries, queries, lang)  # fmt: skip


@get("/releases.atom", summary="Releases", **ATOMIC)
async def releases_feed(
    request: Request[Any, Any, Any],
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    lang: Language = "en",
) -> Response[bytes]:
    """Every release."""
    entries = [
        Entry(f"releases/{note.release_id}", note.published_at, (note.title_en if lang == "en" else note.title_tr) or note.release_id,
              f"/{lang}/releases?release={note.release_id}", f"{note.release_id}, {note.method_name} {note.method_version}")
        for note in shelf.notes()
    ]  # fmt: skip
    return _answer(request, "releases", "/releases", {"en": "Releases", "tr": "Sürümler"}[lang], entries, queries, lang)


@get("/removals.atom", sync_to_thread=True, summary="What vanished lately", **ATOMIC)
def removals_feed(
    request: Request[Any, Any, Any], queries: NamedDependency[Queries], lang: Language = "en"
) -> Response[bytes]:
    """What vanished lately, record by record."""
    title = {"en": "A record is shown no more: {}", "tr": "Bir kayıt artık gösterilmiyor: {}"}[lang]
    entries = [
        Entry(f"removals/{row['record_id']}/{row['gone_at']:%Y-%m-%dT%H%M%S}", row["gone_at"], title.format(row["record_id"]),
              f"/{lang}/records/{row['record_id']}", f"{row['source_id']}: {row['gone_how'] or row['visibility']}")
        for row in queries.walks.removals.page({}, after=0, limit=MOST)
    ]  # fmt: skip
    return _answer(request, "removals", "/sources", {"en": "Removals", "tr": "Kaldırılanlar"}[lang], entries, queries, lang)  # fmt: skip


def _plain(name: str) -> str:
    if not name.endswith(".atom"):
        raise NotInRelease(f"there is no feed {name!r}: its address ends in .atom")
    return name.removesuffix(".atom")


def base_of(request: Request[Any, Any, Any]) -> str:
    """Where the public finds this service: as the settings say, else as it was asked."""
    settings: Settings = request.app.state.settings
    return (settings.address or str(request.base_url)).rstrip("/")


def _answer(
    request: Request[Any, Any, Any], name: str, page: str, title: str, entries: list[Entry], queries: Queries, lang: str
) -> Response[bytes]:
    path = f"/feeds/{name}.atom" + ("?lang=tr" if lang == "tr" else "")
    body = atom(base_of(request), path, f"/{lang}{page}", f"Terazi: {title}", entries, queries.note.published_at, lang)
    return Response(body, media_type=MEDIA)


def _release(queries: Queries, name: str, path: str, summary: str, lang: str) -> Entry:
    word = {"en": "Release", "tr": "Sürüm"}[lang]
    return Entry(f"{name}/releases/{queries.release_id}", queries.note.published_at, f"{word} {queries.release_id}", f"{path}?release={queries.release_id}", summary)  # fmt: skip


def _said(score: Score) -> str:
    return f"{score.dimension} {score.score:.0f} ({score.low or 0:.0f}–{score.high or 0:.0f})"


def _removals(brand_id: str, rows: list[dict[str, Any]], lang: str) -> Iterator[Entry]:
    title = {"en": "{} records first missed on {}", "tr": "{1} günü ilk kez bulunamayan kayıt: {0}"}[lang]
    for day, group in groupby(rows, key=lambda row: row["gone_at"].date()):
        gone = list(group)
        told = ", ".join(row["record_id"] for row in gone[:10])
        yield Entry(f"brands/{brand_id}/removals/{day}", max(row["gone_at"] for row in gone), title.format(len(gone), written_day(day, lang)), f"/{lang}/brands/{brand_id}/records", told)  # fmt: skip


def _waves(told: WavesAnswer, lang: str) -> Iterator[Entry]:
    title = {"en": "A sudden rise since {}", "tr": "{} gününden beri ani yükseliş"}[lang]
    for wave in told.waves:
        said = (wave.sentence_en, wave.kind_en) if lang == "en" else (wave.sentence_tr, wave.kind_tr)
        yield Entry(f"brands/{told.brand_id}/waves/{wave.wave_id}", wave.noticed_at, title.format(written_day(wave.starts_at, lang)), f"/{lang}/brands/{told.brand_id}", " ".join(said))  # fmt: skip


def _alerts(queries: Queries, sources: set[str], lang: str) -> Iterator[Entry]:
    found = queries.further("alerts", "source_id")
    word = {"mass_removal": ("Mass removal", "Toplu kaldırma"), "break": ("A break of the source", "Kaynakta kırılma")}
    for row in (one for source in sorted(sources) for one in (found.of(source) if found else [])):
        title = word.get(row["kind"], (row["kind"], row["kind"]))[lang == "tr"]
        yield Entry(f"alerts/{row['alert_id']}", row["opened_at"], f"{title}: {row['source_id']}", f"/{lang}/sources/{row['source_id']}", row["message"])  # fmt: skip


router = Router("/feeds", route_handlers=[brand_feed, sector_feed, releases_feed, removals_feed])
