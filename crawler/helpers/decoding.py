"""Bytes to text and to JSON, whatever their server says of them: what is broken is replaced, never guessed and never fatal."""

import codecs
import re
from collections.abc import Iterable
from typing import Any

import msgspec
from w3lib.encoding import html_to_unicode

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?P<half>u[dD][89a-fA-F][\da-fA-F]{2})|.)", re.DOTALL
)


def decoded(body: bytes, content_type: str | None) -> str:
    """A page as text. Bytes that are UTF-8 are UTF-8, whatever the headers say; else the charset they or the page name."""
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        _, text = html_to_unicode(_believable(content_type), body, default_encoding="utf-8")
        return text


def _believable(content_type: str | None) -> str | None:
    """A header that names UTF-8 is wrong for bytes that are not: then the page itself is asked."""
    return None if content_type and "utf-8" in content_type.lower() else content_type


def emptied(body: bytes, names: Iterable[str]) -> bytes:
    """A JSON body in which these keys hold nothing, whatever they held: words, a number, a mark."""
    for name in names:
        body = re.sub(rb'("%b"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[^\s,\]}\["{]+)' % name.encode(), rb"\1null", body)
    return body


def from_json(body: bytes) -> tuple[Any, bool]:
    """(the value, whether something had to be replaced). Raises msgspec.DecodeError for what is no JSON at all."""
    try:
        return msgspec.json.decode(body), False
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = body.decode("utf-8-sig", errors="replace")
        whole = _ESCAPE.sub(lambda found: r"\ufffd" if found["half"] else found[0], text)
        return msgspec.json.decode(whole), "�" in text or whole != text
