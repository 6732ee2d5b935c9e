"""Nothing a source says is passed over in silence: a key that is not known is noted, a value outside a closed list is an error."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.errors import Blocked, PageError
from crawler.page import Page
from crawler.source import SOURCES
from crawler.web import Answer
from store.notices import Notices
from tests.crawler.test_pages import PAGES, page_of

Place = tuple[str | int, ...]
TICKET, REVIEW = ("tickets", 1), ("reviews", 0)
STATE = ("pageProps", "reviews", 0)
KEYS: list[tuple[str, list[Place]]] = [
    ("zendesk/export-saved", [(), TICKET, (*TICKET, "satisfaction_rating")]),
    ("zendesk/comments-good", [("comments", 0)]),
    ("freshdesk/ticket-saved", [(), ("stats",)]),
    ("freshdesk/conversation-resolved", [(0,)]),
    ("freshdesk/surveys", [(0,)]),
    ("chatwoot/conversations", [(), ("data",)]),
    ("chatwoot/conversations-saved", [("data", "payload", 0), ("data", "payload", 0, "messages", 0)]),
    ("chatwoot/messages-resolved", [(), ("payload", 0)]),
    ("chatwoot/surveys", [(0,)]),
    ("app_store/feed-single-entry", [("feed", "entry")]),
    ("app_store_connect/list-first", [("data", 0), ("data", 0, "attributes"), ("included", 0, "attributes")]),
    ("google_play/list-first", [REVIEW, (*REVIEW, "comments", 0, "userComment"), (*REVIEW, "comments", 1, "developerComment")]),
    ("google_places/new-place", [(), REVIEW]),
    ("google_places/legacy-place", [(), ("result",), ("result", *REVIEW)]),
    ("yelp/reviews", [(), REVIEW]),
    ("tripadvisor/reviews-first-language", [(), ("data", 0), ("data", 0, "owner_response")]),
    ("hepsiburada/list-first", [(), ("data",), ("data", "approvedUserContent"), ("data", "approvedUserContent", "approvedUserContentList", 0)]),
    ("trendyol/current-first", [(), ("result",), ("result", "summary"), ("result", "reviews", 0)]),
    ("trendyol/old-first", [(), ("result",), ("result", "productReviews"), ("result", "productReviews", "content", 0)]),
    ("trustpilot/reviews-next-page", [(), REVIEW, (*REVIEW, "companyReply")]),
    ("trustpilot_pages/next-data", [STATE, *((*STATE, name) for name in ("labels", "dates", "consumer")), (*STATE, "labels", "verification"),
                                    ("pageProps", "reviews", 1, "reply")]),
]  # fmt: skip


def with_changed(page: Page, place: Place, change: Callable[[Any, Any], object]) -> Page:
    """A page with something changed: `change` is given what holds the last step of the place, and that step."""
    body = json.loads(page.body)
    at = body
    for step in place[:-1]:
        at = at[step]
    change(at, place[-1])
    return replace(page, body=json.dumps(body).encode())


def read(page: Page, case: str) -> Any:
    """What the case's source reads from a page."""
    return SOURCES[case.partition("/")[0]].read(page)


@pytest.mark.parametrize(("case", "place"), [(case, place) for case, places in KEYS for place in places])
def test_a_key_that_is_not_known_is_noted(case: str, place: Place) -> None:
    page = page_of(PAGES / f"{case}.json")

    def add(row: Any, name: Any) -> None:
        row[name] = 1

    changed = with_changed(page, (*place, "brandNewKey"), add)
    with pytest.raises(PageError, match="unknown keys brandNewKey"):
        read(changed, case)
    notices = Notices()
    found = read(replace(changed, notices=notices), case)
    assert [one.source_key for one in found.records] == [one.source_key for one in read(page, case).records]
    assert [message for _, code, message, _, _ in notices if code == "unknown_key"] == [
        "the key 'brandNewKey' is not known"
    ]


