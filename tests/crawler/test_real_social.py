"""Real answers of social networks, as public projects saved them: each is read whole, strictly (a key nobody knows raises)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.ask import Batch
from crawler.errors import Blocked, PageError
from crawler.page import Page
from crawler.source import SOURCES
from crawler.web import Answer
from tests.shared import shared

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def page_of(body: bytes, url: str = "https://graph.facebook.com/v12.0/saved.json", **context: str) -> Page:
    """A saved answer as a page."""
    return Page(url, 200, body, "hash", NOW, NOW, {}, {"brand": "Acme", **context}, url)


def read(source_id: str, name: str, **context: str) -> Batch:
    """What a source reads of a fixture."""
    return SOURCES[source_id].read(page_of(shared(f"fixtures/{source_id}/{name}.json").read_bytes(), **context))  # type: ignore[no-any-return]


def keys(batch: Batch) -> list[str]:
    """The ids of its records."""
    return [record.source_key for record in batch.records]


@pytest.mark.shared
def test_facebook_comments_are_told_from_their_replies() -> None:
    first, last = read("facebook", "graph_comments_p1"), read("facebook", "graph_comments_p2")
    assert keys(first) == [f"10158407654328553_{n}" for n in (10158407835073553, 10158407903973553, 10158408043788553,
                           10158408729028553, 10158408729313553, 10158410332078553)]  # fmt: skip
    assert [len(record.replies) for record in first.records] == [1, 2, 0, 0, 0, 1]
    assert [len(record.replies) for record in last.records] == [1, 0, 0, 0]
    assert first.records[0].posted_at == datetime(2021, 8, 10, 18, 45, 3, tzinfo=UTC)
    assert all(record.text and record.url and record.raw["page"] == "19292868552" for record in first.records)
    assert first.next is not None
    assert "access_token" not in first.next.url
    assert first.next.url.endswith("after=after")
    assert last.next is None


@pytest.mark.shared
def test_facebook_feed_leads_to_the_comments_of_each_post() -> None:
    first, last = read("facebook", "graph_feed_p1"), read("facebook", "graph_feed_p2")
    assert len(first.asks) == len(last.asks) == 5
    assert first.asks[0].url.startswith("https://graph.facebook.com/v12.0/19292868552_10158349356748553/comments?")
    assert "access_token" not in (first.next.url if first.next else "access_token")
    assert last.next is None


@pytest.mark.shared
def test_facebook_page_and_single_objects() -> None:
    assert read("facebook", "graph_page").asks[0].context["page_id"] == "20531316728"
    one = read("facebook", "graph_comment_info").records[0]
    assert (one.source_key, one.text) == ("10158371815748553_10158371930463553", "This is really nice")
    post = read("facebook", "graph_post").records[0]
    assert (post.source_key, post.raw["is_post"]) == ("175154750010052_424924701699721", "True")


@pytest.mark.shared
def test_facebook_error_is_told_by_its_code_alone() -> None:
    body = shared("fixtures/facebook/graph_error.json").read_bytes()
    with pytest.raises(PageError, match="error 100, None"):
        SOURCES["facebook"].hears(Answer("https://graph.facebook.com/x", 400, {}, body))


@pytest.mark.shared
def test_instagram_comments_in_both_shapes() -> None:
    first, last = read("instagram", "graph_media_comments_p1"), read("instagram", "graph_media_comments_p2")
    assert keys(first) == ["17858154961981086", "17874875428706419"]
    assert keys(last) == ["17892250648466172", "17914413430382429"]
    assert first.next is not None
    assert last.next is None
    assert last.records[0].posted_at == datetime(2020, 2, 24, 9, 15, 16, tzinfo=UTC)
    by_id = read("instagram", "graph_comments_fields")
    assert keys(by_id) == ["17892250648466172", "17858154961981086"]
    assert [record.author_key for record in by_id.records] == ["ikroskun", "lixiangguodu123"]
    assert keys(read("instagram", "graph_comment_replies")) == ["17847314687296283"]


@pytest.mark.shared
def test_instagram_media_tags_and_mentions() -> None:
    tags = read("instagram", "graph_tags", place="tags")
    assert len(tags.records) == 5
    assert [bool(record.text) for record in tags.records] == [True, True, True, True, False]
    assert keys(read("instagram", "graph_mentioned_comment")) == ["17967008497439572"]
    assert keys(read("instagram", "graph_mentioned_media")) == ["17889114512354744"]
    assert [ask.context["place"] for ask in read("instagram", "graph_user").asks] == ["media", "tags"]
    assert read("instagram", "graph_media") == Batch()  # nobody has commented on it


@pytest.mark.shared
def test_instagram_hashtag_media_without_a_time_are_no_records() -> None:
    """These were saved without the fields a record needs: only their paging can be shown."""
    first, last = (read("instagram", f"graph_hashtag_recent_{part}", place="hashtag") for part in ("p1", "p2"))
    assert first.records == last.records == ()
    assert first.next is not None
    assert last.next is None


@pytest.mark.shared
def test_linkedin_company_page_is_not_taken_for_an_answer() -> None:
    """No real answer of its comments is public: what lies there is a public page's markup, which must not pass for one."""
    with pytest.raises(PageError):
        read("linkedin", "scrapfly_company_jsonld")


