"""Releases and their files."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.datastructures import ETag
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, PathParameter
from litestar.response import File

from api.answers import ReleaseAnswer, Releases
from api.errors import WRONG, NotInRelease
from api.shelf import Shelf

BYTES = "application/octet-stream"
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


@get("/releases/{release_id:str}/files/{name:str}", summary="A file of a release", media_type=BYTES,
     responses={**WRONG, 200: ResponseSpec(bytes, generate_examples=False, description="The file", media_type=BYTES)})  # fmt: skip
async def download(
    request: Request[Any, Any, Any], shelf: NamedDependency[Shelf], release_id: ReleaseAsked, name: FromPath[str]
) -> File | Response[bytes]:
    """A table as Parquet, CSV or JSONL, or the manifest. Only names in the manifest are served; the ETag is the SHA-256."""
    queries = await shelf.get("" if release_id == "latest" else release_id)
    if name != "release.json" and name not in queries.manifest["files"]:
        raise NotInRelease(f"release {queries.release_id} has no file {name!r}")
    tag = queries.manifest["files"].get(name, {}).get("sha256", f"{queries.release_id}-{queries.note.standard_hash}")
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304)
    headers = {"Cache-Control": "public, max-age=86400", "X-Release": queries.release_id}
    return File(queries.release.folder / name, filename=name, media_type=BYTES, etag=ETag(value=tag), headers=headers)
