"""HTML to the words a reader sees, and numbers as people write them."""

import re
from threading import local
from typing import Any

from bs4 import BeautifulSoup
from lxml.etree import HTMLParser, ParserError
from turbohtml import Element, Node, Text

_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "section", "article"})
_SILENT = frozenset({"script", "style", "template", "rt", "rp"})
_MARKUP = re.compile("[<&\ufeff]")


class _Words:
    """Hears a page piece by piece and keeps its words, a line for every block. No tree is built."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.silent = 0

    def start(self, tag: str, _attributes: Any) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _SILENT:
            self.silent += 1

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _SILENT:
            self.silent -= 1

    def data(self, text: str) -> None:
        if not self.silent:
            self.parts.append(text)

    def comment(self, text: str) -> None:
        """What a page says to nobody."""

    def pi(self, target: str, data: str | None = None) -> None:
        """What a page says to programs."""

    def close(self) -> str:
        text = "".join(self.parts)
        self.parts, self.silent = [], 0
        return text


class _Parser(local):
    """lxml looks at a listener for as long as it reads a whole text: one for all texts of a thread."""

    def __init__(self) -> None:
        self.parser = HTMLParser(target=_Words())


_HERE = _Parser()


def plain(html: str, *, without: str = "") -> str:
    """An HTML fragment as text: one line per block, no empty lines, without the pieces the selector `without` finds."""
    html = storable(html).removeprefix("\ufeff")
    if without:
        soup = BeautifulSoup(html, "lxml")
        for piece in soup.select(without):
            piece.decompose()
        html = str(soup)
    if not _MARKUP.search(html):
        return tidy(html.replace("\r\n", "\n").replace("\r", "\n"))
    parser = _HERE.parser
    try:
        parser.feed(html)
        return tidy(parser.close())
    except ParserError:  # not a word in it
        return ""


def shown(piece: Element) -> str:
    """What `plain` makes of a piece of a tree written out, without writing and reading it again. However deep: no call for each level."""
    words, waiting = _Words(), list[Node | str]([piece])
    while waiting:
        one = waiting.pop()
        if isinstance(one, Text):
            words.data(one.data)
        elif isinstance(one, Element):
            words.start(tag := one.tag, None)
            waiting += (tag, *reversed(one.children))
        elif isinstance(one, str):
            words.end(one)
    return tidy(words.close().replace("\r\n", "\n").replace("\r", "\n"))


def storable(text: str) -> str:
    """A text without NUL, which no database takes, and with U+FFFD for half characters, which no file takes."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def tidy(text: str) -> str:
    """Blanks folded, lines stripped, empty lines dropped."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def turkish_count(text: str) -> int | None:
    """A whole number with dots for thousands: "1.234" -> 1234; "-" and "" -> None (unknown). Else raises ValueError."""
    text = text.strip()
    if text in {"", "-"}:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+", text):
        raise ValueError(f"not a whole number: {text!r}")
    return int(text.replace(".", ""))
