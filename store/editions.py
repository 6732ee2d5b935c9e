"""A release as it is served after an erasure: the same release, with the words of erased records struck out.

What was published stays as it is on the operator's disk and is never changed. What is served is an edition of it: the same tables
without the erased words, finished like any release, with hashes of its own. Its manifest lists the erased records and names the
release.json it stands for (`edition_of`). No score and nothing that scores are calculated from is touched: `terazi verify` finds it whole.

releases/erased.json    {record_id: erased_at} of all erasures; releases published before it hold the words, later ones do not
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Engine, select

from store import bureau
from store.erasure import WORDS
from store.finish import facts_of, finish, hash_of
from store.lake import regrouped, write_rows
from store.release import Published, open_folder
from store.session import table_of
from store.tables import Erasure

LIST = "erased.json"
STRUCK: Mapping[str, tuple[str, ...]] = {
    "records": WORDS,
    "replies": ("text",),
    "sightings": ("content_hash",),
    "theme_quotes": ("quote",),
    "triage": ("sentence_en", "sentence_tr"),
    "bureau_fields": (*bureau.SAID, *bureau.PERSONAL),
}
"""By table: the columns that hold words of a record, or what was read from them."""


def list_erased(engine: Engine, releases: Path) -> None:
    """Write the ids of everything erased beside the releases; nothing where nothing was."""
    erasure = table_of(Erasure)
    with engine.connect() as connection:
        rows = connection.execute(select(erasure.c.record_id, erasure.c.erased_at).order_by(erasure.c.record_id)).all()
    if not rows:
        return
    releases.mkdir(parents=True, exist_ok=True)
    draft = releases / f".{LIST}.{os.getpid()}"
    draft.write_text(json.dumps({name: at.isoformat() for name, at in rows}, indent=1), encoding="utf-8")
    draft.replace(releases / LIST)


def erased_since(release: Published, releases: Path) -> dict[str, str]:
    """Records that a release holds and that were erased after it was published: when, by id, sorted."""
    path = releases / LIST
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    published = datetime.fromisoformat(release.manifest["published_at"])
    later = {name: at for name, at in known.items() if datetime.fromisoformat(at) > published}
    if not later:
        return {}
    held = set(pq.read_table(release.path("records"), columns=["record_id"]).column(0).to_pylist())
    return {name: later[name] for name in sorted(later) if name in held}


def served(release: Published, releases: Path, cache: Path) -> tuple[Published, Path]:
    """The release as it may be shown, and the cache folder that goes with it; an edition is made when it is first asked for."""
    gone = erased_since(release, releases)
    if not gone:
        return release, cache
    tag = hashlib.sha256("\n".join(gone).encode()).hexdigest()[:12]
    home = cache / "editions" / f"{release.manifest['release_id']}-{tag}"
    folder = home / "release"
    if not folder.exists():
        draft = home / f".release.{os.getpid()}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        strike(release, gone, draft)
        if folder.exists():  # another process was quicker
            shutil.rmtree(draft)
        else:
            draft.rename(folder)
    return open_folder(folder), home


def strike(release: Published, gone: Mapping[str, str], out: Path) -> None:
    """Write an edition of a release without the words of the records in `gone` (id: erased at) into a new folder."""
    out.mkdir(parents=True)
    ids = pa.array(sorted(gone))
    for path in sorted(release.folder.glob("*.parquet")):
        columns = STRUCK.get(path.stem)
        if columns is None:
            shutil.copyfile(path, out / path.name)
        else:
            file = pq.ParquetFile(path)
            write_rows(out / path.name, file.schema_arrow, regrouped(_struck(file, columns, ids)))
    facts = facts_of(release.manifest) | {
        "edition_of": hash_of(release.folder / "release.json"),
        "erased": dict(sorted(gone.items())),
        "erased_count": len(gone),
    }
    finish(out, facts)


def _struck(file: pq.ParquetFile, columns: Collection[str], ids: "pa.StringArray") -> Iterator[pa.RecordBatch]:
    for batch in file.iter_batches():
        is_gone = pc.is_in(batch.column("record_id"), ids)
        cells = [
            pc.if_else(is_gone, pa.scalar("", field.type), column) if field.name in columns else column
            for field, column in zip(batch.schema, batch.columns, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(cells, schema=batch.schema)
