"""Reviews in the markup of any page: what real pages hold, what is noted besides records, and what a rating may be."""

from datetime import UTC, datetime

import pytest

from crawler.helpers.ratings import rating
from crawler.sources.feeds.schema_org import SOURCE as SCHEMA_ORG
from store.notices import Notices
from tests.crawler.test_real_reviews import fixture, linked, read, told
from tests.shared import shared


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "ratings", "aggregate"),
    [
        ("CreativeWork.001.html", [5.0, 4.0], "The Catcher in the Rye: 3077 ratings, mean 4 of 5"),
        ("product.html", [], "Executive Anvil: 89 ratings, mean 4.4 of 5"),
        ("product-ref.html", [], "Executive Anvil: 89 ratings, mean 4.4 of 5"),
        ("product_microdata.html", [], "Executive Anvil: 89 ratings, mean 4.4 of 5"),
        ("LocalBusiness.003.html", [], ""),
    ],
)
def test_real_markup_is_read(name: str, ratings: list[float], aggregate: str) -> None:
    notices = Notices()
    batch = read(SCHEMA_ORG, shared(f"fixtures/schema_org/{name}").read_bytes(), notices, brand="Acme")
    assert [record.rating for record in batch.records] == ratings
    assert all(record.posted_at and record.text and record.title and record.author_key for record in batch.records)
    assert [message for _, code, message, _, _ in notices if code == "aggregate_rating"] == (
        [aggregate] if aggregate else []
    )


@pytest.mark.shared
def test_a_real_hotel_is_an_aggregate_and_no_record() -> None:
    notices = Notices()
    assert read(SCHEMA_ORG, linked(fixture("tripadvisor/scrapfly_hotels.json")["basic_data"]), notices).records == ()
    assert [message for _, _, message, _, _ in notices] == ["1926 Le Soleil Hotel & Spa: 1215 ratings, mean 4.3 of 5"]


@pytest.mark.shared
def test_real_ratings_of_ten_keep_their_scale() -> None:
    cards = fixture("booking/scrapfly_hotel_review.json")
    reviews = [{"@type": "Review", "url": f"https://booking.example/r/{card['reviewUrl']}", "author": card["guestDetails"]["username"],
                "datePublished": datetime.fromtimestamp(card["reviewedDate"], UTC).isoformat(), "itemReviewed": {"@type": "Hotel", "name": "H"},
                "positiveNotes": card["textDetails"]["positiveText"], "negativeNotes": card["textDetails"]["negativeText"],
                "reviewRating": {"ratingValue": card["reviewScore"], "bestRating": 10}} for card in cards]  # fmt: skip
    records = read(SCHEMA_ORG, linked(*reviews), brand="H").records
    assert len(records) == 30
    assert [(record.rating, record.rating_best) for record in records] == [
        (card["reviewScore"], 10.0) for card in cards
    ]


def test_broken_markup_and_doubtful_ratings_are_counted() -> None:
    page = (
        '<meta name="robots" content="NOINDEX, follow">'
        '<script type="application/ld+json">{"@type": "Review", </script>'
        '<script type="application/ld+json">{"@type": "Product", "name": "K", "review": ["Harika!", {"@type": "Review", "author": "A",'
        ' "reviewRating": {"ratingValue": 11, "bestRating": 10}, "datePublished": "dün"}, {"@type": "Review"}]}</script>'
    )
    notices = Notices()
    (record,) = read(SCHEMA_ORG, page, notices, brand="K").records
    assert record.rating is None
    assert record.raw["rating"] == ["11", "10"]
    assert told(notices) == {
        "noindex": 1,
        "markup_unread": 1,
        "text_only_review": 1,
        "rating_unread": 1,
        "date_unread": 1,
        "empty_review": 1,
    }


def test_a_saved_page_stands_where_its_operator_says() -> None:
    review = {"@type": "Review", "author": "A", "reviewBody": "Kırık."}
    for target, url in (("https://lale.example/y", "https://lale.example/y"), ("lale", "https://schema.org/Review/x")):
        (record,) = read(SCHEMA_ORG, linked(review), brand="L", target=target).records
        assert record.url == url


def test_markup_that_refers_to_itself_ends() -> None:
    node = {"@type": "Review", "@id": "#r", "author": "A", "reviewBody": "Döngü.", "itemReviewed": {"@id": "#p"}}
    batch = read(
        SCHEMA_ORG,
        linked(node, {"@type": "Product", "@id": "#p", "name": "P", "review": [{"@id": "#r"}, {"@id": "#r"}]}),
        brand="P",
    )
    assert [(record.text, record.product) for record in batch.records] == [("Döngü.", "P")]


@pytest.mark.parametrize(
    ("value", "worst", "best", "found"),
    [
        ("4,5", None, None, (4.5, 1, 5)),
        (90, "0", "100", (90, 0, 100)),
        (" 7.5 ", None, 10, (7.5, 1, 10)),
        ("0", None, None, None),
        ("6", "", "", None),
        ("4/5", None, None, None),
        (True, None, None, None),
        (float("nan"), None, None, None),
        (3, 5, 1, None),
        (3, None, "many", None),
        (None, None, None, None),
    ],
)
def test_a_rating_lies_on_its_scale_or_is_none(
    value: object, worst: object, best: object, found: tuple[float, ...] | None
) -> None:
    one = rating(value, worst, best)
    assert (one and (one.value, one.worst, one.best)) == found
