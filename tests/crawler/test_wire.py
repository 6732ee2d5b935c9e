"""Addresses reach the wire as Scrapy makes them safe, and no otherwise."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from crawler.spider import PLAIN
from tests.crawler.process import crawl
from tests.crawler.server import Said, serve


@given(st.from_regex(PLAIN, fullmatch=True))
def test_in_a_plain_address_nothing_is_to_be_made_safe(url: str) -> None:
    assert safe_url_string(url) == url


def test_an_address_arrives_as_it_was_written(home: Path) -> None:
    path = "/%C5%9Fehir/a%2Cb%7Ec,d"
    with serve(lambda _asked: Said("<html></html>", 200, {"Content-Type": "text/html"})) as site:
        crawl(
            home,
            "schema_org",
            base_url=site.base_url,
            brands=[f"Acme={site.base_url}{path}", f"Other={site.base_url}/şehir"],
        )
    assert {asked.path for asked in site.log} >= {path, "/%C5%9Fehir"}
