"""Real answers of shops and app stores, read in place from the reference material.

Only the App Store's feed and the start of an Amazon card are as they came over the wire. The others were kept by somebody as
their own list of reviews: those lists are put back into the envelope of their contract, and what is tested is that every real
review goes through with its id, day, stars and words.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.ask import Batch
from crawler.errors import PageError
from crawler.page import Page
from crawler.source import SOURCES
from store.notices import Notices
from store.records import CrawledRecord
from tests.shared import shared
from tests.world.platforms.google_play_web import wrapped

pytestmark = pytest.mark.shared
NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def real(path: str) -> Any:
    """A file of the reference material."""
    return json.loads(shared(f"fixtures/{path}").read_bytes())


def read(
    source_id: str, body: object, url: str, known: tuple[str, ...] = (), **context: str
) -> tuple[CrawledRecord, ...]:
    """The records of a body, none of its keys unknown but the `known` ones."""
    notices, text = Notices(), body if isinstance(body, str) else json.dumps(body)
    found = SOURCES[source_id].read(
        Page(url, 200, text.encode(), "h", NOW, NOW, {}, {"brand": "Acme"} | context, notices=notices)
    )
    assert isinstance(found, Batch)
    assert {message for _, _, message, _, _ in notices} == {f"the key {name!r} is not known" for name in known}
    return found.records


def test_hepsiburada() -> None:
    items = real("hepsiburada/readme_sample_reviews.json")
    content = {"approvedUserContent": {"listCount": 2, "approvedUserContentList": items}}
    records = read("hepsiburada", {"totalItemCount": 2, "links": {}, "data": content}, "https://x.example/a")
    assert [record.source_key for record in records] == [item["id"] for item in items]
    assert [(record.rating, record.is_verified_purchase, record.helpful_count) for record in records] == [
        (5, True, 882),
        (5, True, 332),
    ]
    assert records[0].posted_at == datetime(2021, 1, 7, 20, 30, 0, 428991, UTC)
    assert {(record.counterpart, record.product, record.raw["product_brand"]) for record in records} == {
        ("Hepsiburada", "iPhone 11 128 GB", "Apple")
    }
    told = json.dumps([record.model_dump(mode="json") for record in records], ensure_ascii=False)
    for item in items:  # nothing of the customer comes through
        customer, order = item["customer"], item["order"]
        for value in (
            customer["birthDate"][:10],
            customer["gender"],
            f'"{customer["name"]}"',
            order["shippingAddressCity"],
            order["shippingAddressCounty"],
        ):
            assert value not in told


def test_trendyol_of_the_old_generation() -> None:
    items = real("trendyol/readme_sample_reviews.json")
    result = {"productReviews": {"content": items, "totalPages": 1, "totalElements": len(items)}}
    records = read(
        "trendyol", {"isSuccess": True, "result": result}, "https://public-mdc.trendyol.com/x/api/review/1?page=0"
    )
    assert len(records) == len({record.source_key for record in records}) == 30
    for record, item in zip(records, items, strict=True):
        assert (record.source_key, record.rating, record.text) == (
            str(item["id"]),
            item["rate"],
            item["comment"].strip(),
        )
        assert record.posted_at is not None
        assert f"{record.posted_at:%Y-%m-%d}" == item["commentDateISOtype"]
        assert record.edited_at is None or record.edited_at > record.posted_at
        assert bool(record.author_key) == ("*" not in item["userFullName"])


def test_app_store_feed() -> None:
    feed = real("app_store/rss_customerreviews.json")
    records = read(
        "app_store", feed, "https://itunes.apple.com/in/rss/customerreviews/page=1/id=1592550875/sortBy=mostRecent/json"
    )
    assert [(record.source_key, record.rating, record.country) for record in records] == [
        ("14548543799", 5, "IN"),
        ("14545746087", 1, "IN"),
    ]
    assert records[0].posted_at == datetime(2026, 9, 14, 11, 24, 23, tzinfo=UTC)
    assert records[0].raw == {"app": "1592550875", "version": "1.8.0", "vote_sum": "3", "vote_count": "4"}


def test_app_store_feed_that_is_throttled() -> None:
    with pytest.raises(PageError, match="throttled"):
        read("app_store", real("app_store/rss_throttled_no_entry.json"), "https://itunes.apple.com/x")


def test_app_store_reviews_somebody_parsed() -> None:
    items = real("app_store/scrapfly_reviews.json")
    records = read("app_store", {"feed": {"entry": [entry(item) for item in items]}}, "https://itunes.apple.com/x")
    assert [record.source_key for record in records] == [item["reviewId"] for item in items]
    assert [record.rating for record in records] == [item["score"] for item in items]
    assert all(
        record.posted_at == datetime.fromisoformat(item["updated"]) for record, item in zip(records, items, strict=True)
    )
    assert {record.country for record in records} == {"US"}


def entry(item: dict[str, Any]) -> dict[str, Any]:
    """The feed's form of a review that somebody kept flat."""
    flat = {"id": "reviewId", "title": "title", "content": "content", "im:rating": "score", "im:version": "version", "updated": "updated",
            "im:voteSum": "voteSum", "im:voteCount": "voteCount"}  # fmt: skip
    author = {"name": {"label": item["userName"]}, "uri": {"label": item["userUrl"]}}
    return {name: {"label": str(item[key])} for name, key in flat.items()} | {
        "author": author,
        "link": {"attributes": {"href": item["url"]}},
    }


