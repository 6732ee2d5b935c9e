"""A post as the network shows it ("post view"), and what becomes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.errors import PageError
from crawler.helpers.keys import short_key
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.text import tidy
from crawler.helpers.voices import speaker, voices_of
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind

PARSER = "bluesky-1"
DEFS = "app.bsky.feed.defs#"
UNSHOWN = {f"{DEFS}notFoundPost", f"{DEFS}blockedPost"}
_HIDDEN = {
    "!no-unauthenticated": "its author shows it to members only",
    "!hide": "hidden by the network",
    "!takedown": "taken down",
}
_COUNTS = ("likeCount", "repostCount", "replyCount", "quoteCount")
_VIEW = ("embed", "viewer", "threadgate", "debug", "bookmarkCount")
_AUTHOR = ("displayName", "avatar", "associated", "viewer", "createdAt", "verification", "status", "pronouns", "debug")
_RECORD = ("$type", "embed", "entities", "facets", "via")


@dataclass(frozen=True)
class Post:
    """What a post view says. `hidden` is why nobody should take it, or ""."""

    uri: str
    did: str
    handle: str
    text: str
    language: str
    posted_at: datetime
    is_bot: bool
    hidden: str
    raw: dict[str, str]


def post_of(page: Page, view: Row) -> Post:
    """Empty a view. Raises PageError for a record of another type."""
    author, record = view.row("author"), view.row("record")
    if record.values.get("$type") != "app.bsky.feed.post":
        raise PageError(f"a record of the type {record.values.get('$type')!r} at {view.place}")
    of_author, of_post = _labels(author), _labels(view) | _own_labels(record)
    hidden = next((why for label, why in _HIDDEN.items() if label in of_author | of_post), "")
    created, indexed = record.pop("createdAt", str), iso(view.pop("indexedAt", str), view.place)
    langs = record.maybe("langs", list) or []
    raw = {name: str(value) for name in _COUNTS if (value := view.maybe(name, int)) is not None}
    raw |= {
        "cid": view.pop("cid", str),
        "created_at": created,
        "indexed_at": indexed.isoformat(),
        "langs": " ".join(langs),
    }
    raw |= {"labels": " ".join(sorted(of_post)), "reply_to": _parent(record)}
    raw |= {
        "tags": " ".join(_features(record, "tag", "tag") + (record.maybe("tags", list) or [])),
        "links": " ".join(_features(record, "link", "uri")),
    }
    post = Post(view.pop("uri", str), author.pop("did", str), author.pop("handle", str), tidy(record.pop("text", str)),
                langs[0] if langs else "", _earlier(created, indexed), "bot" in of_author, hidden, raw)  # fmt: skip
    for row, known in ((view, _VIEW), (author, _AUTHOR), (record, _RECORD)):
        row.audit(page.notices, ignore=known)
    return post


def record_of(page: Page, post: Post, replies: Iterable[CrawledReply] = ()) -> CrawledRecord:
    """A post as a record."""
    number = post.uri.rpartition("/")[2]
    return CrawledRecord(
        source_id="bluesky",
        source_key=short_key(post.uri),
        kind=RecordKind.MENTION,
        url=f"https://bsky.app/profile/{post.did}/post/{number}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        text=post.text,
        language=post.language,
        posted_at=post.posted_at,
        posted_precision=Precision.SECOND,
        author_key=post.did,
        replies=tuple(replies),
        raw=post.raw | {"uri": post.uri, "is_bot": str(post.is_bot), "voices": voices_of(page)},
    )


def why_not(page: Page, post: Post) -> str:
    """Why a post is not taken, or ""."""
    if post.handle.lower() in voices_of(page).split():
        return "posted by the firm itself"
    return post.hidden


def replies_of(page: Page, thread: Row, author: str) -> Iterator[CrawledReply]:
    """The answers in a thread that may be shown, at any depth, in no order."""
    for below in thread.rows("replies") if thread.values.get("replies") else ():
        if below.pop("$type", str) in UNSHOWN:
            note(page, "replies_not_shown", "answers that were deleted or are blocked")
            continue
        post = post_of(page, below.row("post"))
        if not post.hidden:
            voices = voices_of(page)
            who = speaker(post.handle, voices=voices, author=author, is_bot=post.is_bot)
            yield CrawledReply(speaker=who, text=post.text, posted_at=post.posted_at, precision=Precision.SECOND)
        yield from replies_of(page, below, author)


def _earlier(created: str, indexed: datetime) -> datetime:
    """The author's time where it lies before the network's; a time without a zone, or none at all, proves nothing."""
    try:
        return min(iso(created, ""), indexed)
    except PageError:
        return indexed


def _labels(row: Row) -> set[str]:
    """The labels of an author or a post that hold: a negation takes one back."""
    found = [label.values for label in row.rows("labels")] if row.values.get("labels") else []
    row.values.pop("labels", None)
    back = {label.get("val") for label in found if label.get("neg")}
    return {str(label.get("val")) for label in found} - back


def _own_labels(record: Row) -> set[str]:
    """What the author says of the post."""
    said = record.maybe("labels", dict) or {}
    return {str(label.get("val")) for label in said.get("values", ())}


def _parent(record: Row) -> str:
    reply = record.maybe("reply", dict)
    return Row(reply, record.place).row("parent").pop("uri", str) if reply else ""


def _features(record: Row, kind: str, name: str) -> list[str]:
    """Hashtags and addresses: the text itself shows the latter cut short."""
    facets = record.values.get("facets") or ()
    features = (feature for facet in facets for feature in facet.get("features", ()))
    return [str(feature[name]) for feature in features if str(feature.get("$type", "")).endswith(f"#{kind}")]
