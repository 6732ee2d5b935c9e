"""What happened when: counts by day, week or month, days nobody looked, and what may have moved the counts besides the brand."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from api.answers import ReleaseNote
from api.errors import WRONG
from api.incidents import Until
from api.pages.numbers import number
from api.queries import Queries
from api.shelf import Shelf
from api.source_book import COLLECTING
from api.waves import waves_of
from store.vocabulary import AlertKind, RunState

OUTAGE_DAYS, YEAR = 2, 365
_EPOCH, _DAY_US = date(1970, 1, 1).toordinal(), 86_400_000_000
Every = Annotated[Literal["day", "week", "month"], QueryParameter(description="Length of a step")]
Days = Annotated[int, QueryParameter(description="How many days up to `until`, at most 1100", ge=1, le=1100)]


class Step(msgspec.Struct):
    """One step of time. Where nobody looked, a count of 0 means nothing."""

    starts_on: date
    records_count: Annotated[int, Meta(description="Records posted")]
    incidents_count: Annotated[int, Meta(description="Different matters opened")]
    removals_count: Annotated[int, Meta(description="Records first missed")]
    days_count: int
    crawled_days_count: Annotated[int, Meta(description="Days on which a run that collects ended well")]
    looked: Annotated[
        Literal["yes", "partly", "no", "before"],
        Meta(description="Whether somebody looked; `before`: earlier than the first run, known from what still stood"),
    ]


class Event(msgspec.Struct):
    """Something that moves counts without the brand having done anything, or that a person had to look at."""

    starts_on: date
    ends_on: date
    kind: Annotated[str, Meta(description="method_change, break, mass_removal, outage or wave")]
    source_id: str
    sentence_en: str
    sentence_tr: str


class Timeline(msgspec.Struct):
    """Counts over time with what else happened."""

    release: ReleaseNote
    sector_id: str
    brand_id: Annotated[str, Meta(description="Empty for a whole sector")]
    every: str
    until: date
    steps: list[Step]
    events: list[Event]
    citation: str


@get("/brands/{brand_id:str}/timeline", sync_to_thread=True, summary="A brand over time", responses=WRONG)
def brand_timeline(
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    brand_id: FromPath[str],
    every: Every = "week",
    days: Days = YEAR,
    until: Until = None,
) -> Timeline:
    """Counts by day, week or month; days without a run are marked, not zero; breaks of a source and changes of method beside them."""
    sector_id = queries.brand_row(brand_id)["sector_id"]
    return timeline(queries, shelf, sector_id, brand_id, every, days, until)


@get("/sectors/{sector_id:str}/timeline", sync_to_thread=True, summary="A sector over time", responses=WRONG)
def sector_timeline(
    queries: NamedDependency[Queries],
    shelf: NamedDependency[Shelf],
    sector_id: FromPath[str],
    every: Every = "week",
    days: Days = YEAR,
    until: Until = None,
) -> Timeline:
    """The same of all brands of a sector."""
    return timeline(queries, shelf, queries.sector(sector_id).sector_id, "", every, days, until)


def timeline(
    queries: Queries, shelf: Shelf, sector_id: str, brand_id: str, every: str, days: int, until: date | None
) -> Timeline:
    """The steps of so many days up to `until`: the release's last moment without it."""
    until = until or datetime.fromisoformat(queries.note.as_of).date()
    since = date.fromordinal(max(1, until.toordinal() - days + 1))
    where, whose = ("brand_id = ?", brand_id) if brand_id else ("brand_id IN (SELECT brand_id FROM brands WHERE sector_id = ?)", sector_id)  # fmt: skip
    counts = {
        name: _counts(queries, table, moment, where, whose, since, until)
        for name, table, moment in (
            ("records_count", "laid_out", "posted_at"),
            ("incidents_count", "matters", "opened_at"),
            ("removals_count", "removals", "gone_at"),
        )
    }
    sources = {row["source_id"] for row in queries.walks.ask(f"SELECT DISTINCT source_id FROM laid_out WHERE {where}", [whose])}  # fmt: skip
    looked = _days_looked(queries, sources)
    steps = [_step(one, inside, counts, looked) for one, inside in _cut(since, until, every)]
    events = [
        *_alerts(queries, sources),
        *_outages(looked, until),
        *_methods(shelf, queries.release_id),
        *_waves(queries, sector_id, brand_id, until),
    ]
    told = [event for event in events if event.ends_on >= since and event.starts_on <= until]
    told.sort(key=lambda event: (event.starts_on, event.kind, event.source_id))
    whole = f"/brands/{brand_id}" if brand_id else f"/sectors/{sector_id}"
    return Timeline(queries.note, sector_id, brand_id, every, until, steps, told, queries.cite(f"{whole}/timeline?every={every}&days={days}&until={until}"))  # fmt: skip


