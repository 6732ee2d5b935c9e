"""One mail as it came: who wrote, when, under what, in which words. Nothing in it can make reading fail."""

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from crawler.helpers.keys import hashed_key
from crawler.helpers.text import plain, tidy

_ID = re.compile(r"<([^<>\s]+)>")
_IN_BRACKETS = re.compile(r"<\s*([^<>\s@]+@[^<>\s@]+)\s*>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_ANSWER = re.compile(r"^\s*((re|fwd?|fw|aw|wg|ynt|ilt|yan|cvp)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_TAIL = re.compile(
    r"^\s*(-{2,}\s*(original message|özgün ileti|orijinal ileti|orijinal mesaj|iletilen mesaj|forwarded message)\s*-{2,}"
    r"|(kimden|from|gönderen|von)\s*:\s.*|_{20,}|on\s.{6,200}\swrote:|.{6,200}\starihinde\s.{0,200}(yazdı|şunu yazdı)\s*:)\s*$",
    re.IGNORECASE,
)
# Mail programs write the narrower name and mean the wider charset.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-9": "cp1254", "iso-8859-1": "cp1252", "latin1": "cp1252",
          "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932"}  # fmt: skip
_SAID = re.compile(
    r"(wrote|yazdı|schrieb|a écrit)\s*:\s*$", re.IGNORECASE
)  # what stands over a quotation that was dropped


@dataclass(frozen=True)
class Letter:
    """`refs` are the mails it answers, the oldest first. `skip` is why it is not of a person's hand, or ""."""

    id: str
    refs: tuple[str, ...]
    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str
    attachments: int
    skip: str

    @property
    def topic(self) -> str:
        """The subject without "Re:", "Ynt:" and their like."""
        return _ANSWER.sub("", _lower(self.subject)).strip()

    @property
    def is_answer(self) -> bool:
        """Whether its subject says that it answers or passes on another mail."""
        return _ANSWER.match(_lower(self.subject)) is not None


def read_letter(raw: bytes, received: datetime | None = None) -> Letter:
    """A mail, or its head alone. `received` is when the server took it, for mails whose own date is missing or without a zone."""
    message = message_from_bytes(raw, policy=email.policy.compat32)
    said = {name: _header(message, name) for name in ("From", "To", "Subject", "Date", "Message-ID")}
    found = _ID.search(said["Message-ID"])
    refs = _ID.findall(_header(message, "References")) + _ID.findall(_header(message, "In-Reply-To"))
    parts = list(_parts(message))
    return Letter(
        id=found[1]
        if found
        else hashed_key(*(said[name] for name in ("Date", "From", "To", "Subject", "Message-ID")), "no id"),
        refs=tuple(dict.fromkeys(refs)),
        subject=" ".join(_decoded(said["Subject"]).split()),
        sender=_address(said["From"]),
        to=_address(said["To"], 0),
        at=_moment(said["Date"], received),
        text=_words(parts),
        attachments=sum(
            1 for part in message.walk() if part.get_filename() or part.get_content_disposition() == "attachment"
        ),
        skip=_reason(message),
    )


def _header(message: Message, name: str) -> str:
    """A header as it came: undecoded, in one line; bytes beyond ASCII as UTF-8 or, failing that, Turkish Windows."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return _readable(value.encode("ascii", "surrogateescape")) if not value.isascii() else value


def _readable(raw: bytes, charset: str = "") -> str:
    """Bytes in the charset they say, or in UTF-8, or else as Turkish Windows has it: whatever they are, it is read."""
    name = _WIDER.get(charset.lower(), charset)
    for candidate in (name or "ascii", "utf-8"):
        try:
            return raw.decode(candidate)
        except (ValueError, LookupError):
            continue
    try:
        return raw.decode("cp1254" if name.lower() in {"", "ascii", "us-ascii"} else name, "replace")
    except (ValueError, LookupError):
        return raw.decode("cp1254", "replace")


def _decoded(header: str) -> str:
    """Words in any charset a header may name; what is wrongly coded stays readable."""
    try:
        pieces = decode_header(header)
    except (ValueError, HeaderParseError):
        return header
    return "".join(piece if isinstance(piece, str) else _readable(piece, charset or "") for piece, charset in pieces)


def _address(header: str, at: int = -1) -> str:
    """The address in a header: the last one, for a name may look like an address; `at` 0 for the first of many."""
    found = _IN_BRACKETS.findall(header) or _ADDRESS.findall(header)
    return str(found[at]).lower() if found else ""


def _moment(header: str, received: datetime | None) -> datetime | None:
    """A date without a zone ("-0000") is UTC only where nobody else knows when the mail came."""
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return received
    if at.tzinfo is None:
        return received or (at.replace(tzinfo=UTC) if header.rstrip().endswith("-0000") else None)
    return at.astimezone(UTC)


def _parts(message: Message) -> Iterator[Message]:
    """The pieces that are the mail's own words: no attachment, no mail within the mail."""
    kind, payload = message.get_content_maintype(), message.get_payload()
    if kind == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part)
    elif kind == "text" and message.get_content_disposition() != "attachment" and not message.get_filename():
        yield message


def _words(parts: list[Message]) -> str:
    """The first plain piece with anything in it, else the first HTML one: some programs leave the plain one empty."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and (text := _text(part)):
                return text
    return ""


def _text(part: Message) -> str:
    text = _readable(_bytes(part), part.get_content_charset() or "")
    return own_words(plain(text, without="blockquote, .gmail_quote") if part.get_content_subtype() == "html" else text)


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def own_words(text: str) -> str:
    """A mail's text without the quoted mails below it, quoted lines and the signature."""
    kept: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        if (kept and _TAIL.match(line)) or line == "-- ":
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    while kept and (not kept[-1].strip() or _SAID.search(kept[-1])):
        kept.pop()
    return tidy("\n".join(kept))


def _reason(message: Message) -> str:
    """Why a mail is not of a person's hand: its head says so itself."""
    auto = _header(message, "Auto-Submitted").strip().lower()
    if _header(message, "Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report":
        return "bounce"
    if (auto and auto != "no") or _header(message, "X-Autoreply") or _header(message, "X-Autorespond"):
        return "automatic"
    if _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return "bulk"
    return "list" if _header(message, "List-Id") else ""


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower()
