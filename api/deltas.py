"""What changed since a release: counts by table, and the rows as files."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from api.answers import FileLine, ReleaseNote
from api.errors import WRONG, NotInRelease
from api.files import BYTES, SENT, send_file
from api.queries import BASE, Queries
from api.shelf import Shelf
from store.delta import changes

Since = Annotated[str, QueryParameter(description="The release you have", max_length=40, examples=[])]


class TableChange(msgspec.Struct):
    """What changed in a table. Rows are paired by the table's key; where columns changed, every row counts as changed."""

    table: Annotated[str, Meta(examples=["scores"])]
    added: Annotated[int, Meta(ge=0)]
    changed: Annotated[int, Meta(ge=0)]
    removed: Annotated[int, Meta(ge=0)]
    rows: Annotated[int, Meta(ge=0, description="Rows the table has now")]
    columns_added: list[str]
    columns_removed: list[str]
    files: list[FileLine]


class Changes(msgspec.Struct):
    """What changed from one release to another. Files hold whole rows; those of removed rows hold keys only."""

    release: ReleaseNote
    since: Annotated[str, Meta(description="The earlier release")]
    tables: list[TableChange]
    dropped: Annotated[list[str], Meta(description="Tables that are not there any more")]
    files: Annotated[
        list[FileLine], Meta(description="All files of the delta; `terazi release apply` makes the release of them")
    ]


@get("/changes", summary="What changed since a release", responses=WRONG)
async def list_changes(shelf: NamedDependency[Shelf], queries: NamedDependency[Queries], since: Since) -> Changes:
    """Rows added, changed and removed between the release you have and the latest, or the pinned one."""
    if since > queries.release_id:
        raise NotInRelease(f"since: there is no release {since!r} before {queries.release_id}")
    if since == queries.release_id:
        return Changes(queries.note, since, [], [], [])
    _, said = await asyncio.to_thread(shelf.delta, since, queries.release_id)
    return _told(queries.note, said)


@get("/changes/{since:str}/{until:str}/files/{name:str}", summary="A file of changes", media_type=BYTES, responses=SENT)
async def download_changes(
    request: Request[Any, Any, Any],
    shelf: NamedDependency[Shelf],
    since: FromPath[str],
    until: FromPath[str],
    name: FromPath[str],
) -> Response[Any]:
    """Rows that changed between two releases, as Parquet, CSV or JSONL, or delta.json. The ETag is the SHA-256."""
    if not since < until:
        raise NotInRelease(f"nothing leads from release {since!r} to {until!r}")
    folder, said = await asyncio.to_thread(shelf.delta, since, until)
    sums = {file: about["sha256"] for file, about in said["files"].items()} | {
        "delta.json": f"{said['old_sha256'][:16]}..{said['new_sha256'][:16]}"
    }
    if name not in sums:
        raise NotInRelease(f"the changes since {since} have no file {name!r}")
    return send_file(request, folder / name, sums[name], until)


def _told(note: ReleaseNote, said: dict[str, Any]) -> Changes:
    base = f"{BASE}/changes/{said['old']}/{said['new']}/files"
    lines = [
        FileLine(name, about["bytes"], about["sha256"], f"{base}/{name}")
        for name, about in sorted(said["files"].items())
    ]
    tables = [
        TableChange(
            table=name,
            added=about["added"],
            changed=about["changed"],
            removed=about["removed"],
            rows=about["rows"],
            columns_added=about["columns_added"],
            columns_removed=about["columns_removed"],
            files=[line for line in lines if line.name.partition(".")[0] == name],
        )
        for name, about in changes(said)
    ]
    return Changes(note, said["old"], tables, said["dropped"], lines)
