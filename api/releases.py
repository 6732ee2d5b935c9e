"""Releases and their files."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, PathParameter
from litestar.response import File

from api.answers import ReleaseAnswer, Releases
from api.errors import WRONG, NotInRelease
from api.shelf import Shelf

MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/json",
}
ReleaseAsked = Annotated[str, PathParameter(description="Id of a release, or `latest`")]


@get("/releases", summary="All releases", responses=WRONG)
async def list_releases(shelf: NamedDependency[Shelf]) -> Releases:
    """Releases, newest first."""
    latest = await shelf.get()
    return Releases(latest.release_id, shelf.notes())


@get("/releases/{release_id:str}", summary="One release", responses=WRONG)
async def read_release(shelf: NamedDependency[Shelf], release_id: ReleaseAsked) -> ReleaseAnswer:
    """Its tables and files with checksums."""
    return (await shelf.get("" if release_id == "latest" else release_id)).files()


@get("/releases/{release_id:str}/files/{name:str}", summary="A file of a release", media_type="application/octet-stream",
     responses={**WRONG, 200: ResponseSpec(bytes, generate_examples=False, description="The file", media_type="application/octet-stream")})  # fmt: skip
async def download(shelf: NamedDependency[Shelf], release_id: ReleaseAsked, name: FromPath[str]) -> File:
    """A table as Parquet, CSV or JSONL, or the manifest. Only names in the manifest are served."""
    queries = await shelf.get("" if release_id == "latest" else release_id)
    if name != "release.json" and name not in queries.manifest["files"]:
        raise NotInRelease(f"release {queries.release_id} has no file {name!r}")
    return File(
        queries.release.folder / name,
        filename=name,
        media_type=MEDIA.get(name.rpartition(".")[2], "application/octet-stream"),
        headers={"Cache-Control": "public, max-age=86400", "X-Release": queries.release_id},
    )