def test_google_play_reviews_somebody_parsed() -> None:
    items = real("google_play/scrapfly_reviews.json")
    lists = [[item["reviewId"], [item["userName"]], item["score"], None, item["content"], [item["at"], 0], item["thumbsUpCount"],
              ["", item["replyContent"], [item["repliedAt"]]] if item["replyContent"] else None, None, None, item["appVersion"]]
             for item in items]  # fmt: skip
    records = read("google_play_web", wrapped(lists, None), "https://play.google.com/x", app="com.acme")
    assert len(records) == 100
    assert [record.source_key for record in records] == [item["reviewId"] for item in items]
    for record, item in zip(records, items, strict=True):
        assert (record.rating, record.posted_at) == (item["score"], datetime.fromtimestamp(item["at"], UTC))
        assert len(record.replies) == bool(item["replyContent"])


def test_amazon_card_as_far_as_it_is_real() -> None:
    """The real card ends before its title: what the file only notes of the rest is closed here with words of our own."""
    start, _, _ = (
        shared("fixtures/amazon/review_card_real_excerpt.html").read_text(encoding="utf-8").partition("<!-- END")
    )
    rest = '><span>t</span></a><span data-hook="review-date">Reviewed in the United States on May 11, 2023</span>' \
           '<span data-hook="review-body"><span>b</span></span></div></div></div>'  # fmt: skip
    (record,) = read("amazon", start + rest, "https://www.amazon.com/page.html")
    assert (record.source_key, record.rating, record.country) == ("R3VF13DMD8PFJZ", 4.0, "US")
    assert record.author_key.startswith("amzn1.account.AGX")
    assert (record.raw["asin"], record.title, record.text) == ("B08P8DJHHD", "t", "b")


def test_amazon_reviews_somebody_parsed() -> None:
    """Their days and stars, in cards of our own: the sentences are real."""
    items = real("amazon/scrapfly_reviews_parsed.json")
    cards = "".join(
        f'<div data-hook="review" id="R{number:08d}"><i data-hook="review-star-rating"><span class="a-icon-alt">{item["rating"]} out of 5 stars'
        f'</span></i><span data-hook="review-date">{item["location_and_date"]}</span><span data-hook="review-body">{item["text"]}</span></div>'
        for number, item in enumerate(items)
    )
    records = read("amazon", f"<html>{cards}</html>", "https://www.amazon.com/dp/B0BCNKKZ91")
    assert len(records) == len(items) > 0
    for record, item in zip(records, items, strict=True):
        assert record.rating == item["rating"]
        assert record.posted_at is not None
        year = re.search(r"(\d{4})$", item["location_and_date"])
        assert year is not None
        assert record.posted_at.year == int(year[1])
