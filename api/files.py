"""Files as they lie on disk: streamed whatever their size, in parts for who asks for a part, not at all for who has them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from anyio import open_file
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream

from api.errors import WRONG

BYTES = "application/octet-stream"
PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
SENT = {
    **WRONG,
    200: ResponseSpec(
        bytes, generate_examples=False, description="The file; its ETag is its SHA-256", media_type=BYTES
    ),
    206: ResponseSpec(
        bytes, generate_examples=False, description="The part that `Range: bytes=` asked for", media_type=BYTES
    ),
}


def send_file(request: Request[Any, Any, Any], path: Path, sha256: str, release_id: str) -> Response[Any]:
    """The file, the part asked for (206), that there is no such part (416), or that it is unchanged (304)."""
    size, tag = path.stat().st_size, f'"{sha256}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "X-Release": release_id,
        "Accept-Ranges": "bytes",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    asked = _part(request.headers.get("range", ""), size) if request.headers.get("if-range", tag) == tag else None
    if asked is not None and asked[0] >= size:
        return Response(b"", status_code=416, headers={"Content-Range": f"bytes */{size}"}, media_type=BYTES)
    first, last = asked or (0, size - 1)
    headers |= {"Content-Disposition": f'attachment; filename="{path.name}"', "Content-Length": str(last - first + 1)}
    if asked is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 200 if asked is None else 206
    return Stream(_pieces(path, first, last), status_code=status, headers=headers, media_type=BYTES)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None where the whole file is meant (also by ranges we do not know)."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    begin, end = found.groups()
    if not begin:
        return (max(0, size - int(end)), size - 1) if int(end) else (size, size)
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    return None if end and int(end) < first else (first, last)


async def _pieces(path: Path, first: int, last: int) -> AsyncIterator[bytes]:
    left = last - first + 1
    async with await open_file(path, "rb") as file:
        await file.seek(first)
        while left > 0 and (piece := await file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
