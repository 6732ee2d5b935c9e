"""As much of IMAP as reading a mailbox takes. Folders are opened by EXAMINE: the server itself refuses every change."""

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.errors import Blocked, PageError, Unreachable
from crawler.politeness import is_loopback

TIMEOUT_S = 60.0
AT_ONCE = 100
LARGEST = 10_000_000
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')


@dataclass(frozen=True)
class Head:
    """A mail's head, and what the server says of it. `place` is folder, UIDVALIDITY and UID."""

    folder: str
    validity: int
    uid: int
    received: datetime | None
    size: int
    raw: bytes


class Mailbox:
    """A mailbox that is looked at and not touched. Raises Unreachable where it does not answer, PageError for nonsense."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server, self.folder, self.validity = server, "", 0

    def enter(self, folder: str) -> int:
        """Open a folder; its UIDVALIDITY. UIDs hold as long as that stays the same."""
        if folder != self.folder:
            self._said(f"folder {folder!r}", lambda: self.server.select(f'"{modified_utf7(folder)}"', readonly=True))
            _, found = self.server.response("UIDVALIDITY")
            if not found or found[0] is None:
                raise PageError(f"the folder {folder!r} has no UIDVALIDITY")
            self.folder, self.validity = folder, int(found[0])
        return self.validity

    def after(self, last: int) -> list[int]:
        """The UIDs above `last`. "n:*" names the newest mail even where n lies above it: such a one is dropped."""
        said = self._said("search", lambda: self.server.uid("SEARCH", f"UID {last + 1}:*"))
        uids = [int(uid) for line in said if line for uid in line.split()]
        return sorted(uid for uid in uids if uid > last)

    def heads(self, uids: list[int]) -> Iterator[Head]:
        """The heads of these mails."""
        for start in range(0, len(uids), AT_ONCE):
            some = ",".join(map(str, uids[start : start + AT_ONCE]))
            for facts, raw in self._fetched(some, "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])"):
                uid, size = _number(_UID, facts), _number(_SIZE, facts)
                yield Head(self.folder, self.validity, uid, _internal_date(facts), size, raw)

    def whole(self, uid: int, size: int) -> bytes:
        """A mail as it is, its flags untouched; of a very large one, as much as holds its words."""
        wanted = "BODY.PEEK[]" if size <= LARGEST else f"BODY.PEEK[]<0.{LARGEST}>"
        found = self._fetched(str(uid), f"(UID {wanted})")
        if len(found) != 1:
            raise PageError(f"{len(found)} mails came for one UID")
        return found[0][1]

    def _fetched(self, uids: str, wanted: str) -> list[tuple[bytes, bytes]]:
        return list(_pairs(self._said("mails", lambda: self.server.uid("FETCH", uids, wanted))))

    def _said(self, what: str, ask: Callable[[], tuple[str, list[Any]]]) -> list[Any]:
        with _understood(what):
            state, said = ask()
        if state != "OK":
            raise PageError(f"the mail server gives no {what}: {state}")
        return said


@contextmanager
def _understood(what: str) -> Iterator[None]:
    """Whatever goes wrong on the line, in this room's words."""
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as lost:
        raise Unreachable(f"the mail server gives no {what}: {type(lost).__name__}") from lost
    except imaplib.IMAP4.error as wrong:
        raise PageError(f"the mail server refuses {what}, or answers what is not IMAP") from wrong


@contextmanager
def opened(host: str, port: int, user: str, password: str, token: str) -> Iterator[Mailbox]:
    """A mailbox, signed in. TLS always, but for a server on this very machine. Raises Blocked where we are not let in."""
    with _understood("connection"):
        server = _connected(host, port)
    try:
        with _understood("session"):
            _sign_in(server, user, password, token)
        yield Mailbox(server)
    finally:
        _leave(server)


def _connected(host: str, port: int) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if is_loopback(f"imap://{host}") and port != 993:
        return imaplib.IMAP4(host, port, timeout=TIMEOUT_S)
    if port == 143:
        server = imaplib.IMAP4(host, port, timeout=TIMEOUT_S)
        server.starttls(context)
        return server
    return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_S)


def _sign_in(server: imaplib.IMAP4, user: str, password: str, token: str) -> None:
    try:
        if token:
            server.authenticate("XOAUTH2", lambda _: f"user={user}\x01auth=Bearer {token}\x01\x01".encode())
        else:
            server.login(user, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refused:
        raise Blocked(
            "the mail server does not let us in: look at IMAP_USER and IMAP_PASSWORD or IMAP_OAUTH_TOKEN"
        ) from refused


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye; a server that is gone already needs none."""
    try:
        server.logout()
    except (OSError, imaplib.IMAP4.error):
        server.shutdown()


def _pairs(said: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """(facts, literal) of each mail: what stands behind the literal belongs to it, too."""
    for place, piece in enumerate(said):
        if isinstance(piece, tuple):
            rest = said[place + 1] if place + 1 < len(said) and isinstance(said[place + 1], bytes) else b""
            yield piece[0] + b" " + rest, piece[1]


def _number(pattern: re.Pattern[bytes], facts: bytes) -> int:
    found = pattern.search(facts)
    return int(found[1]) if found else 0


def _internal_date(facts: bytes) -> datetime | None:
    found = _DATE.search(facts)
    return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC) if found else None


def modified_utf7(name: str) -> str:
    """A folder's name as IMAP writes it: "Gönderilmiş" is "G&APY-nderilmi&AV8-". One that is so written already stays."""
    if name.isascii():
        return name
    return re.sub(r"[^\x20-\x7e]+", lambda run: f"&{_base64(run[0])}-", name.replace("&", "&-"))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
