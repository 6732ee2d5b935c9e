"""A page's tree may have been made in another thread before anyone asks: it is the one that would be made on asking. Looking leaves nothing behind."""

import tracemalloc
from datetime import UTC, datetime

import pytest
from lxml import etree

from crawler.page import Page, grown

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
LATIN = "text/html; charset=iso-8859-9"


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"<", b"<p>a\0b", "<p>şikâyet".encode(), "<p>şikâyet".encode("iso-8859-9"), b"<!-- -->", b"words"],
)
def test_a_tree_made_before_is_the_same_and_everybody_gets_his_own(body: bytes) -> None:
    def page(*trees: object) -> Page:
        return Page("https://x.example/", 200, body, "", AT, AT, {"content-type": LATIN}, growing=list(trees))  # type: ignore[arg-type]

    early = page(*grown(body, LATIN))
    first, second, expected = early.html().root, early.html().root, page().html().root
    assert etree.tostring(first) == etree.tostring(second) == etree.tostring(expected)
    assert first is not second


def test_what_is_no_markup_is_not_read_ahead() -> None:
    assert grown(b'{"a": "<p>"}', "application/json") == []
    assert len(grown(b" \n<p>", None)) == 1


def test_looking_for_pieces_leaves_nothing_behind() -> None:
    node = Page("https://x.example/", 200, b"<h1 id=a>x</h1>", "", AT, AT).html()
    node.many("h1#a")
    tracemalloc.start()
    try:
        for _ in range(1000):
            node.many("h1#a")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 10_000  # a path with namespaces left 100,000
