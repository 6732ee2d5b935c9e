"""Pieces of HTML pages: a selector finds exactly what the contract says."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from lxml import etree
from parsel import Selector
from parsel.selector import create_root_node

from crawler.errors import PageError
from crawler.helpers.text import plain as plain_text
from crawler.helpers.text import shown

_COMPOUND = re.compile(r"([a-z][a-z0-9]*)(?:#([A-Za-z][\w-]*))?((?:\.[A-Za-z][\w-]*)*)")
_BLANK = re.compile(r"[ \t\r\n]+")
Fits = Callable[[Any], bool]


def tree(body: bytes) -> Selector:
    """A page's bytes, which are UTF-8, as a tree."""
    return Selector(root=create_root_node("", etree.HTMLParser, body=body), type="html")


@cache
def _plain(css: str) -> dict[str, list[Fits]] | None:
    """What a selector like "ul#a, li.b.c" asks of elements by their names, or None where it asks more than that.

    Going through the elements of a name takes a fifth of the time of the XPath that means the same.
    """
    found = [_COMPOUND.fullmatch(part.strip()) for part in css.split(",")]
    tests: dict[str, list[Fits]] = {}
    for one in found:
        if one is None:
            return None
        tests.setdefault(one[1], []).append(_fits(one[2] or "", frozenset(one[3].split(".")[1:])))
    return tests


def _fits(name: str, classes: frozenset[str]) -> Fits:
    def fits(element: Any) -> bool:
        return (not name or element.get("id") == name) and (
            not classes or classes <= set(_BLANK.split(element.get("class") or ""))
        )

    return fits


class Node:
    """A piece of an HTML page. Every way down names what is missing, and where."""

    def __init__(self, selector: Selector, url: str) -> None:
        self.selector, self.url = selector, url

    def many(self, css: str) -> list["Node"]:
        """Every piece a selector finds, in page order."""
        plain = _plain(css)
        if plain is None or self.selector.type != "html":
            return [Node(found, self.url) for found in self.selector.css(css)]
        found = (one for one in self.selector.root.iter(*plain) if any(fits(one) for fits in plain[one.tag]))
        return [Node(Selector(root=one, type="html"), self.url) for one in found]

    def maybe(self, css: str) -> "Node | None":
        """The one piece a selector finds, or None. Raises PageError when there are several."""
        found = self.many(css)
        if len(found) > 1:
            raise PageError(f"{css!r} found {len(found)} times instead of at most once at {self.url}")
        return found[0] if found else None

    def one(self, css: str) -> "Node":
        """The one piece a selector finds. Raises PageError when there is none or several."""
        found = self.maybe(css)
        if found is None:
            raise PageError(f"{css!r} not found at {self.url}")
        return found

    def first(self, css: str) -> "Node | None":
        """The first of any number of pieces: only where the contract says that later ones repeat it."""
        return next(iter(self.many(css)), None)

    def path(self, xpath: str) -> list["Node"]:
        """Every piece an XPath finds, where no CSS selector can say it."""
        return [Node(found, self.url) for found in self.selector.xpath(xpath)]

    def attr(self, name: str) -> str:
        """An attribute, stripped. Raises PageError when it is missing."""
        value = self.selector.attrib.get(name)
        if value is None:
            raise PageError(f"<{self.selector.root.tag}> has no {name!r} at {self.url}")
        return value.strip()

    def get(self, name: str) -> str:
        """An attribute, stripped, or ""."""
        return (self.selector.attrib.get(name) or "").strip()

    def text(self, *, without: str = "") -> str:
        """The words a reader sees, without the pieces that `without` (a CSS selector) finds."""
        return plain_text(self.selector.get(), without=without) if without else shown(self.selector.root)


def words(node: Node | None, *, without: str = "") -> str:
    """The text of a piece that may be missing."""
    return node.text(without=without) if node else ""
