"""Reddit's things: a post ("t3") is a record, the comments ("t1") under it are its replies."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from crawler.helpers.moments import epoch
from crawler.helpers.notes import note
from crawler.helpers.text import tidy
from crawler.helpers.voices import speaker, voices_of
from crawler.page import Page, Row
from crawler.sources.social.reddit import keys
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Visibility

PARSER = "reddit-1"
HOME, API = "https://www.reddit.com", "https://oauth.reddit.com"
DELETED, REMOVED = "[deleted]", "[removed]"
GONE = {DELETED: Visibility.WITHDRAWN, REMOVED: Visibility.REMOVED}
BY = {"": Visibility.LIVE, "deleted": Visibility.WITHDRAWN, "author": Visibility.WITHDRAWN} | dict.fromkeys(
    ("moderator", "automod_filtered", "reddit", "anti_evil_ops", "community_ops", "content_takedown", "copyright_takedown", "legal"),
    Visibility.REMOVED,
)  # fmt: skip
_NUMBERS = ("score", "num_comments", "upvote_ratio")
_OF_A_REPLY = ("created_utc", "edited", "id", "link_id", "score", "distinguished", "permalink")


def children(listing: Row) -> Iterator[tuple[str, Row]]:
    """(kind, data) of what a "Listing" holds."""
    listing.choice("kind", {"Listing": True})
    return of_kinds(listing.row("data").rows("children"))


def of_kinds(rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """(kind, data) of things as Reddit wraps them."""
    for row in rows:
        yield row.pop("kind", str), row.row("data")


def is_gone(row: Row) -> bool:
    """Whether a post's words were taken away."""
    return bool(row.values.get("removed_by_category")) or row.values.get("selftext") in GONE


def post(page: Page, row: Row, comments: Iterable[Row] = (), missing: int = 0) -> CrawledRecord:
    """A post with its replies, so many missing. One that its author or a moderator took away is a record without words."""
    text, author, by = row.maybe("selftext", str) or "", _author(row), row.values.get("removed_by_category") or ""
    visibility = row.choice("removed_by_category", BY)
    visibility = GONE.get(text, Visibility.LIVE) if visibility is Visibility.LIVE else visibility
    is_live, title = visibility is Visibility.LIVE, row.pop("title", str)
    path, raw = row.pop("permalink", str).partition("?")[0], _raw(page, row)
    replies = sorted(_replies(page, comments, author), key=lambda one: str(one.posted_at))
    if missing:
        note(page, "comments_not_shown", "a thread is too long to be shown whole", count=missing)
        raw["comments_not_shown"] = str(missing)
    record = CrawledRecord(
        source_key=f"t3_{row.pop('id', str)}", url=f"{HOME}{path}", title=title if is_live else "",
        text=tidy(text) if is_live else "", author_key=author, replies=tuple(replies),
        visibility=visibility, gone_how="" if is_live else f"removed: {by or text}", raw=raw, **_common(page, row),
    )  # fmt: skip
    row.audit(page.notices, ignore=keys.POST)
    return record


def comment(page: Page, row: Row) -> CrawledRecord:
    """A comment that stands by itself in a listing."""
    text, author, number = row.pop("body", str), _author(row), row.pop("id", str)
    thread, visibility = row.pop("link_id", str).removeprefix("t3_"), GONE.get(text, Visibility.LIVE)
    is_live = visibility is Visibility.LIVE
    raw = {
        "score": str(row.pop("score", int)),
        "reply_to": row.pop("parent_id", str),
        "subreddit": row.pop("subreddit", str),
    }
    record = CrawledRecord(
        source_key=f"t1_{number}", url=f"{HOME}/comments/{thread}/_/{number}", text=tidy(text) if is_live else "",
        author_key=author, visibility=visibility, gone_how="" if is_live else f"removed: {text}",
        raw=raw | {"voices": voices_of(page)}, **_common(page, row),
    )  # fmt: skip
    row.audit(page.notices, ignore=keys.COMMENT)
    return record


def _common(page: Page, row: Row) -> dict[str, Any]:
    return {
        "source_id": "reddit", "kind": RecordKind.MENTION, "parser_version": PARSER, "retrieved_at": page.retrieved_at,
        "page_hash": page.page_hash, "brand_label": page.context["brand"], "sample_kind": SampleKind.NEWEST_N,
        "posted_at": posted_at(row), "posted_precision": Precision.SECOND, "edited_at": _edited_at(row),
    }  # fmt: skip


def posted_at(row: Row) -> datetime:
    """When a thing was posted. Raises PageError where it does not say."""
    return epoch(row.values.pop("created_utc", None), row.place)


def _edited_at(row: Row) -> datetime | None:
    """`edited` is false or a time; things of before 2012 say true: edited, nobody knows when."""
    at = row.values.pop("edited", False)
    return None if at is None or isinstance(at, bool) else epoch(at, row.place)


def _author(row: Row) -> str:
    """The author's name, or "" for one who left."""
    name = row.maybe("author", str) or ""
    return "" if name == DELETED else name


def _raw(page: Page, row: Row) -> dict[str, str]:
    raw = {name: str(value) for name in _NUMBERS if (value := row.values.pop(name, None)) is not None}
    link, is_ad = row.maybe("url", str) or "", row.maybe("is_created_from_ads_ui", bool)
    raw |= {"subreddit": row.pop("subreddit", str), "flair": row.maybe("link_flair_text", str) or ""}
    raw |= {"is_moderator": str(row.maybe("distinguished", str) is not None), "voices": voices_of(page)}
    return raw | ({"link": link} if "/comments/" not in link else {}) | ({} if is_ad is None else {"is_ad": str(is_ad)})


def _replies(page: Page, comments: Iterable[Row], author: str) -> Iterator[CrawledReply]:
    """What was answered, without what was taken away."""
    for row in comments:
        text, name = row.pop("body", str), _author(row)
        is_bot = name.lower() == "automoderator"
        if text not in GONE:
            who = speaker(name, voices=voices_of(page), author=author, is_bot=is_bot)
            yield CrawledReply(speaker=who, text=tidy(text), posted_at=posted_at(row), precision=Precision.SECOND)
        row.audit(page.notices, ignore=(*keys.COMMENT, *_OF_A_REPLY))
