"""Releases and their files."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from api.answers import ReleaseAnswer, Releases
from api.errors import WRONG, NotInRelease
from api.files import BYTES, SENT, send_file
from api.shelf import Shelf

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


@get("/releases/{release_id:str}/files/{name:str}", summary="A file of a release", media_type=BYTES, responses=SENT)
async def download(
    request: Request[Any, Any, Any], shelf: NamedDependency[Shelf], release_id: ReleaseAsked, name: FromPath[str]
) -> Response[Any]:
    """Any file of the release, whole or in part, without a cap. Only names in the manifest are served; the ETag is the SHA-256."""
    queries = await shelf.get("" if release_id == "latest" else release_id)
    sha256 = queries.sums().get(name)
    if sha256 is None:
        raise NotInRelease(f"release {queries.release_id} has no file {name!r}")
    return send_file(request, queries.release.folder / name, sha256, queries.release_id)
