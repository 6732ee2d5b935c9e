"""A page's tree: the same for whatever it is written in, in bounded memory however it is meant, and looking leaves nothing behind."""

import resource
from datetime import UTC, datetime

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as some

from crawler.errors import PageError
from crawler.helpers import trees
from crawler.helpers.trees import FEW, tree
from crawler.page import Node, Page

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
LATIN = "text/html; charset=iso-8859-9"
SURPRISES = (
    "<p>x", "<b a=1>", "</b>", "<table>", "<td>", "</table>", "<!-- <b> -->", "&ccedil;", "&notit;", "<a href='ş'>", "<script><p></script>", "é\n",
    "<svg>", "<select>", "<template>", "</template>", "<frameset>", "<![CDATA[x]]>", "<title>", "</p>", "<", ">", '"', "😀", "</body>", "<plaintext>",
)  # fmt: skip


@pytest.mark.parametrize(("body", "text"), [
    (b"", ""), (b" ", ""), (b"<", "<"), (b"<p>a\0b", "ab"), (b"<!-- -->", ""), (b"words", "words"), (b"\xef\xbb\xbf<p>x", "x"),
    ("<p>şikâyet".encode(), "şikâyet"), ("<p>şikâyet".encode("iso-8859-9"), "şikâyet"),
])  # fmt: skip
def test_any_body_has_a_tree(body: bytes, text: str) -> None:
    assert Page("https://x.example/", 200, body, "", AT, AT, {"content-type": LATIN}).html().text() == text


@given(some.lists(some.sampled_from(SURPRISES), max_size=60).map("".join), some.integers(1, 20))
def test_a_page_read_in_stretches_has_the_same_tree(html: str, stretch: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trees, "FEW", -1)
        patched.setattr(trees, "STRETCH", stretch)
        assert tree(html).html == turbohtml.parse(html).root.html  # type: ignore[union-attr]


def test_a_page_that_opens_much_and_closes_nothing_takes_bounded_memory() -> None:
    bomb = (
        "<p>" + "".join(f"<b a={number}>" for number in range(512)) + "</p><p>x" * 2_000_000
    )  # 60 kB of tree for each eight bytes
    most = max(_most_bytes(), trees._resident() + 800_000_000)
    with pytest.raises(PageError, match=r"takes over 400 MB after [\d,]+ of 16,00[\d,]+ characters"):
        tree(bomb)
    assert _most_bytes() <= most


def _most_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_page_of_few_marks_cannot_take_more_than_a_stretch() -> None:
    before = trees._resident()
    found = tree("<p>" + "".join(f"<b a={number}>" for number in range(510)) + "<p>x" * (FEW - 511))
    assert 100_000_000 < trees._resident() - before < 300_000_000
    assert len(found.select("p")) == FEW - 510


def test_a_piece_however_deep_has_its_words() -> None:
    assert Page("https://x.example/", 200, b"<svg>" * 5000 + b"deep", "", AT, AT).html().text() == "deep"


def test_trees_and_looking_at_them_leave_nothing_behind() -> None:
    html = "<div class=a><a href=x>words</a></div>" * 1000
    for turn in range(1200):
        if turn == 200:
            before = trees._resident()
        page = Node(tree(html), "https://x.example/")
        assert len(page.many("div.a > a")) == len(page.many("a[href]")) == 1000
    assert trees._resident() - before < 5_000_000  # of some 400 MB they took together
