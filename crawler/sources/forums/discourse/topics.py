"""A topic with its posts, as one record."""

from collections.abc import Sequence

from crawler.errors import PageError
from crawler.helpers.notes import note
from crawler.helpers.voices import voices_of
from crawler.page import Page, Row
from crawler.sources.forums.discourse.keys import KNOWN_OF_TOPIC
from crawler.sources.forums.discourse.posts import Post, replies_of, who
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, Speaker, Visibility

PARSER = "discourse-1"


def record_of(page: Page, topic: Row, posts: Sequence[Post], base: str, missing: int) -> CrawledRecord | None:
    """The record of a topic; None for one that the firm itself or the forum's software opened.

    `missing` is how many of its posts could not be read. Raises PageError for a topic without its first post.
    """
    first, *others = sorted(posts, key=lambda post: post.number)
    if first.number != 1:
        raise PageError(f"a topic without its first post at {topic.place}")
    if who(page, first, "") in {Speaker.BRAND, Speaker.BOT}:
        note(page, "left_out", "a topic opened by the firm itself")
        return None
    number, slug, title = topic.pop("id", int), topic.pop("slug", str), topic.pop("title", str)
    is_live, raw = first.removed is Visibility.LIVE, _raw(page, topic, first)
    record = CrawledRecord(
        source_id="discourse",
        source_key=f"{base.partition('://')[2]}|{number}",
        kind=RecordKind.MENTION,
        url=f"{base}/t/{slug}/{number}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        title=title if is_live else "",
        text=first.text if is_live else "",
        posted_at=first.at,
        posted_precision=Precision.SECOND,
        edited_at=first.edited_at,
        author_key=f"{base}|{first.user}",
        replies=tuple(replies_of(page, others, first.user)),
        solved_mark=_is_solved(topic, others),
        customer_confirms=_confirms(topic, first.user),
        views_count=topic.maybe("views", int),
        status_raw=" ".join(name for name in ("closed", "archived") if topic.maybe(name, bool)),
        visibility=first.removed,
        gone_how="" if is_live else "its words were taken away",
        raw=raw | {"base": base} | ({"posts_not_shown": str(missing)} if missing else {}),
    )
    topic.audit(page.notices, ignore=(*KNOWN_OF_TOPIC, "accepted_answer", "deleted_at", "closed", "archived"))
    return record


def _raw(page: Page, topic: Row, first: Post) -> dict[str, str]:
    """Tags are words in older forums and objects in newer ones."""
    tags = [tag["name"] if isinstance(tag, dict) else str(tag) for tag in topic.maybe("tags", list) or []]
    category = topic.maybe("category_id", int)
    return {"likes": str(first.likes), "version": str(first.version), "tags": " ".join(tags),
            "category": "" if category is None else str(category), "voices": voices_of(page)}  # fmt: skip


def _is_solved(topic: Row, others: Sequence[Post]) -> bool | None:
    """Whether an answer is marked as the solution; None where the forum has no such mark."""
    marks = [post.is_accepted for post in others if post.is_accepted is not None]
    named = topic.values.get("accepted_answer") is not None
    if not marks and not named and "has_accepted_answer" not in topic.values:
        return None
    return topic.maybe("has_accepted_answer", bool) is True or named or any(marks)


def _confirms(topic: Row, author: str) -> bool | None:
    """True where the forum says that the author marked the solution."""
    answer = topic.values.get("accepted_answer")
    accepter = answer.get("accepter_username") if isinstance(answer, dict) else None
    return True if accepter and accepter == author else None
