"""A published release: an immutable folder of tables (Parquet, CSV, JSONL) with a manifest. The API reads nothing else.

releases/latest.json              {"release_id": ...}
releases/<release_id>/release.json manifest: what, when, method, tables with row counts and columns, SHA-256 per file
releases/<release_id>/<table>.parquet|.csv|.jsonl
releases/<release_id>/codebook.*, datapackage.json, croissant.json, dcat.*, CITATION.cff, README.md, SHA256SUMS   store.finish
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Column, ColumnElement, Engine, Select, case, func, select
from sqlmodel import SQLModel

from store import bureau
from store.catalogue.codebook import codebook, read_book
from store.corrections import IS_SET_ASIDE, corrected
from store.errors import StoreError
from store.finish import finish, hash_of
from store.lake import Clean, freeze, write_table
from store.private import public
from store.redaction import redact, redact_label
from store.session import table_of
from store.tables import (
    Alias,
    Brand,
    BrandDecision,
    Comparison,
    Correction,
    Dispute,
    Erasure,
    Exposure,
    Incident,
    IncidentMember,
    Notice,
    OfficialCount,
    Record,
    Reply,
    Run,
    Score,
    ScoreComponent,
    Sector,
    Sighting,
    Source,
)  # fmt: skip
from store.terms import lasts
from store.vocabulary import Visibility

LOG = logging.getLogger("terazi.release")
PRIVATE = {"author_hash", "raw", "declaration", "checkpoint", "command", "process_id", "machine", "heartbeat_at", "scoring_run_id", "raised_by", "judged_by", "detail",
           "skipped", "filled_shares", "facts", "said", "request_key"}  # fmt: skip
TEXTS = {"title", "text", "thanks_text"}
EXCERPT = 500
_label, _words = lru_cache(maxsize=100_000)(redact_label), lru_cache(maxsize=100_000)(redact)
NET: Mapping[str, Clean] = {
    "records": dict.fromkeys(TEXTS, redact)
    | dict.fromkeys(("issue", "status_raw", "gone_how"), _words)
    | dict.fromkeys(("product", "counterpart"), _label),
    "replies": {"text": redact},
    "sightings": {"how": _words},
    "runs": {"error": redact},
    "notices": {"message": _label, "place": _label},
    "brand_decisions": {"because": redact},
    "disputes": {"statement": redact, "outcome": redact},
    "erasures": {"because": redact},
    "corrections": {"because": redact, "undone_because": redact},
    "bureau_fields": bureau.NET,
}
"""Redaction once more, on the way out: whatever came in by an older redaction or past it does not leave."""
TABLES: dict[str, type[SQLModel]] = {
    "sectors": Sector, "brands": Brand, "aliases": Alias, "brand_decisions": BrandDecision, "exposures": Exposure, "official_counts": OfficialCount,
    "comparisons": Comparison, "scores": Score, "components": ScoreComponent, "incidents": Incident,
    "incident_members": IncidentMember, "records": Record, "replies": Reply, "sightings": Sighting, "sources": Source,
    "runs": Run, "notices": Notice, "disputes": Dispute, "corrections": Correction, "erasures": Erasure,
}  # fmt: skip


def _public(column: Column[Any]) -> ColumnElement[Any]:
    """A column as it is published: texts of records as excerpts, and nothing of one that its source shows no more or asks not to list."""
    record = table_of(Record)
    if column is record.c.url:
        return case((record.c.is_unlisted, ""), else_=column).label(column.name)
    if column.name not in TEXTS or column.table.name not in {"record", "reply"}:
        return corrected(column)
    shown: ColumnElement[bool] = (
        (record.c.visibility == Visibility.LIVE.value) & ~IS_SET_ASIDE & ~record.c.is_unlisted & lasts(record)
    )
    if column.table.name == "reply":
        shown = select(record.c.record_id).where(record.c.record_id == column.table.c.record_id, shown).exists()
    return case((shown, func.substr(column, 1, EXCERPT)), else_="").label(column.name)


def selects(scoring_run_id: int) -> dict[str, Select[Any]]:
    """The public columns of every table, ordered by primary key; results only of the given scoring run."""
    chosen = {}
    for name, model in TABLES.items():
        table = table_of(model)
        query = select(*(_public(column) for column in table.c if column.name not in PRIVATE)).order_by(
            *table.primary_key.columns
        )
        if model in {Record, Reply, Sighting}:
            query = query.where(public(table))
        if "scoring_run_id" in table.c:
            query = query.where(table.c.scoring_run_id == scoring_run_id)
        if model is Dispute:  # of whom nobody knows that it is the author, nothing is said
            query = query.where(table.c.proven_at.is_not(None))
        chosen[name] = query
    return chosen | {"bureau_fields": bureau.bureau_fields()}


def publish(
    engine: Engine,
    releases: Path,
    scoring_run_id: int,
    *,
    published_at: datetime,
    facts: dict[str, Any],
    extra: dict[str, pa.Table],
    mask: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Freeze everything into a new folder and point `latest.json` at it. Returns the manifest.

    `facts` go into the manifest as they are (title, is_simulated, method ...); `extra` are further tables by name; words of
    people pass through `mask` behind the redaction.
    The folder appears under its name only when it is whole: an interrupted release leaves nothing to read.
    """
    release_id = f"{published_at:%Y-%m-%dT%H%M%SZ}"
    final, draft = releases / release_id, releases / f".{release_id}.draft"
    if final.exists():
        raise StoreError(f"release {release_id} exists already and is never changed")
    for left_over in releases.glob(".*.draft"):
        shutil.rmtree(left_over)
    freeze(engine, selects(scoring_run_id), draft, _net(mask))
    for name, table in extra.items():
        write_table(draft / f"{name}.parquet", without_nan(table))
    _write_codebook(draft, releases)
    manifest = finish(draft, {"release_id": release_id, "published_at": published_at.isoformat(), **facts})
    draft.rename(final)
    _point(releases / "latest.json", release_id)
    return manifest | {"manifest_hash": hash_of(final / "release.json")}