VALUES: list[tuple[str, Place, Any, str]] = [
    ("zendesk/export-saved", (*TICKET, "status"), "merged", "'status' has the unknown value 'merged'"),
    ("zendesk/export-saved", (*TICKET, "satisfaction_rating", "score"), "great", "'score' has the unknown value 'great'"),
    ("zendesk/comments-pending", ("users", 1, "role"), "robot", "'robot' is not a known role"),
    ("freshdesk/surveys", (0, "ratings", "default_question"), 104, "104 is no answer of a survey"),
    ("chatwoot/conversations-saved", ("data", "payload", 0, "status"), "archived", "'status' has the unknown value 'archived'"),
    ("chatwoot/messages-resolved", ("payload", 0, "message_type"), 4, "4 is not a known type of message"),
    ("chatwoot/messages-resolved", ("payload", 0, "sender_type"), "Robot", "'Robot' is not a known sender"),
    ("chatwoot/surveys", (0, "rating"), 6, "rating"),
    ("app_store/feed-single-entry", ("feed", "entry", "im:rating", "label"), "6", "rating"),
    ("app_store_connect/list-first", ("included", 0, "attributes", "state"), "HELD", "'state' has the unknown value 'HELD'"),
    ("app_store_connect/list-first", ("data", 0, "attributes", "territory"), "XXX", "not a country"),
    ("app_store_connect/list-first", ("included", 0, "id"), "another", "an answer is named, but not included"),
    ("app_store_connect/list-first", ("links", "next"), "https://x.example/", "without a cursor"),
    ("google_play/list-first", ("error",), {}, "unknown keys error"),
    ("google_play/list-first", (*REVIEW, "comments"), [], "without its author's words"),
    ("google_places/legacy-place", ("status",), "UNKNOWN_ERROR", "'status' has the unknown value"),
    ("google_places/legacy-place", ("status",), "NOT_FOUND", "NOT_FOUND at .*: its id may have changed"),
    ("google_places/legacy-place", ("status",), "INVALID_REQUEST", "INVALID_REQUEST at"),
    ("tripadvisor/reviews-first-language", ("data", 0, "rating"), 6, "rating"),
    ("trustpilot/reviews-next-page", (*REVIEW, "stars"), 6, "rating"),
    ("trustpilot_pages/next-data", ("pageProps", "filters", "pagination"), {"currentPage": 1, "totalPages": 1}, "no pagination"),
    ("trustpilot_pages/next-data", ("pageProps", "filters", "pagination"), {"totalCount": 1, "totalPages": 1}, "no pagination"),
]  # fmt: skip


def put(value: Any) -> Callable[[Any, Any], None]:
    """Writes a value in a place."""

    def change(row: Any, name: Any) -> None:
        row[name] = value

    return change


@pytest.mark.parametrize(("case", "place", "value", "words"), VALUES)
def test_a_value_that_is_not_known_is_an_error(case: str, place: Place, value: Any, words: str) -> None:
    page = with_changed(page_of(PAGES / f"{case}.json"), place, put(value))
    with pytest.raises((PageError, ValueError), match=words):
        read(replace(page, notices=Notices()), case)


REFUSALS: list[tuple[str, Any, type[Exception]]] = [
    *(("google_places/legacy-place", {"status": status}, Blocked) for status in ("OVER_QUERY_LIMIT", "REQUEST_DENIED")),
    *(("yelp/reviews", {"error": {"code": code, "description": "x"}}, Blocked) for code in
      ("TOO_MANY_REQUESTS_PER_SECOND", "ACCESS_LIMIT_REACHED", "TOKEN_INVALID", "UNAUTHORIZED_ACCESS_TOKEN")),
    ("yelp/reviews", {"error": {"code": "BUSINESS_NOT_FOUND", "description": "x"}}, PageError),
    ("app_store/feed-single-entry", {"feed": {}}, PageError),
    ("app_store/feed-single-entry", {"feed": {"entry": [{"im:name": {}}, {"im:name": {}}]}}, PageError),
    ("tripadvisor/details", {"id": 1}, PageError),
    ("zendesk/export", {"tickets": [], "end_of_stream": False, "after_cursor": None}, PageError),
]  # fmt: skip


@pytest.mark.parametrize(("case", "body", "error"), REFUSALS)
def test_an_error_inside_an_answer_is_an_error(case: str, body: Any, error: type[Exception]) -> None:
    page = replace(page_of(PAGES / f"{case}.json"), body=json.dumps(body).encode(), notices=Notices())
    with pytest.raises(error) as raised:
        read(page, case)
    assert isinstance(raised.value, Blocked) is (error is Blocked)


@pytest.mark.parametrize("case", ["zendesk/comments-good", "freshdesk/conversation-open", "chatwoot/messages-resolved"])
def test_what_was_said_needs_the_list_its_matter_stands_in(case: str) -> None:
    page = page_of(PAGES / f"{case}.json")
    with pytest.raises(PageError, match="without the"):
        read(replace(page, parent=None), case)
    name = "conversation" if case.startswith("chatwoot") else "ticket"
    with pytest.raises(PageError, match=f"names no {name} 4711"):
        read(replace(page, context={**page.context, name: "4711"}), case)


def test_a_place_that_is_not_there_says_that_its_id_may_have_changed() -> None:
    source = SOURCES["google_places"]
    found = Answer("https://places.googleapis.com/v1/places/x", 200, {}, b"{}")
    assert source.hears(found) is found
    with pytest.raises(PageError, match="its id may have changed"):
        source.hears(replace(found, status=404))
