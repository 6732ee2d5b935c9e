"""What complaints are about, which to read first, and how a brand answers: in the complaints' own words, beside the scores."""

from datetime import date
from typing import Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api import answers
from api.errors import WRONG
from api.hours import hours_of, zone_of
from api.queries import BASE, Queries, record_line
from store.editions import served
from store.errors import StoreError
from store.release import open_release
from store.settings import Settings

KEYS = ("sector_id", "brand_id")


@get("/brands/{brand_id:str}/themes", sync_to_thread=True, summary="Themes of a brand", responses=WRONG)
def brand_themes(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> answers.ThemesAnswer:
    """What a brand's complaints are about: groups by distinctive words, with quotes and the share each stands for."""
    return themes_of(queries, queries.brand_row(brand_id)["sector_id"], brand_id)


@get("/sectors/{sector_id:str}/themes", sync_to_thread=True, summary="Themes of a sector", responses=WRONG)
def sector_themes(queries: NamedDependency[Queries], sector_id: FromPath[str]) -> answers.ThemesAnswer:
    """What a sector's complaints are about."""
    return themes_of(queries, queries.sector(sector_id).sector_id, "")


@get("/brands/{brand_id:str}/triage", sync_to_thread=True, summary="What to read first of a brand", responses=WRONG)
def brand_triage(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> answers.TriageAnswer:
    """Which of a brand's newest complaints to read first, and why."""
    return triage_of(queries, queries.brand_row(brand_id)["sector_id"], brand_id)


@get("/sectors/{sector_id:str}/triage", sync_to_thread=True, summary="What to read first of a sector", responses=WRONG)
def sector_triage(queries: NamedDependency[Queries], sector_id: FromPath[str]) -> answers.TriageAnswer:
    """Which of a sector's newest complaints to read first, and why."""
    return triage_of(queries, queries.sector(sector_id).sector_id, "")


@get("/brands/{brand_id:str}/replies", sync_to_thread=True, summary="How a brand answers", responses=WRONG)
def reply_habits(queries: NamedDependency[Queries], brand_id: FromPath[str]) -> answers.HabitsAnswer:
    """Templates, receipts, ways elsewhere, answers of substance, turns answered and the hours it answers at, as shares."""
    return habits_of(queries, brand_id)


def themes_of(queries: Queries, sector_id: str, brand_id: str) -> answers.ThemesAnswer:
    """The themes of a brand, or of a whole sector where `brand_id` is empty: the most frequent first."""
    rows, quotes = _rows(queries, "themes", sector_id, brand_id), _rows(queries, "theme_quotes", sector_id, brand_id)
    themes = [
        _theme(row, [quote for quote in quotes if quote["position"] == row["position"]])
        for row in rows
        if not row["is_unassigned"]
    ]
    themes.sort(key=lambda theme: (-theme.records_count, theme.position))
    rest = next((row for row in rows if row["is_unassigned"]), {})
    place = f"/brands/{brand_id}" if brand_id else f"/sectors/{sector_id}"
    return answers.ThemesAnswer(
        queries.note, sector_id, brand_id, _day(rest, "starts_on"), _day(rest, "ends_on"), rest.get("of_count", 0), rest.get("all_count", 0), themes,
        rest.get("share"), rest.get("low"), rest.get("high"), rest.get("sentence_en", ""), rest.get("sentence_tr", ""), queries.cite(f"{place}/themes"),
    )  # fmt: skip


def _theme(row: dict[str, Any], quotes: list[dict[str, Any]]) -> answers.ThemeLine:
    told = [
        answers.QuoteLine(one["record_id"], one["quote"], f"{BASE}/records/{one['record_id']}")
        for one in quotes
        if one["quote"]
    ]  # "" is struck out
    return msgspec.convert({**row, "words": row["words"].split(" · "), "quotes": told}, answers.ThemeLine)


def triage_of(queries: Queries, sector_id: str, brand_id: str) -> answers.TriageAnswer:
    """The list of a brand, or of a whole sector where `brand_id` is empty."""
    rows = _rows(queries, "triage", sector_id, brand_id)
    records = queries.evidence.records(row["record_id"] for row in rows)
    lines: dict[int, answers.TriageLine] = {}
    for row in rows:
        if row["position"] not in lines:
            record = records.get(row["record_id"])
            if record is None:
                continue
            lines[row["position"]] = answers.TriageLine(row["position"], record_line(record), [])
        if row["sentence_en"]:  # "" is struck out with the record's words
            lines[row["position"]].reasons.append(msgspec.convert(row, answers.ReasonLine))
    first = rows[0] if rows else {}
    return answers.TriageAnswer(queries.note, sector_id, brand_id, first.get("of_count", 0), first.get("rule_en", ""), first.get("rule_tr", ""),
                                [lines[position] for position in sorted(lines)])  # fmt: skip


def habits_of(queries: Queries, brand_id: str) -> answers.HabitsAnswer:
    """A brand's habits of answering; none where it never answered."""
    sector_id = queries.brand_row(brand_id)["sector_id"]
    rows = _rows(queries, "reply_habits", sector_id, brand_id)
    habits = [msgspec.convert(row, answers.HabitLine) for row in rows]
    return answers.HabitsAnswer(queries.note, brand_id, habits, zone_of(queries.sector(sector_id).country), hours_of(queries, brand_id))  # fmt: skip


def told_of(settings: Settings, name: str, what: str) -> dict[str, Any]:
    """`themes` or `triage` of a brand (by name) or a sector (by id) in the latest release, as plain data. Raises StoreError for nobody."""
    way = {"themes": themes_of, "triage": triage_of}[what]
    queries = Queries(*served(open_release(settings.releases), settings.releases, settings.home / "cache" / "api"))
    hits = [] if name in queries.sectors else queries.find(name, 1).brands
    if not hits and name not in queries.sectors:
        raise StoreError(f"release {queries.release_id} holds no sector and no brand like {name!r}")
    found = way(queries, hits[0].sector_id, hits[0].brand_id) if hits else way(queries, name, "")
    told: dict[str, Any] = msgspec.to_builtins(found)
    return told


def _rows(queries: Queries, table: str, sector_id: str, brand_id: str) -> list[dict[str, Any]]:
    found = queries.further(table, *KEYS)
    return found.of(sector_id, brand_id) if found else []


def _day(row: dict[str, Any], name: str) -> date | None:
    return row.get(name)