def cassette(name: str) -> tuple[bytes, dict[str, Any]]:
    """(body, envelope) of a recorded answer of X."""
    saved = json.loads(shared(f"fixtures/twitter/{name}.json").read_bytes())
    return json.dumps(saved["body"]).encode(), saved


@pytest.mark.shared
@pytest.mark.parametrize("name", ["v2_search_recent", "v2_search_all", "v2_users_mentions"])
def test_x_posts_are_dated_by_their_ids(name: str) -> None:
    body, saved = cassette(name)
    batch = SOURCES["twitter_x"].read(page_of(body, saved["_request"]["url"]))
    assert keys(batch) == [row["id"] for row in saved["body"]["data"]]
    assert len(batch.records) == 10
    assert all(
        record.posted_at and record.posted_at.date() == datetime(2022, 10, 7, tzinfo=UTC).date()
        for record in batch.records
    )
    assert batch.next.url.endswith(saved["body"]["meta"]["next_token"])
    written = batch.records[-1].text[:19]
    if name == "v2_search_recent":  # a robot that posts the time
        assert abs((batch.records[-1].posted_at - datetime.fromisoformat(f"{written}+00:00")).total_seconds()) < 5
    headers = {key: value[0] for key, value in saved["_headers"].items()}
    answer = Answer("https://api.x.com/2", 200, headers, body)
    assert SOURCES["twitter_x"].hears(answer) is answer


@pytest.mark.shared
def test_x_counts_and_what_is_not_of_the_api() -> None:
    body, saved = cassette("v2_counts_recent")
    assert SOURCES["twitter_x"].read(page_of(body, saved["_request"]["url"])) == Batch(total=411)
    with pytest.raises(PageError):
        SOURCES["twitter_x"].read(page_of(shared("fixtures/twitter/scrapfly_tweet_parsed.json").read_bytes()))


@pytest.mark.shared
def test_youtube_threads() -> None:
    first, last, channel = (
        read("youtube", name) for name in ("commentThreads_p1", "commentThreads_p2", "commentThreads_search")
    )
    assert keys(first)[:2] == ["UgyZ1jqkHKYvi1-ruOZ4AaABAg", "Ugy4OzAuz5uJuFt3FH54AaABAg"]
    assert len(first.records) + len(first.asks) == len(last.records) + len(last.asks) == 5
    assert first.records[0].text == "Google.com"
    assert first.records[0].posted_at == datetime(2019, 11, 26, 15, 51, 44, tzinfo=UTC)
    assert all(record.author_key.startswith("UC") for record in first.records)
    assert first.next is not None
    assert keys(channel) == ["UgyUBI0HsgL9emxcZpR4AaABAg"]
    assert "/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw" in channel.records[0].url


@pytest.mark.shared
def test_youtube_replies_of_two_pages_make_one_record() -> None:
    """The thread they belong to was not saved: it is written here, as its page shows it."""
    of = "Ugw5zYU6n9pmIgAZWvN4AaABAg"
    first, last = (shared(f"fixtures/youtube/comments_by_parent_{part}.json").read_bytes() for part in ("p1", "p2"))
    snippet = json.loads(first)["items"][0]["snippet"] | {"textOriginal": "the comment", "publishedAt": "2019-12-01T04:45:00.000Z",
                                                          "updatedAt": "2019-12-01T04:45:00.000Z", "videoId": "x"}  # fmt: skip
    thread = {"id": of, "snippet": {"topLevelComment": {"id": of, "snippet": snippet}, "totalReplyCount": 3}}
    listed = page_of(json.dumps({"kind": "youtube#commentThreadListResponse", "items": [thread]}).encode())
    one = Page("https://x/1", 200, first, "h1", NOW, NOW, {}, {"of": of}, "https://x/1?textFormat=plainText", listed)
    two = Page("https://x/2", 200, last, "h2", NOW, NOW, {}, {"of": of}, "https://x/2", one)
    follows = SOURCES["youtube"].read(one)
    assert follows.records == ()
    assert "pageToken=R0FJe" in follows.asks[0].url
    record = SOURCES["youtube"].read(two).records[0]
    assert [reply.text for reply in record.replies] == [
        "hey, this is the replay",
        "this is the second reply!",
        "this is the third reply!",
    ]
    assert {reply.speaker.value for reply in record.replies} == {"customer"}


@pytest.mark.shared
def test_youtube_search_and_errors() -> None:
    found = read("youtube", "search_list_p1")
    assert len(found.asks) == 25
    assert all("videoId=" in ask.url and ask.may_be_gone for ask in found.asks)
    key, permission = (shared(f"fixtures/youtube/{name}.json").read_bytes() for name in ("error", "error_permission"))
    with pytest.raises(Blocked, match="keyInvalid"):
        SOURCES["youtube"].hears(Answer("https://x", 400, {}, key))
    with pytest.raises(PageError, match="SERVICE_UNAVAILABLE"):
        SOURCES["youtube"].hears(Answer("https://x", 403, {}, permission))