def _write_codebook(draft: Path, releases: Path) -> None:
    """The book of this release's columns, and of those that the one before still had."""
    before, named = [], ("", "")
    if former := former_release(releases):
        before, named = read_book(former.folder), (former.manifest["release_id"], former.manifest["published_at"][:10])
    schemas = {path.stem: pq.read_schema(path) for path in sorted(draft.glob("*.parquet"))}
    write_table(draft / "codebook.parquet", codebook(schemas, before, named))


def _net(mask: Callable[[str], str]) -> Mapping[str, Clean]:
    """`NET`, with a further mask behind what it does to words of people."""
    return {
        name: {column: _behind(by, mask) if column in TEXTS else by for column, by in clean.items()}
        for name, clean in NET.items()
    }


def _behind(by: Callable[[str], str], mask: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: mask(by(text))


def without_nan(table: pa.Table) -> pa.Table:
    """What is not there is null in every format (JSON knows no other nothing); columns have a name and a type and nothing else."""
    table = table.cast(pa.schema([pa.field(field.name, field.type) for field in table.schema]))
    for number, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(number)
            table = table.set_column(number, field, pc.if_else(pc.is_nan(column), pa.scalar(None, field.type), column))
    return table


def _point(path: Path, release_id: str) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"release_id": release_id}), encoding="utf-8")
    os.replace(draft, path)


@dataclass(frozen=True)
class Published:
    """A release opened for reading."""

    folder: Path
    manifest: dict[str, Any]

    def table(self, name: str) -> pa.Table:
        """A whole table in memory."""
        return pq.read_table(self.folder / f"{name}.parquet")

    def path(self, name: str) -> str:
        """Address of a table's Parquet file for DuckDB."""
        return str(self.folder / f"{name}.parquet")


def open_release(releases: Path, release_id: str = "") -> Published:
    """The release with this id, or the latest. Raises StoreError when there is none."""
    pointer = releases / "latest.json"
    if not release_id:
        if not pointer.exists():
            raise StoreError(f"no release in {releases}: run `terazi score` and `terazi release` first")
        release_id = json.loads(pointer.read_text(encoding="utf-8"))["release_id"]
        if not (releases / release_id / "release.json").exists():
            raise StoreError(
                f"{pointer} names release {release_id}, whose folder is gone: `terazi release` makes another"
            )
    if "/" in release_id or not (releases / release_id / "release.json").exists():
        raise StoreError(f"no release {release_id}")
    return open_folder(releases / release_id)


def former_release(releases: Path) -> Published | None:
    """The release that a new one follows: the latest, or where its folder is gone the newest that is there; None where there is none."""
    whole = sorted(path.parent.name for path in releases.glob("[!.]*/release.json"))
    pointer = releases / "latest.json"
    named = json.loads(pointer.read_text(encoding="utf-8"))["release_id"] if pointer.exists() else ""
    if named and named not in whole:
        follows = f"the new one follows {whole[-1]}" if whole else "the new one follows none"
        LOG.warning("%s names release %s, whose folder is gone; %s", pointer, named, follows)
    return open_folder(releases / (named if named in whole else whole[-1])) if whole else None


def open_folder(folder: Path) -> Published:
    """The release in a folder, wherever that lies. Raises StoreError where its manifest cannot be read."""
    try:
        return Published(folder, json.loads((folder / "release.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as wrong:
        raise StoreError(f"{folder}/release.json: {wrong}") from wrong
