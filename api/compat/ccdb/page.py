"""The bureau's own user interface over this API, where somebody has put its built files: see docs/ccdb.md."""

import json
import re
from pathlib import Path
from typing import Any

from litestar import MediaType, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File, Redirect

from api.compat.ccdb.handlers import PATH
from api.compat.ccdb.shapes import NOTICE_EN, NOTICE_TR
from api.errors import NotInRelease
from api.pages.render import TEMPLATES
from api.queries import Queries
from api.web import ANY

_MEDIA = {".js": "text/javascript", ".css": "text/css", ".map": "application/json", ".txt": "text/plain"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Scripts only from our own address: what a complaint says never runs. Its charts set styles on their elements."""


def _folder(state: State) -> Path:
    folder = Path(state.ccdb_ui) if state.ccdb_ui else None
    if folder is None or not (folder / "ccdb5.js").is_file():
        raise NotInRelease("the bureau's user interface is not installed here: docs/ccdb.md says how to put it there")
    return folder


@get("/ccdb", include_in_schema=False, sync_to_thread=False)
def entrance(state: State) -> Redirect:
    """To the page itself: the interface knows only the bureau's own address."""
    _folder(state)
    return Redirect(PATH)


@get([PATH, f"{PATH}/detail/{{complaint_id:str}}"], include_in_schema=False, sync_to_thread=False, media_type=MediaType.HTML, opt={"parameters": ANY})  # fmt: skip
def page(state: State, queries: NamedDependency[Queries]) -> Response[str]:
    """The page that holds the interface, under a banner that says what its numbers are."""
    _folder(state)
    banner = {"en": queries.note.banner_en, "tr": queries.note.banner_tr} if queries.note.is_simulated else {}
    text = TEMPLATES.get_template("ccdb.html").render(notice={"en": NOTICE_EN, "tr": NOTICE_TR}, banner=banner, release=queries.release_id)  # fmt: skip
    return Response(text, media_type=MediaType.HTML, headers={"Content-Security-Policy": _POLICY})


@get("/ccdb/{name:str}", include_in_schema=False, sync_to_thread=True)
def file(state: State, queries: NamedDependency[Queries], name: FromPath[str]) -> File | Response[Any]:
    """One of the interface's built files; and `newest.js`, which tells it the day of the newest complaint."""
    if name == "newest.js":
        newest = json.dumps({"metadata_timestamp": queries.complaints.about.last_updated})
        return Response(f"window.complaint_public_metadata = {newest};\n", media_type=_MEDIA[".js"])
    path = _folder(state) / name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", name) or path.suffix not in _MEDIA or not path.is_file():
        raise NotInRelease(f"the interface has no file {name!r}")
    return File(path, media_type=_MEDIA[path.suffix], content_disposition_type="inline")


handlers = [entrance, page, file]
