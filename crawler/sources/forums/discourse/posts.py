"""A post of a forum: the first of a topic is what is said, the others are answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.text import plain
from crawler.helpers.voices import speaker, voices_of
from crawler.page import Page, Row
from crawler.sources.forums.discourse.keys import KNOWN_OF_POST
from store.records import CrawledReply
from store.vocabulary import Precision, Speaker, Visibility

REGULAR, MODERATOR, SMALL_ACTION, WHISPER = 1, 2, 3, 4
_SAYS_SOMETHING = {REGULAR: True, MODERATOR: True, SMALL_ACTION: False, WHISPER: False}
_LIKES = 2


@dataclass(frozen=True)
class Post:
    """One post. `removed` says who took its words away: LIVE where they stand."""

    post_id: int
    number: int
    user: str
    at: datetime
    edited_at: datetime | None
    text: str
    says: bool
    is_staff: bool
    is_system: bool
    is_accepted: bool | None
    removed: Visibility
    likes: int
    version: int


def post_of(page: Page, row: Row) -> Post:
    """Empty a post. Raises PageError for a kind of post nobody knows."""
    kind, version = row.pop("post_type", int), row.maybe("version", int) or 1
    if kind not in _SAYS_SOMETHING:
        raise PageError(f"a post of the unknown type {kind} at {row.place}")
    at, changed = iso(row.pop("created_at", str), row.place), iso(row.pop("updated_at", str), row.place)
    is_own, is_off = row.maybe("user_deleted", bool) is True, row.maybe("deleted_at", str) is not None
    is_hidden = row.maybe("hidden", bool) is True
    removed = Visibility.WITHDRAWN if is_own else Visibility.REMOVED if is_off or is_hidden else Visibility.LIVE
    number = row.maybe("user_id", int)
    post = Post(
        row.pop("id", int), row.pop("post_number", int), row.pop("username", str), at, changed if version > 1 else None,
        plain(row.pop("cooked", str)), _SAYS_SOMETHING[kind], row.maybe("staff", bool) is True, number is not None and number < 0,
        row.maybe("accepted_answer", bool), removed, _likes(row), version,
    )  # fmt: skip
    row.audit(page.notices, ignore=KNOWN_OF_POST)
    return post


def who(page: Page, post: Post, author: str) -> Speaker:
    """The firm's voice is one of the accounts its operator named, or, where none is named, the forum's staff."""
    voices = voices_of(page)
    is_staff = not voices and post.is_staff and not post.is_system
    return Speaker.BRAND if is_staff else speaker(post.user, voices=voices, author=author, is_bot=post.is_system)


def replies_of(page: Page, posts: Iterable[Post], author: str) -> Iterator[CrawledReply]:
    """What was answered, in order: no system notes, and nothing whose words were taken away."""
    for post in posts:
        if post.says and post.removed is Visibility.LIVE and post.text:
            yield CrawledReply(
                speaker=who(page, post, author), text=post.text, posted_at=post.at, precision=Precision.SECOND
            )


def _likes(row: Row) -> int:
    actions = row.maybe("actions_summary", list) or []
    return next((int(action.get("count", 0)) for action in actions if action.get("id") == _LIKES), 0)
