"""Strict reading: a selector finds exactly what the contract says, and a key nobody handled is never swallowed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import msgspec
from turbohtml import Element

from crawler.errors import Blocked, PageError
from crawler.helpers.decoding import decoded, from_json
from crawler.helpers.text import plain, shown
from crawler.helpers.trees import tree
from store.notices import Notices

T = TypeVar("T")
MOST_ROWS = 100_000


class Node:
    """A piece of an HTML page, found by CSS. Every way down names what is missing, and where."""

    def __init__(self, root: Element, url: str) -> None:
        self.root, self.url = root, url

    def many(self, css: str) -> list["Node"]:
        """Every piece a selector finds, in page order."""
        return [Node(found, self.url) for found in self.root.select(css)]

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

    def attr(self, name: str) -> str:
        """An attribute, stripped. Raises PageError when it is missing."""
        value = self.root.attr(name)
        if value is None:
            raise PageError(f"<{self.root.tag}> has no {name!r} at {self.url}")
        return value.strip()

    def get(self, name: str) -> str:
        """An attribute, stripped, or ""."""
        return (self.root.attr(name) or "").strip()

    def text(self, *, without: str = "") -> str:
        """The words a reader sees, without the pieces that `without` (a CSS selector) finds."""
        return plain(self.root.html, without=without) if without else shown(self.root)


def words(node: Node | None, *, without: str = "") -> str:
    """The text of a piece that may be missing."""
    return node.text(without=without) if node else ""


class Row:
    """A JSON object that is emptied key by key; `audit` tells what nobody took."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, Mapping):
            raise PageError(f"an object was expected instead of {type(values).__name__} at {place}")
        self.values, self.place = dict(values), place

    def pop(self, name: str, kind: type[T]) -> T:
        """Take a key that must be there and of this type."""
        value = self.values.pop(name, None)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise PageError(f"{name!r} must be {kind.__name__} instead of {type(value).__name__} at {self.place}")
        return value

    def maybe(self, name: str, kind: type[T]) -> T | None:
        """Take a key that may be missing or null."""
        return self.pop(name, kind) if self.values.get(name) is not None else self.values.pop(name, None)

    def row(self, name: str) -> "Row":
        """Take an object within."""
        return Row(self.values.pop(name, None), f"{self.place} {name}")

    def rows(self, name: str) -> Iterator["Row"]:
        """Take a list of objects within."""
        for position, value in enumerate(self.pop(name, list)):
            yield Row(value, f"{self.place} {name}[{position}]")

    def choice(self, name: str, closed: Mapping[str, T]) -> T:
        """Take a key whose values are a closed list; missing and null count as "". Any other value raises PageError."""
        value = self.values.pop(name, None) or ""
        if value not in closed:
            raise PageError(f"{name!r} has the unknown value {value!r} at {self.place}")
        return closed[value]

    def audit(self, notices: Notices | None, *, ignore: Iterable[str] = ()) -> None:
        """Note every key nobody took or ignored, once per name with a count. Without notices they raise PageError."""
        unknown = sorted(set(self.values) - set(ignore))
        if unknown and notices is None:
            raise PageError(f"unknown keys {', '.join(unknown)} at {self.place}")
        for name in unknown:
            assert notices is not None
            notices.add("unknown_key", f"the key {name!r} is not known", place=self.place)


class Context(dict[str, str]):
    """What an ask told the reader of its answer. A saved page may come without."""

    def __missing__(self, name: str) -> str:
        raise PageError(f"the page itself does not say its {name}: name it with --brand LABEL=TARGET")


@dataclass(frozen=True, eq=False)
class Page:
    """One answered page, archived already. `url` is where redirects ended, `served_at` the server's own clock.

    `context` and `asked` are the ask's own; `parent` is the page the ask came from. `notices` is None in tests, where
    whatever would be noted raises instead. `files` pages hold no address. `weight` are the bytes of it and all behind it.
    `is_unlisted` says that it asks not to be shown.
    """

    url: str
    status: int
    body: bytes
    page_hash: str
    retrieved_at: datetime
    served_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    parent: "Page | None" = None
    notices: Notices | None = None
    is_unlisted: bool = False
    weight: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "context", Context(self.context))
        object.__setattr__(self, "weight", len(self.body) + (self.parent.weight if self.parent else 0))

    @property
    def is_of_list(self) -> bool:
        """Whether it is one of a list's numbered pages: they do not hang on each other."""
        return "page" in self.context

    def text(self) -> str:
        """The body as text: UTF-8 where it is, else the charset its headers or its first bytes name; never an error."""
        return decoded(self.body, self.headers.get("content-type"))

    def html(self) -> Node:
        """The page as HTML."""
        return Node(tree(self.text().replace("\0", "")), self.url)

    def link(self, relation: str) -> str:
        """The address of a `Link` header of this relation, or ""."""
        for link in self.headers.get("link", "").split(","):
            address, _, rest = link.partition(";")
            if f'rel="{relation}"' in rest.replace(" ", ""):
                return address.strip().strip("<>")
        return ""

    def state(self, css: str) -> Row:
        """The JSON object a page carries in a script, e.g. `script#__NEXT_DATA__`. Raises PageError as `json` does."""
        node = self.html().one(css)
        return self._object(node.root.text.encode())

    def json(self) -> Row:
        """The page as a JSON object. Raises Blocked where a web page came instead, PageError where it is neither."""
        if self.body.lstrip()[:1] == b"<":
            raise Blocked(f"a web page instead of JSON at {self.url}")
        return self._object(self.body)

    def rows(self) -> list[Row]:
        """The page as a JSON list of objects, with the errors of `json`."""
        if self.body.lstrip()[:1] == b"<":
            raise Blocked(f"a web page instead of JSON at {self.url}")
        values = self._decoded(self.body, list)
        if len(values) > MOST_ROWS:
            raise PageError(f"a list of {len(values)} at {self.url}")
        return [Row(value, f"{self.url} [{position}]") for position, value in enumerate(values)]

    def _object(self, body: bytes) -> Row:
        return Row(self._decoded(body, dict), self.url)

    def _decoded(self, body: bytes, kind: type[T]) -> T:
        try:
            value, is_mended = from_json(body)
        except (msgspec.DecodeError, RecursionError) as wrong:
            raise PageError(f"not JSON: {wrong} at {self.url}") from wrong
        if is_mended and self.notices is not None:
            self.notices.add("broken_text", "characters that are none were replaced", place=self.url)
        if not isinstance(value, kind):
            raise PageError(f"JSON of type {type(value).__name__} instead of {kind.__name__} at {self.url}")
        return value
