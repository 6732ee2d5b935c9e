"""How the sources stand, from what is stored: for an operator's screen, and as tables of a release. Keys are named, never shown."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine, func, select

from store.alerts import alerts
from store.session import table_of
from store.settings import Settings
from store.tables import Notice, Record, Run, Source
from store.vocabulary import RunKind, RunState

COLLECTING = (RunKind.CRAWL.value, RunKind.IMPORT.value)
VISITING = (*COLLECTING, RunKind.REVISIT.value)
Row = dict[str, Any]
_RUN, _RECORD, _NOTICE, _SOURCE = table_of(Run), table_of(Record), table_of(Notice), table_of(Source)


def source_states(engine: Engine, settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Row]:
    """One row a source, by id: what it is and needs, its last and last good run, what it holds, robots.txt, notices, alerts.

    `lag_hours` is None where no run ended well yet; `filled` are the shares of the last good run, `notices` counts of the last run.
    """
    with engine.connect() as connection:
        sources = connection.execute(select(_SOURCE).order_by(_SOURCE.c.source_id)).all()
        last = _latest(connection, VISITING)
        good = _latest(connection, COLLECTING, _RUN.c.state == RunState.OK.value)
        held = _held(connection)
        said = _notices(connection, [run.run_id for run in last.values()])
        robots = _robots(connection)
    opened = defaultdict(list)
    for alert in alerts(engine):
        opened[alert["source_id"]].append(alert)
    now = datetime.now(UTC)
    return [
        {name: getattr(source, name) for name in ("source_id", "name", "kind", "tier", "homepage", "licence")}
        | _needs(source.declaration, source.source_id, settings, environment)
        | _runs(last.get(source.source_id), good.get(source.source_id), now)
        | held.get(source.source_id, {"records_count": 0, "live_count": 0})
        | {"notices": said.get(source.source_id, {}), "robots": robots.get(source.source_id, []), "alerts": opened[source.source_id]}
        for source in sources
    ]  # fmt: skip


def release_tables(engine: Engine, settings: Settings) -> dict[str, pa.Table]:
    """What a release says of its sources beside their runs: `source_states`, `filled_shares`, `robots`, `alerts`."""
    states = source_states(engine, settings)
    needs = [{name: row[name] for name in ("source_id", "is_off", "vanishes", "text_hours")} | {name: ", ".join(row[name]) for name in ("keys", "keys_missing")} for row in states]  # fmt: skip
    shares = [
        {"source_id": row["source_id"], "field": field, "share": share}
        for row in states
        for field, share in sorted(row["filled"].items())
    ]
    robots = [{"source_id": row["source_id"], **one} for row in states for one in row["robots"]]
    said = [{name: one[name] for name in _ALERTS.names if name != "detail_json"} | {"detail_json": json.dumps(one["detail"], sort_keys=True)}
            for one in alerts(engine, is_all=True)]  # fmt: skip
    return {
        "source_states": pa.Table.from_pylist(needs, schema=_STATES),
        "filled_shares": pa.Table.from_pylist(shares, schema=_SHARES),
        "robots": pa.Table.from_pylist(robots, schema=_ROBOTS),
        "alerts": pa.Table.from_pylist(said, schema=_ALERTS),
    }


_TEXT, _FLAG, _NUMBER, _MOMENT = pa.string(), pa.bool_(), pa.int64(), pa.timestamp("us", tz="UTC")


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


_STATES = _schema(source_id=_TEXT, is_off=_FLAG, vanishes=_TEXT, text_hours=_NUMBER, keys=_TEXT, keys_missing=_TEXT)
_SHARES = _schema(source_id=_TEXT, field=_TEXT, share=pa.float64())
_ROBOTS = _schema(source_id=_TEXT, host=_TEXT, state=_TEXT, at=_MOMENT)
_ALERTS = _schema(alert_id=_NUMBER, kind=_TEXT, source_id=_TEXT, brand_label=_TEXT, blocks=_FLAG, message=_TEXT, run_id=_NUMBER,
                  opened_at=_MOMENT, closed_at=_MOMENT, closed_because=_TEXT, detail_json=_TEXT)  # fmt: skip


def _needs(declaration: Mapping[str, Any], source_id: str, settings: Settings, environment: Mapping[str, str]) -> Row:
    keys = list(declaration.get("keys", ()))
    return {
        "is_off": bool(declaration.get("is_off")) and source_id not in settings.allow,
        "vanishes": declaration.get("vanishes", ""),
        "text_hours": declaration.get("text_hours"),
        "keys": keys,
        "keys_missing": [key for key in keys if not environment.get(key, "").strip()],
    }


def _runs(last: Any, good: Any, now: datetime) -> Row:
    ended = good and utc(good.ended_at)
    return {
        "state": last.state if last else "never",
        "last_run_at": last and utc(last.started_at),
        "new_count": last.new_count if last else 0,
        "gone_count": last.gone_count if last else 0,
        "last_ok_at": ended,
        "lag_hours": ended and round((now - ended).total_seconds() / 3600, 1),
        "filled": dict(good.filled_shares) if good else {},
    }


def _latest(connection: Connection, kinds: Iterable[str], *where: Any) -> dict[str, Any]:
    """The last run of each source."""
    newest = select(func.max(_RUN.c.run_id)).where(_RUN.c.kind.in_(kinds), *where).group_by(_RUN.c.source_id)
    return {row.source_id: row for row in connection.execute(select(_RUN).where(_RUN.c.run_id.in_(newest)))}


def _held(connection: Connection) -> dict[str, Row]:
    live = func.count().filter(_RECORD.c.gone_at.is_(None)).label("live_count")
    wanted = select(_RECORD.c.source_id, func.count().label("records_count"), live).group_by(_RECORD.c.source_id)
    return {
        row.source_id: {"records_count": row.records_count, "live_count": row.live_count}
        for row in connection.execute(wanted)
    }


def _notices(connection: Connection, run_ids: list[int]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(select(_NOTICE).where(_NOTICE.c.run_id.in_(run_ids))):
        counts[row.source_id][row.code] += row.occurrences_count
    return counts


def _robots(connection: Connection) -> dict[str, list[Row]]:
    """The last word of each host's robots.txt, by source."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in connection.execute(
        select(_RUN.c.source_id, _RUN.c.facts).where(_RUN.c.kind.in_(VISITING)).order_by(_RUN.c.run_id)
    ):
        for host, said in row.facts.get("robots", {}).items():
            found[row.source_id][host] = {
                "host": host,
                "state": said["state"],
                "at": datetime.fromisoformat(said["at"]),
            }
    return {source_id: [hosts[host] for host in sorted(hosts)] for source_id, hosts in found.items()}


def utc(at: datetime) -> datetime:
    """SQLite forgets the zone; everything in the store is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
