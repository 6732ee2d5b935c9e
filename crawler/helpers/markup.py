"""schema.org markup of a page, JSON-LD and microdata, as nodes of one shape: {"@type": ..., "@id": ..., property: value(s)}."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from extruct.jsonld import JsonLdExtractor
from extruct.utils import parse_html
from extruct.w3cmicrodata import MicrodataExtractor

from crawler.helpers.text import plain, tidy

Node = dict[str, Any]
_WRAPS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"))


@dataclass(frozen=True)
class Markup:
    """The top-level nodes of a page in page order, JSON-LD first, and how many JSON-LD scripts were no JSON."""

    linked: tuple[Node, ...]
    micro: tuple[Node, ...]
    broken: int = 0


def markup(html: str, url: str) -> Markup:
    """What the page's markup says. A script that is no JSON even after mending (comments, trailing commas) is counted."""
    if not html.strip():
        return Markup((), ())
    tree = parse_html(html, "utf-8")
    linked: list[Node] = []
    broken = 0
    for script in tree.xpath('//script[contains(translate(@type, "LDJSON", "ldjson"), "ld+json")]'):
        try:
            linked += [node for node in _linked(script.xpath("string()")) if isinstance(node, dict)]
        except (ValueError, RecursionError):
            broken += 1
    for time in tree.xpath("//time[@itemprop][not(@datetime)]"):  # extruct reads "" there, the standard its text
        time.set("datetime", time.xpath("string()").strip())
    micro = [_as_node(item) for item in MicrodataExtractor(strict=True).extract_items(tree, url)]
    return Markup(tuple(linked), tuple(micro), broken)


def _linked(said: str) -> list[Any]:
    said = said.strip()
    for opens, closes in _WRAPS:
        if said.startswith(opens):
            said = said.removeprefix(opens).removesuffix(closes).strip()
    return list(JsonLdExtractor().extract(f'<script type="application/ld+json">{said}</script>'))


def _as_node(item: Any) -> Any:
    """A microdata item in the shape of JSON-LD."""
    if not isinstance(item, dict):
        return item
    node: Node = {"@type": item.get("type", [])} | ({"@id": item["id"]} if "id" in item else {})
    if "value" in item:
        node["name"] = item["value"]
    return node | {name: [_as_node(value) for value in values] for name, values in item.get("properties", {}).items()}


class Graph:
    """Nodes that refer to one another by `@id`."""

    def __init__(self, roots: Iterable[Node]) -> None:
        self.roots = list(roots)
        self.by_id: dict[str, Node] = {}
        for node, _parent, _role in self._walk(resolves=False):
            if isinstance(node.get("@id"), str):
                known = self.by_id.setdefault(node["@id"], {})
                known.update({name: value for name, value in node.items() if name not in known})

    def nodes(self) -> Iterator[tuple[Node, Node | None, str]]:
        """Every node once for each node it belongs to, with that node and the property that holds it."""
        return self._walk(resolves=True)

    def of(self, node: Node, *names: str) -> list[Any]:
        """The values of the first of these properties that has any, references resolved, blanks left out."""
        for name in names:
            values = node.get(name)
            found = [self._resolved(one) for one in (values if isinstance(values, list) else [values])]
            if kept := [one for one in found if one not in (None, "", {})]:
                return kept
        return []

    def first(self, node: Node, *names: str) -> Any:
        """The first such value, or None."""
        return next(iter(self.of(node, *names)), None)

    def text(self, node: Node, *names: str) -> str:
        """The first such value in words: a text, or the name of a node."""
        return said(self.first(node, *names))

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value

    def _walk(self, *, resolves: bool) -> Iterator[tuple[Node, Node | None, str]]:
        waiting: list[tuple[Any, Node | None, str]] = [(root, None, "") for root in reversed(self.roots)]
        seen: set[tuple[int, int, str]] = set()
        while waiting:
            value, parent, role = waiting.pop()
            if isinstance(value, list):
                waiting += [(one, parent, role) for one in reversed(value)]
                continue
            node = self._resolved(value) if resolves else value
            if not isinstance(node, dict) or (id(node), id(parent), role) in seen:
                continue
            seen.add((id(node), id(parent), role))
            yield node, parent, role
            inner = [
                (one, None if name == "@graph" else node, name) for name, one in node.items() if name != "@context"
            ]
            waiting += reversed(inner)


def types(node: Any) -> set[str]:
    """The types of a node without their namespace: {"Review"}."""
    found = node.get("@type", []) if isinstance(node, dict) else []
    named = found if isinstance(found, list) else [found]
    return {one.replace("#", "/").replace(":", "/").rpartition("/")[2] for one in named if isinstance(one, str)}


def said(value: Any) -> str:
    """A value in words: a text without its tags, a number, a literal, or the name of a node; "" for anything else."""
    if isinstance(value, list):
        return said(value[0]) if value else ""
    if isinstance(value, dict):
        return said(value.get("@value") or value.get("name") or "")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    return plain(value) if "<" in value or "&" in value else tidy(value)
