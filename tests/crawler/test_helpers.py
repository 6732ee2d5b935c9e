"""Dates, texts and strict pages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler.errors import Blocked, PageError
from crawler.helpers.dates import turkish_moment
from crawler.helpers.text import plain, turkish_count
from crawler.helpers.trees import tree
from crawler.page import Node, Page, Row
from crawler.politeness import block_sign, is_loopback, read_robots, retry_after_s
from store.vocabulary import Precision

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
HOUR, DAY = 1.0, 24.0


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("30 Mart 2017 10:16", "2017-03-30T07:16"),
        ("1 OCAK 2026 00:00", "2025-12-31T21:00"),
        ("15 Ağustos 2015 12:00", "2015-08-15T09:00"),
        ("15 Ocak 2015 12:00", "2015-01-15T10:00"),
        ("28 Eylül 12:10", "2026-09-28T09:10"),
        ("6 Ekim 11:59", "2026-10-06T08:59"),
        ("7 Ekim 12:10", "2025-10-07T09:10"),
        ("31 Aralık 23:59", "2025-12-31T20:59"),
        ("29 Şubat 10:00", "2024-02-29T07:00"),
        ("5 Kasım", "2025-11-05T09:00"),
        ("3 Mayıs 2024", "2024-05-03T09:00"),
    ],
)
def test_dates(text: str, utc: str) -> None:
    found = turkish_moment(text, NOW)
    assert found.at.strftime("%Y-%m-%dT%H:%M") == utc
    assert found.precision is (Precision.MINUTE if ":" in text else Precision.DAY)
    assert found.uncertainty_hours is None


@pytest.mark.parametrize(
    ("text", "hours_ago", "uncertainty"),
    [
        ("30 dakika önce", 30.5 / 60, 0.5 / 60),
        ("2 saat önce", 2.5, 0.5),
        ("3 gün önce", 3.5 * DAY, 12),
        ("1 hafta önce", 1.5 * 168, 84),
        ("Bir ay önce", 1.5 * 730.5, 365.25),
        ("2 yıl önce", 2.5 * 8766, 4383),
        ("Az önce", 0.5 / 60, 0.5 / 60),
        ("Dün", 1.5 * DAY, 12),
    ],
)
def test_relative_dates_are_the_middle_of_what_they_can_mean(text: str, hours_ago: float, uncertainty: float) -> None:
    found = turkish_moment(text, NOW)
    assert (NOW - found.at).total_seconds() / 3600 == pytest.approx(hours_ago)
    assert found.uncertainty_hours == pytest.approx(uncertainty)
    assert found.precision is Precision.RELATIVE


@pytest.mark.parametrize(
    "text", ["30 March 2017", "yarın", "32 Ocak 2020", "30 Şubat 2024", "10:16", "3 asır önce", "29 Şubat 2023 10:00"]
)
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        turkish_moment(text, NOW)


@pytest.mark.parametrize(
    ("text", "count"), [("1.234", 1234), ("12", 12), ("1.234.567", 1234567), ("-", None), ("", None), (" 7 ", 7)]
)
def test_counts(text: str, count: int | None) -> None:
    assert turkish_count(text) == count


@pytest.mark.parametrize("text", ["1,2", "1.23", "12.3456", "3 bin", "-5"])
def test_other_counts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        turkish_count(text)


def test_html_becomes_lines() -> None:
    assert (
        plain("<div><p>Bir  <b>iki</b></p><br><p>üç&nbsp;dört</p><script>x</script><i>...</i></div>", without="i")
        == "Bir iki\nüç dört"
    )


def node(html: str) -> Node:
    return Node(tree(html), "http://x/y")


def test_selectors_find_exactly_what_is_agreed() -> None:
    page = node('<p class="a">1</p><p class="a">2</p><h1 title=" T ">3</h1>')
    assert page.one("h1").text() == "3"
    assert page.one("h1").attr("title") == "T"
    assert page.maybe("h2") is None
    assert [found.text() for found in page.many("p.a")] == ["1", "2"]
    with pytest.raises(PageError, match=r"'p.a' found 2 times .* http://x/y"):
        page.one("p.a")
    with pytest.raises(PageError, match="'h2' not found at http://x/y"):
        page.one("h2")
    with pytest.raises(PageError, match="'id'"):
        page.one("h1").attr("id")


def test_rows_are_emptied_or_raise() -> None:
    row = Row({"a": 1, "b": None, "c": "x", "d": True}, "http://x")
    assert row.pop("a", int) == 1
    assert row.maybe("b", str) is None
    assert row.choice("c", {"x": 5}) == 5
    with pytest.raises(PageError, match="unknown keys d"):
        row.audit(None)
    with pytest.raises(PageError, match="'d' must be int"):
        row.pop("d", int)
    with pytest.raises(PageError, match="'a' must be"):
        row.pop("a", int)
    with pytest.raises(PageError, match="unknown value 'z'"):
        Row({"c": "z"}, "x").choice("c", {"x": 5})


def test_what_is_not_json_is_said() -> None:
    with pytest.raises(Blocked, match="instead of JSON"):
        Page("u", 200, b" <html>", "h", NOW, NOW).json()
    with pytest.raises(PageError, match="JSON of type list instead of dict"):
        Page("u", 200, b"[1]", "h", NOW, NOW).json()


@pytest.mark.parametrize(
    ("status", "headers", "body", "answers", "is_refusal"),
    [
        (200, {}, b"<html><head><title>Captcha sorunu - Sikayetvar</title><link rel=\"canonical\" href=\"/a\"></head></html>", "html", False),
        (200, {}, b"<html><script src='https://www.google.com/recaptcha/api.js'></script><h1>A</h1></html>", "html", False),
        (200, {}, b"<html><head><title>Access denied</title></head></html>", "html", True),
        (200, {}, b"{}", "json", False),
        (404, {}, b"<html></html>", "json", False),
        (200, {}, b"<html></html>", "json", True),
        (503, {}, b"", "html", True),
        (500, {}, b"", "html", False),
    ],
)  # fmt: skip
def test_refusals(status: int, headers: dict[str, str], body: bytes, answers: str, is_refusal: bool) -> None:
    assert bool(block_sign(status, headers, body, answers=answers)) is is_refusal


def test_robots_rules_and_delay() -> None:
    rules = read_robots("u", 200, b"User-agent: *\nDisallow: /x\nCrawl-delay: 7\n")
    assert rules.delay_s == 7
    rules.check("http://h/y")
    with pytest.raises(Blocked, match="does not allow"):
        rules.check("http://h/x/1")


def test_retry_after_is_a_number_or_a_date() -> None:
    assert retry_after_s("120", NOW) == 120
    assert retry_after_s("Mon, 05 Oct 2026 09:01:00 GMT", NOW) == 60
    assert retry_after_s("Mon, 05 Oct 2026 08:00:00 GMT", NOW) == 0
    assert retry_after_s("soon", NOW) is None


@pytest.mark.parametrize(
    ("url", "is_near"),
    [
        ("http://127.0.0.1:8/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("https://127.0.0.1.example.org/", False),
        ("https://www.sikayetvar.com", False),
    ],
)
def test_loopback(url: str, is_near: bool) -> None:
    assert is_loopback(url) is is_near


_TAGS = ["p", "div", "b", "span", "script", "li", "ul", "br", "a", "i"]


def _piece(kids: some.SearchStrategy[str]) -> some.SearchStrategy[str]:
    marks = some.sampled_from(["", ' id="a"', ' class="x"', ' class=" x  y"', ' class="xy" id="b"'])
    return some.builds("<{0}{1}>{2}</{0}>".format, some.sampled_from(_TAGS), marks, some.lists(kids).map("".join))


_TEXTS = some.sampled_from(["iki", " üç\n", "&amp;&nbsp;", "<!-- still -->", "&#13;x", "a  b", "<br>"])
_PIECES = some.recursive(_TEXTS, _piece, max_leaves=12).map("<html><body>{}</body></html>".format)


@given(_PIECES)
def test_a_piece_is_shown_as_when_it_is_written_out_and_read_again(html: str) -> None:
    body = node(html).one("body")
    assert body.text() == plain(body.root.html)
