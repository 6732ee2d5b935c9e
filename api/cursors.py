"""Opaque cursors: where a walk stands, in which release and with which filters, so a walk never mixes two of them."""

import base64
import binascii
import json

from api.errors import NotInRelease

FARTHEST = 2**31 - 1
"""The largest place or number a walk can stand at: PostgreSQL refuses to compare a number of a row with a larger one."""


def write_cursor(release_id: str, walk: str, filters: dict[str, str], after: int) -> str:
    """A cursor behind position `after` of a walk: a list's name and whose it is ("" as release for what is live)."""
    return (
        base64.urlsafe_b64encode(json.dumps([release_id, walk, sorted(filters.items()), after]).encode())
        .decode()
        .rstrip("=")
    )


def release_of(cursor: str) -> str:
    """The release a cursor belongs to. Raises NotInRelease when it is not one of ours."""
    return str(_read(cursor)[0])


def read_cursor(cursor: str, release_id: str, walk: str, filters: dict[str, str]) -> int:
    """The position a cursor stands at. Raises NotInRelease when it was made for another question."""
    asked = _read(cursor)
    if asked[:3] != [release_id, walk, [list(pair) for pair in sorted(filters.items())]]:
        raise _wrong("belongs to another release, list or filter; begin again without it")
    return int(str(asked[3]))


def _read(cursor: str) -> list[object]:
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as not_ours:
        raise _wrong("is not one that we gave") from not_ours
    if not (
        isinstance(read, list)
        and len(read) == 4
        and isinstance(read[0], str)
        and type(read[3]) is int
        and 0 <= read[3] <= FARTHEST
    ):
        raise _wrong("is not one that we gave")
    return read


def _wrong(why: str) -> NotInRelease:
    return NotInRelease(f"cursor: {why}")
