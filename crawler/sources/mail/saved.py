"""Mailboxes somebody saved: mbox (Gmail Takeout, Thunderbird), Maildir, single .eml files. One page a thread."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawler.page import Page
from crawler.sources.mail.letter import read_letter
from crawler.sources.mail.threads import LARGEST, NOWHERE, Own, Threads, mbox_starts

NOBODY = Own(frozenset())


def files(path: Path) -> Iterable[Page]:
    """The threads of an mbox; a Maildir's at the first of its files; else the file is one mail."""
    if is_in_maildir(path):
        mails = sorted(one for name in ("cur", "new") for one in (path.parents[1] / name).iterdir() if one.is_file())
        return (
            _threads(path, len(mails), lambda at: _piece(mails[at].read_bytes(), mails[at])) if path == mails[0] else []
        )
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    return _mbox(path) if is_mbox else [_page(path, path.read_bytes()[:LARGEST])]


def is_in_maildir(path: Path) -> bool:
    """Whether a file lies in the `cur` or `new` of a Maildir."""
    return path.parent.name in {"cur", "new"} and all(
        (path.parents[1] / name).is_dir() for name in ("cur", "new", "tmp")
    )


def _mbox(path: Path) -> Iterator[Page]:
    """Read twice, a mail at a time: once for who answers whom, once for the texts."""
    with path.open("rb") as file:
        starts = [*mbox_starts(file), path.stat().st_size]

        def piece(at: int) -> bytes:
            file.seek(starts[at])
            return file.read(starts[at + 1] - starts[at])

        yield from _threads(path, len(starts) - 1, piece)


def _threads(path: Path, count: int, piece: Callable[[int], bytes]) -> Iterator[Page]:
    threads, members = Threads(), dict[str, list[int]]()
    for at in range(count):
        head = piece(at).partition(b"\n")[2].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        members.setdefault(threads.key(read_letter(head), NOBODY), []).append(at)
    for key, places in members.items():
        yield _page(path, b"".join(_closed(piece(at)[:LARGEST]) for at in places), key)


def _piece(raw: bytes, path: Path) -> bytes:
    """A mail of its own as part of an mbox: the file's time is when it came."""
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    quoted = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.split(b"\n"))
    return f"From mail {at:%a %b %d %H:%M:%S %Y}\n".encode() + quoted


def _closed(piece: bytes) -> bytes:
    return piece.rstrip(b"\r\n") + b"\n\n"


def _page(path: Path, body: bytes, key: str = "") -> Page:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    context = {"thread": key} if key else {}
    return Page(f"{NOWHERE}/{key or 'single'}", 200, body, "", at, at, {"content-type": "application/mbox"}, context)
