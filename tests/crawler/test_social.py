"""What the APIs of social networks say besides their lists: throttles, quotas, tokens, and words that were taken back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.errors import Blocked, PageError
from crawler.platforms import graph
from crawler.source import SOURCES
from crawler.sources.social.twitter_x.pages import reads
from crawler.web import Answer
from store.notices import Notices
from store.tables import Record, Sighting
from tests.crawler.process import Ended, crawl, rows
from tests.crawler.reading import page, read
from tests.crawler.server import Site, serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.twitter_x import TwitterX

URL = "https://api.example/x"
PAGES = Path(__file__).parents[1] / "pages"


def answer(status: int, body: Any, **headers: str) -> Answer:
    """An answer as it came over the wire."""
    return Answer(
        URL, status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode()
    )


def meta_error(code: int, subcode: int | None = None) -> dict[str, Any]:
    """The envelope of the Graph API."""
    return {"error": {"message": "…", "type": "OAuthException", "code": code, "error_subcode": subcode}}


@pytest.mark.parametrize(
    ("code", "subcode", "status"),
    [
        (4, None, 429),
        (17, None, 429),
        (32, None, 429),
        (613, None, 429),
        (80001, None, 429),
        (100, 33, 404),
        (24, None, 404),
        (2, None, 500),
    ],
)
def test_graph_errors_in_plain_http(code: int, subcode: int | None, status: int) -> None:
    assert graph.hears(answer(400, meta_error(code, subcode))).status == status


@pytest.mark.parametrize(
    ("code", "words"), [(190, "token"), (10, "permission"), (200, "permission"), (299, "permission")]
)
def test_graph_refuses_a_token_or_a_permission(code: int, words: str) -> None:
    with pytest.raises(Blocked, match=words):
        graph.hears(answer(400, meta_error(code)))


@pytest.mark.parametrize(("code", "words"), [(12, "removed"), (100, "error 100, None")])
def test_other_graph_errors_are_told_by_code(code: int, words: str) -> None:
    with pytest.raises(PageError, match=words):
        graph.hears(answer(400, meta_error(code)))


def test_graph_limits_are_left_alone_from_80_percent() -> None:
    business = '{"1": [{"type": "pages", "call_count": 81, "total_time": 3, "estimated_time_to_regain_access": 19}]}'
    app = '{"call_count": %d, "total_time": 25, "total_cputime": 25}'
    assert "retry-after" not in graph.hears(answer(200, {}, x_app_usage=app % 79)).headers
    assert graph.hears(answer(200, {}, x_app_usage=app % 80)).headers["retry-after"] == "300"
    assert graph.hears(answer(200, {}, x_business_use_case_usage=business)).headers["retry-after"] == "1140"
    assert graph.hears(answer(400, meta_error(4), x_business_use_case_usage=business)).headers["retry-after"] == "1140"
    assert "retry-after" not in graph.hears(answer(200, {}, x_app_usage="new")).headers


@pytest.mark.parametrize("link", [{}, {"permalink_url": "https://www.facebook.com/1001/posts/9001"}])
def test_a_facebook_comment_that_cannot_be_told_from_others_is_refused(link: dict[str, str]) -> None:
    row = {"message": "Kimliksiz", "created_time": "2026-09-01T12:00:00+0000", "comment_count": 0} | link
    with pytest.raises(PageError, match="neither an id"):
        read("facebook", page(json.dumps({"data": [row]}).encode(), URL, place="comments", page_id="1001"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(426, {"code": "NONEXISTENT_VERSION"}, "LINKEDIN_VERSION"), (400, {"code": "VERSION_MISSING"}, "LINKEDIN_VERSION"),
     (401, {}, "LINKEDIN_TOKEN"), (403, {}, "role"), (429, {"message": "APPLICATION DAY limit"}, "quota")],
)  # fmt: skip
def test_linkedin_says_what_to_do(status: int, body: Any, words: str) -> None:
    with pytest.raises(Blocked, match=words):
        SOURCES["linkedin"].hears(answer(status, body))


def test_youtube_403_means_many_things() -> None:
    def said(reason: str, status: int = 403) -> Answer:
        return answer(status, {"error": {"code": status, "errors": [{"reason": reason}]}})

    hears = SOURCES["youtube"].hears
    assert hears(said("commentsDisabled")).status == hears(said("videoNotFound", 404)).status == 404
    assert hears(said("rateLimitExceeded")).status == 429
    with pytest.raises(Blocked, match="quota") as quota:
        hears(said("quotaExceeded"))
    assert quota.value.until is not None
    assert timedelta() < quota.value.until - datetime.now(UTC) <= timedelta(hours=25)
    with pytest.raises(PageError, match="forbidden"):
        hears(said("forbidden"))


def test_x_names_the_moment_its_limit_begins_anew() -> None:
    date = "Fri, 07 Oct 2022 22:40:29 GMT"
    hears = SOURCES["twitter_x"].hears
    assert hears(answer(429, {}, date=date, x_rate_limit_reset="1665182729")).headers["retry-after"] == "300"
    full = answer(200, {}, date=date, x_rate_limit_remaining="0", x_rate_limit_reset="1665182519")
    assert hears(full).headers["retry-after"] == "90"
    assert (
        "retry-after"
        not in hears(answer(200, {}, date=date, x_rate_limit_remaining="1", x_rate_limit_reset="1665182729")).headers
    )
    for status, body in (
        (401, {}),
        (402, {"title": "CreditsDepleted"}),
        (403, {}),
        (429, {"title": "UsageCapExceeded"}),
    ):
        with pytest.raises(Blocked):
            hears(answer(status, body))


def x_post(number: int, **more: Any) -> dict[str, Any]:
    """A post of the year 2026."""
    post_id = str(2106234032747446000 + number)
    return {"id": post_id, "edit_history_tweet_ids": [post_id], "text": f"şikayet {number}", "author_id": str(number), "conversation_id": post_id,
            "created_at": "2026-10-03T08:15:00.000Z", "lang": "tr", "public_metrics": {"reply_count": 1}} | more  # fmt: skip


def test_x_is_asked_for_the_answers_to_ten_conversations_at_once() -> None:
    listed = {"data": [x_post(number) for number in range(11)], "meta": {"result_count": 11}}
    asks = read("twitter_x", page(json.dumps(listed).encode(), URL, place="search", handle="kuzeykargo_destek")).asks
    queries = [parse_qs(urlsplit(ask.url).query)["query"][0] for ask in asks]
    assert [query.count("conversation_id:") for query in queries] == [10, 1]
    assert max(map(len, queries)) <= 512
    assert [len(ask.context["of"].split()) for ask in asks] == [10, 1]


@pytest.mark.parametrize(
    ("place", "body"),
    [("search", {"meta": {"result_count": 2}}), ("search", {"data": [x_post(1)], "meta": {"result_count": 0}}),
     ("search", {"data": [x_post(1)], "meta": {}}), ("lookup", {}), ("lookup", {"errors": [{"title": "Invalid Request"}]})],
)  # fmt: skip
def test_an_answer_of_x_that_contradicts_itself_is_refused(place: str, body: Any) -> None:
    with pytest.raises(PageError, match="posts"):
        read("twitter_x", page(json.dumps(body).encode(), URL, place=place, handle="kuzeykargo", of="1"))


def test_what_an_answer_of_x_costs() -> None:
    posts = {"data": [x_post(1), x_post(2)]}
    assert (reads(answer(200, posts)), reads(answer(429, posts)), reads(answer(200, {"meta": {}}))) == (2, 0, 0)
    assert reads(answer(200, {"data": [{"tweet_count": 6}]})) == reads(answer(200, {"data": x_post(1)})) == 0
    assert reads(Answer(URL, 200, {}, b"<html>")) == reads(answer(200, ["x"])) == 0


def test_a_youtube_search_is_read_to_its_first_page_and_says_so() -> None:
    found = json.loads((PAGES / "youtube" / "search.json").read_text(encoding="utf-8"))
    for is_cut in (True, False):
        given = replace(page(json.dumps(found).encode(), URL), notices=(notices := Notices()))
        assert read("youtube", given).next is None
        assert ("search_cut" in [code for _, code, *_ in notices]) == is_cut
        found.pop("nextPageToken", None)


def crawl_x(home: Path, site: Site, platform: TwitterX, **more: str) -> Ended:
    """A crawl of X with these settings in the environment."""
    return crawl(home, "twitter_x", base_url=site.base_url, brands=platform.brands(), env=platform.env | more)


def test_x_stops_where_the_month_s_reads_are_spent(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = TwitterX(build_posts(11, now), now)
    with serve(platform.answer) as site:
        first = crawl_x(home, site, platform, X_MONTHLY_READ_CAP="5")
        asked = len(site.paths)
        second = crawl_x(home, site, platform, X_MONTHLY_READ_CAP="5")
        assert len(site.paths) == asked > 1
    assert first.state == second.state == "blocked"
    assert "the month's 5 reads are spent" in first.said("blocked")
    assert first.counts["records"] > 0
    spent = json.loads((home / "budgets" / "twitter_x.json").read_text())
    assert 5 <= sum(spent.values()) < 10


def test_words_deleted_at_x_are_kept_nowhere_but_their_count(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = TwitterX(build_posts(11, now), now)
    with serve(platform.answer) as site:
        assert crawl_x(home, site, platform).state == "ok"
        before = {record.source_key: record for record in rows(home, Record)}
        platform.now += timedelta(days=3)
        assert crawl_x(home, site, platform).state == "ok"
    gone = [record for record in rows(home, Record) if record.gone_at is not None]
    assert {record.source_key for record in gone} == platform.vanished()
    for record in gone:
        assert (record.text, record.author_hash, record.gone_how) == ("", "", "Not Found Error")
        assert record.posted_at == before[record.source_key].posted_at
        assert all(not sighting.said for sighting in rows(home, Sighting) if sighting.record_id == record.record_id)


def test_a_read_cap_that_is_no_number_is_named(home: Path) -> None:
    now = datetime.now(UTC) - timedelta(days=4)
    platform = TwitterX(build_posts(11, now), now)
    with serve(platform.answer) as site, pytest.raises(AssertionError, match="SetupError: X_MONTHLY_READ_CAP must be"):
        crawl_x(home, site, platform, X_MONTHLY_READ_CAP="5k")


NEXT = {"type": "application/json", "rel": "next", "href": "/rest/x?start=4"}


@pytest.mark.parametrize(
    ("total", "links", "goes_on"),
    [(9, [], True), (4, [], False), (None, [], False), (None, [NEXT], True), (4, [NEXT], True)],
)
def test_linkedin_goes_on_as_long_as_its_total_or_a_link_says(
    total: int | None, links: list[Any], goes_on: bool
) -> None:
    """The documented answer carries a total and no link."""
    listed = json.loads((PAGES / "linkedin" / "comments.json").read_text(encoding="utf-8"))
    listed["paging"] = {"start": 0, "count": 4, "links": links} | ({} if total is None else {"total": total})
    follows = read("linkedin", page(json.dumps(listed).encode(), f"{URL}?start=0&count=100", place="comments")).next
    assert (follows.url if follows else None) == (f"{URL}?start=4&count=4" if goes_on else None)


def test_what_is_no_post_at_bluesky_is_named() -> None:
    found = json.loads((PAGES / "bluesky" / "search-saved.json").read_text(encoding="utf-8"))
    found["posts"][0]["record"]["$type"] = "app.bsky.feed.like"
    with pytest.raises(PageError, match=r"app\.bsky\.feed\.like"):
        read("bluesky", page(json.dumps(found).encode(), URL))


def test_bluesky_says_with_a_400_that_a_thread_is_gone() -> None:
    hears = SOURCES["bluesky"].hears
    assert hears(answer(400, {"error": "NotFound", "message": "Post not found"})).status == 404
    assert hears(answer(400, {"error": "InvalidRequest", "message": "uri"})).status == 400
