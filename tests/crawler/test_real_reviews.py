"""Review sites and places: what real answers hold, what is noted besides records, and what is refused.

Where only another shape of a platform is at hand (Yelp's GraphQL, Tripadvisor's and Booking's pages as somebody parsed
them), its texts, ratings and times are poured into the shape that is read here: that proves the values, not the shape.
No real answer of Google Places with reviews, of Trustpilot's API and of BBB was found at all.
"""

import ast
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.ask import Batch
from crawler.errors import Blocked, PageError
from crawler.page import Page
from crawler.politeness import block_sign
from crawler.source import Source
from crawler.sources.reviews.bbb import SOURCE as BBB
from crawler.sources.reviews.trustpilot import SOURCE as TRUSTPILOT
from crawler.sources.reviews.trustpilot_pages import SOURCE as TRUSTPILOT_PAGES
from crawler.sources.travel.google_places import SOURCE as GOOGLE_PLACES
from crawler.sources.travel.tripadvisor import SOURCE as TRIPADVISOR
from crawler.sources.travel.yelp import SOURCE as YELP
from store.notices import Notices
from tests.shared import shared

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def read(source: Source, body: Any, notices: Notices | None = None, **context: str) -> Batch:
    """A batch from a body: text, bytes, or a value to be written as JSON."""
    said = body if isinstance(body, (str, bytes)) else json.dumps(body)
    raw = said.encode() if isinstance(said, str) else said
    batch = source.read(Page(f"{source.homepage}/x", 200, raw, "hash", NOW, NOW, context=context, notices=notices))
    assert isinstance(batch, Batch)
    return batch


def fixture(name: str) -> Any:
    """A JSON file of the reference material."""
    return json.loads(shared(f"fixtures/{name}").read_bytes())


def told(notices: Notices) -> dict[str, int]:
    """How often each code was noted."""
    counts: dict[str, int] = {}
    for _, code, _, _, n in notices:
        counts[code] = counts.get(code, 0) + n
    return counts


def linked(*nodes: Any) -> str:
    """A page with JSON-LD."""
    return (
        f'<html><head><script type="application/ld+json">{json.dumps(list(nodes))}</script></head><body></body></html>'
    )


@pytest.mark.shared
def test_real_trustpilot_states_are_read_whole() -> None:
    for company in fixture("trustpilot/scrapfly_companies_pageProps.json"):
        unit, reviews = company["companyDetails"], company["reviews"]
        pagination = {"currentPage": 1, "perPage": 20, "totalCount": unit["numberOfReviews"], "totalPages": 9}
        state = {"pageProps": {"businessUnit": unit, "reviews": reviews, "filters": {"pagination": pagination}}}
        notices = Notices()
        batch = read(TRUSTPILOT_PAGES, state, notices)
        assert [record.source_key for record in batch.records] == [review["id"] for review in reviews]
        assert batch.total == unit["numberOfReviews"] > 20
        assert told(notices) == {"aggregate_rating": 1, "reply_behaviour": 1}
        assert all(record.raw["is_asking_for_reviews"] is not None for record in batch.records)


@pytest.mark.shared
def test_real_trustpilot_reviews_keep_who_was_invited() -> None:
    reviews = fixture("trustpilot/scrapfly_reviews.json")
    unit = {"displayName": "B&H", "activity": {}}
    pagination = {"currentPage": 3, "totalCount": 60, "totalPages": 3}
    batch = read(
        TRUSTPILOT_PAGES,
        {"pageProps": {"businessUnit": unit, "reviews": reviews, "filters": {"pagination": pagination}}},
    )
    assert len(batch.records) == 60
    assert batch.next is None
    assert all(record.posted_at and record.rating and record.text and record.author_key for record in batch.records)
    assert sum(len(record.replies) for record in batch.records) == sum(
        review["reply"] is not None for review in reviews
    )
    organic = [record for record in batch.records if record.is_invited is False]
    assert len(organic) == sum(review["labels"]["verification"]["reviewSourceName"] == "Organic" for review in reviews)


