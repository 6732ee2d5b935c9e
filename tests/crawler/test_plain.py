"""`plain` hears what BeautifulSoup reads: the same words in the same lines, for whatever people and editors write."""

import warnings

from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.helpers.text import plain, tidy

BLOCKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "section", "article")
TAGS = (*BLOCKS, "b", "i", "span", "a", "ul", "table", "td", "script", "style", "template", "ruby", "rt", "rp", "pre", "textarea",
        "select", "option", "title", "head", "body", "html", "svg", "title", "iframe", "noscript", "button", "o:p", "IMG", "P")  # fmt: skip
WORDS = ("Kargo", " gelmedi ", "\n", "\t", "  ", "ışğüöç", "&amp;", "&lt;b&gt;", "&nbsp;", "&#8217;", "&#x131;", "&bilinmez;", "&", "<", ">",
         "a < b", "]]>", "👍", "\u200b", "\xa0", "\x85", "\r\n", '"', "'", "&#0;", "&#xD800;", "\x1b", "�", "\ufeff", "\ufffe")  # fmt: skip


def by_beautiful_soup(html: str) -> str:
    """The plain way, slow and known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(html, "lxml")
    for piece in soup.select("script, style"):
        piece.decompose()
    for block in soup.find_all(BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tidy(soup.get_text())


pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f'<{tag} class="x" title="<p>\'">'),
    st.sampled_from(
        (
            "<!-- not said -->",
            "<!-->",
            "<?php echo 1 ?>",
            "<![CDATA[ data ]]>",
            "<!DOCTYPE html>",
            "<br/>",
            "<",
            "</",
            "<!--",
        )
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
)
fragments = st.lists(pieces, max_size=25).map("".join)


@settings(max_examples=1000)
@given(fragments)
@example("<template>a<p>b</p></template>c")
@example("a<script>var x = '<p>';</script>b<style>p {}</style>c")
@example("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>")
@example("<p>a<div>b</p>c</div>d")
def test_the_same_words_in_the_same_lines(html: str) -> None:
    assert plain(html) == by_beautiful_soup(html)


def test_what_no_database_takes_is_left_out() -> None:
    assert plain("<p>Kar\0go</p>") == "Kargo"
    assert plain("<p>\ud83d\ude00 \ud83d</p>") == "😀 �"
    assert plain("a\0 \udc00b") == "a �b"


def test_pieces_are_left_out_on_demand() -> None:
    assert plain("<div>Geldi.<span class='when'>dün</span><script>x</script></div>", without=".when") == "Geldi."