def _counts(queries: Queries, table: str, moment: str, where: str, whose: str, since: date, until: date) -> dict[date, int]:  # fmt: skip
    """How many by day. Days are told by numbers: calendars of moments with a zone take DuckDB ten times as long."""
    rows = queries.walks.ask(
        f"""SELECT floor(epoch_us({moment}) / 86400e6)::INTEGER AS day, count(*) AS n FROM {table}
            WHERE {where} AND epoch_us({moment}) >= ? AND epoch_us({moment}) < ? GROUP BY 1""",
        [whose, (since.toordinal() - _EPOCH) * _DAY_US, (until.toordinal() - _EPOCH + 1) * _DAY_US],
    )
    return {date.fromordinal(row["day"] + _EPOCH): row["n"] for row in rows}


def _cut(since: date, until: date, every: str) -> Iterator[tuple[date, list[date]]]:
    """Every step's first day (of the whole step, as a calendar has it) and its days inside the span."""
    steps: dict[date, list[date]] = {}
    for n in range((until - since).days + 1):
        day = since + timedelta(days=n)
        first = day - timedelta(days=day.weekday()) if every == "week" else day.replace(day=1) if every == "month" else day  # fmt: skip
        steps.setdefault(first, []).append(day)
    yield from steps.items()


def _step(first: date, days: list[date], counts: dict[str, dict[date, int]], looked: set[date]) -> Step:
    crawled = sum(day in looked for day in days)
    state: Literal["yes", "partly", "no", "before"] = "yes" if crawled == len(days) else "partly" if crawled else "no"
    if not looked or days[-1] < min(looked):
        state = "before"
    found = {name: sum(by_day.get(day, 0) for day in days) for name, by_day in counts.items()}
    return Step(first, found["records_count"], found["incidents_count"], found["removals_count"], len(days), crawled, state)  # fmt: skip


def _rows(queries: Queries, table: str, sources: Iterable[str]) -> Iterator[dict[str, Any]]:
    found = queries.further(table, "source_id")
    if found:
        for source_id in sorted(sources):
            yield from found.of(source_id)


def _days_looked(queries: Queries, sources: set[str]) -> set[date]:
    """Days touched by a run that collects and ended well, of any of the sources."""
    runs = (run for run in _rows(queries, "runs", sources) if run["state"] == RunState.OK and run["kind"] in COLLECTING)
    return {
        (run["started_at"] + timedelta(days=n)).date()
        for run in runs
        for n in range(((run["ended_at"] or run["started_at"]) - run["started_at"]).days + 1)
    }


def _alerts(queries: Queries, sources: set[str]) -> Iterator[Event]:
    for row in _rows(queries, "alerts", sources):
        detail, on = json.loads(row["detail_json"]), row["opened_at"].astimezone(UTC).date()
        if row["kind"] == AlertKind.BREAK:
            old, new = detail.get("old", ""), detail.get("new", "")
            english = f"A break of the source, not of its brands: {old!r} became {new!r}." if new else f"A break of the source: {row['message']}"  # fmt: skip
            turkish = f"Markaların değil kaynağın kırılması: “{old}” artık “{new}”." if new else "Kaynakta bir kırılma: bir alan ya da kategori değişti."  # fmt: skip
            first = date.fromisoformat(detail["new_on"]) if detail.get("new_on") else on
            yield Event(first, on if on > first else first, "break", row["source_id"], english, turkish)
        elif row["kind"] == AlertKind.MASS_REMOVAL:
            gone, expected = detail.get("gone", 0), detail.get("expected", 0.0)
            yield Event(on, on, "mass_removal", row["source_id"], f"{gone} records vanished at once where {expected:.1f} were expected.",
                        f"{gone} kayıt bir kerede ortadan kalktı; beklenen {number(expected, 'tr', 1)} idi.")  # fmt: skip


def _outages(looked: set[date], until: date) -> Iterator[Event]:
    days = sorted(day for day in looked if day <= until)
    for one, two in pairwise([*days, until + timedelta(days=1)]) if days else ():
        missing = (two - one).days - 1
        if missing >= OUTAGE_DAYS:
            yield Event(one + timedelta(days=1), two - timedelta(days=1), "outage", "", f"No run ended well for {missing} days: what was posted and removed in between was not seen.",
                        f"{missing} gün boyunca hiçbir çalışma başarıyla bitmedi: bu arada yazılıp kaldırılanlar görülmedi.")  # fmt: skip


def _waves(queries: Queries, sector_id: str, brand_id: str, until: date) -> Iterator[Event]:
    for wave in waves_of(queries, sector_id, brand_id).waves:
        ends_on = wave.ends_at.date() if wave.ends_at else until
        english, turkish = f"{wave.sentence_en} {wave.kind_en}", f"{wave.sentence_tr} {wave.kind_tr}"
        yield Event(
            wave.starts_at.date(), max(ends_on, wave.starts_at.date()), "wave", wave.main_source_id, english, turkish
        )


def _methods(shelf: Shelf, release_id: str) -> Iterator[Event]:
    notes = [note for note in reversed(shelf.notes()) if note.release_id <= release_id]
    for old, new in pairwise(notes):
        before, after = (f"{one.method_name} {one.method_version}" for one in (old, new))
        if before != after:
            on = new.published_at.date()
            yield Event(on, on, "method_change", "", f"The method changed from {before} to {after}: scores before and after are not on one footing.",
                        f"Yöntem {before} sürümünden {after} sürümüne geçti: önceki ve sonraki puanlar aynı temelde değildir.")  # fmt: skip