@pytest.mark.shared
def test_a_real_yelp_business_is_read() -> None:
    for name, count in (("fusion_business", 8422), ("fusion_business_fr", None)):
        business, notices = fixture(f"yelp/{name}.json"), Notices()
        batch = read(YELP, business, notices, brand="Yelp", business=business["alias"])
        assert batch.asks[0].url.startswith(f"https://api.yelp.com/v3/businesses/{business['alias']}/reviews?")
        (said,) = [message for _, code, message, _, _ in notices if code == "aggregate_rating"]
        assert said.startswith(f"Yelp: {count or business['review_count']} ratings")


@pytest.mark.shared
def test_real_yelp_reviews_fit() -> None:
    nodes = fixture("yelp/scrapfly_reviews_gql.json")
    reviews = [{"id": node["encid"], "url": "https://www.yelp.com/biz/x", "text": node["text"]["full"], "rating": node["rating"],
                "time_created": node["createdAt"].replace("T", " ").removesuffix("Z"),
                "user": {"id": node["author"]["encid"], "name": node["author"]["displayName"]}} for node in nodes]  # fmt: skip
    records = read(YELP, {"reviews": reviews, "total": 30, "possible_languages": ["en"]}, brand="Vons").records
    assert [record.rating for record in records] == [node["rating"] for node in nodes]
    assert len({record.source_key for record in records}) == 30
    assert all(
        record.posted_at and record.author_key and "Anne W." not in record.model_dump_json() for record in records
    )


@pytest.mark.shared
def test_real_yelp_errors_are_refusals_or_errors() -> None:
    tree = ast.parse(shared("fixtures/yelp/fusion_error_responses.py.txt").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    seen = {}
    for call in calls:
        said = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
        code = said["json"]["error"]["code"]
        seen[code] = bool(block_sign(said["status"], {}, json.dumps(said["json"]).encode(), answers="json"))
        with pytest.raises((Blocked, PageError), match=code):
            read(YELP, said["json"])
    assert len(seen) == 10
    assert {code for code, is_refusal in seen.items() if is_refusal} == {
        "UNAUTHORIZED_ACCESS_TOKEN",
        "TOKEN_INVALID",
        "BUSINESS_UNAVAILABLE",
        "TOO_MANY_REQUESTS_PER_SECOND",
        "ACCESS_LIMIT_REACHED",
    }


@pytest.mark.shared
def test_real_tripadvisor_texts_fit() -> None:
    reviews = fixture("tripadvisor/scrapfly_hotels.json")["reviews"]
    rows = [{"id": number, "lang": "en", "location_id": 264936, "published_date": "2025-11-01T00:00:00Z", "rating": int(review["rate"]),
             "url": "https://www.tripadvisor.com/r", "text": review["text"], "title": review["title"], "trip_type": review["tripType"],
             "travel_date": review["tripDate"], "user": None} for number, review in enumerate(reviews)]  # fmt: skip
    records = read(TRIPADVISOR, {"data": rows}, brand="Le Soleil", target="264936").records
    assert len(records) == 40
    assert [record.rating for record in records] == [review["rate"] for review in reviews]
    assert all(record.sample_kind == "newest_n" for record in records)


@pytest.mark.shared
def test_real_google_places_have_totals_but_no_reviews_here() -> None:
    for place in fixture("google_places/scrapfly_google_map_places.json"):
        count = int(place["review_count"].split()[0].replace(",", ""))
        new = {
            "id": "p",
            "displayName": {"text": place["name"]},
            "rating": float(place["stars"]),
            "userRatingCount": count,
        }
        legacy = {
            "status": "OK",
            "result": {
                "place_id": "p",
                "name": place["name"],
                "rating": float(place["stars"]),
                "user_ratings_total": count,
            },
        }
        for body in (new, legacy):
            notices = Notices()
            assert read(GOOGLE_PLACES, body, notices) == Batch()
            assert [message for _, _, message, _, _ in notices] == [
                f"{place['name']}: {count} ratings, mean {place['stars']} of 5"
            ]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("OVER_QUERY_LIMIT", Blocked),
        ("REQUEST_DENIED", Blocked),
        ("NOT_FOUND", PageError),
        ("INVALID_REQUEST", PageError),
        ("NEW", PageError),
    ],
)
def test_legacy_google_errors_inside_a_200_are_errors(status: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=status):
        read(GOOGLE_PLACES, {"html_attributions": [], "status": status}, brand="K")


def test_what_a_place_says_of_itself_is_noted() -> None:
    details = {
        "location_id": "1",
        "name": "Lale Otel",
        "num_reviews": "1215",
        "rating": "4.3",
        "review_rating_count": {"1": "30", "5": "700"},
    }
    notices = Notices()
    read(TRIPADVISOR, details, notices)
    unit = {"id": "u", "displayName": "K", "numberOfReviews": {"total": 3}, "score": {"trustScore": 2.6}}
    assert read(TRUSTPILOT, unit, notices).total == 3
    assert told(notices) == {"aggregate_rating": 2, "rating_counts": 1}


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (TRIPADVISOR, {"error": {"message": "Unauthorized"}}),
        (TRUSTPILOT, {"message": "Unknown"}),
        (TRUSTPILOT_PAGES, "<html><body>Merhaba</body></html>"),
        (TRUSTPILOT_PAGES, {"pageProps": {"businessUnit": {"activity": {}}, "reviews": []}}),
        (BBB, "<html><body>Welcome</body></html>"),
        (BBB, '<li class="card bpr-complaint-grid" id="1"><p class="bpr-complaint-date">Date: <span>03/11/2026</span></p>'
              '<div>Status: <span>Escalated</span></div><div class="bpr-complaint-body">x</div></li>'),
        (BBB, '<li class="card bpr-complaint-grid" id="1"><p class="bpr-complaint-date">Date: <span>11 March</span></p>'
              '<div class="bpr-complaint-body">x</div></li>'),
        (YELP, {"reviews": [{"id": "1", "text": "x", "rating": 1, "time_created": "yesterday", "user": {}}]}),
    ],
)  # fmt: skip
def test_another_shape_is_an_error(source: Source, body: Any) -> None:
    with pytest.raises(PageError):
        read(source, body, brand="K")


def test_a_new_verification_level_is_kept_and_noted() -> None:
    check = {"verificationLevel": "audited", "isVerified": True, "reviewSourceName": "Carrier"}
    review = {
        "id": "r",
        "rating": 3,
        "consumer": {"id": "c"},
        "dates": {"publishedDate": "2026-09-12T11:23:40Z"},
        "labels": {"verification": check},
    }
    pagination = {"currentPage": 1, "totalCount": 1, "totalPages": 1}
    notices = Notices()
    body = {"pageProps": {"businessUnit": {"activity": {}}, "reviews": [review], "filters": {"pagination": pagination}}}
    (record,) = read(TRUSTPILOT_PAGES, body, notices, brand="K").records
    assert (record.verification_level, record.is_invited) == ("audited", None)
    assert told(notices) == {"unknown_value": 1}


def test_a_used_up_quota_is_noted() -> None:
    notices = Notices()
    page = Page("https://api.yelp.com/v3/businesses/k", 200, b'{"id": "k", "review_count": 1}', "h", NOW, NOW,
                {"ratelimit-remaining": "0", "ratelimit-resettime": "2026-10-06T00:00:00+00:00"}, notices=notices)  # fmt: skip
    YELP.read(page)
    assert "no request is left before 2026-10-06T00:00:00+00:00" in [message for _, _, message, _, _ in notices]


def test_the_bureaus_own_counts_are_noted() -> None:
    notices = Notices()
    read(
        BBB,
        "<title>K | BBB</title><p>No complaints shown.</p><p>1,017 total complaints in the last 3 years.</p>",
        notices,
    )
    assert [message for _, _, message, _, _ in notices] == ["K: 1,017 total complaints in the last 3 years"]


def test_the_markup_of_another_site_is_not_taken_for_trustpilots() -> None:
    review = {"@type": "Review", "@id": "https://shop.example/kettle#1", "author": "A", "reviewBody": "Kırık.",
              "datePublished": "2026-09-01T10:00:00Z"}  # fmt: skip
    for node in (review, {name: value for name, value in review.items() if name != "@id"}):
        with pytest.raises(PageError, match="another site"):
            read(TRUSTPILOT_PAGES, linked(node), brand="Acme")
