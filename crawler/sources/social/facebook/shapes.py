"""What a comment or a post says: its id, its author, its record."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.voices import speaker
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind

SOURCE_ID, PARSER = "facebook", "facebook-1"
_IGNORED = (
    "attachments", "full_picture", "icon", "message_tags", "picture", "shares", "status_type", "updated_time", "reactions",
    "like", "love", "wow", "haha", "sad", "angry", "attachment", "can_hide", "can_remove", "user_likes", "comment_count",
    "parent", "from", "id",
)  # fmt: skip


def record(page: Page, row: Row, answers: Iterable[Row] = ()) -> CrawledRecord:
    """A customer's comment or wall post with everything that was said under it."""
    firm, author, object_id, link = (
        page_id(page, row),
        author_of(row),
        id_of(row),
        row.maybe("permalink_url", str) or "",
    )
    hidden, likes = row.maybe("is_hidden", bool), row.maybe("like_count", int)
    made = CrawledRecord(
        source_id=SOURCE_ID,
        source_key=object_id,
        kind=RecordKind.MENTION,
        url=link,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", firm),
        text=row.maybe("message", str) or "",
        posted_at=iso(row.pop("created_time", str), row.place),
        posted_precision=Precision.SECOND,
        author_key=author,
        replies=tuple(_spoken(page, answers, author, firm)),
        status_raw="hidden" if hidden else "",
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={"page": firm, "is_post": str("/posts/" in link and "comment_id=" not in link), "is_hidden": _said(hidden),
             "likes": _said(likes)},
    )  # fmt: skip
    row.audit(page.notices, ignore=(*_IGNORED, "comments"))
    return made


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _spoken(page: Page, answers: Iterable[Row], author: str, firm: str) -> Iterator[CrawledReply]:
    """Answers in the order they were given, each with its speaker as far as the API names one."""
    told = [(iso(row.pop("created_time", str), row.place), row) for row in answers]
    for at, row in sorted(told, key=lambda one: one[0]):
        text, who = row.maybe("message", str) or "", author_of(row)
        row.audit(page.notices, ignore=(*_IGNORED, "like_count", "permalink_url", "is_hidden"))
        yield CrawledReply(
            speaker=speaker(who, voices=firm, author=author), text=text, posted_at=at, precision=Precision.SECOND
        )


def author_of(row: Row) -> str:
    """Who wrote it, "" where the API does not say: without a permission it names the page alone."""
    who = row.values.get("from")
    return str(who.get("id", "")) if isinstance(who, dict) else ""


def page_id(page: Page, row: Row) -> str:
    """The firm's page; of a saved answer the one its permalinks lead to."""
    link = urlsplit(str(row.values.get("permalink_url", ""))).path.strip("/").partition("/")[0]
    return page.context.get("page_id") or (link if link.isdigit() else "")


def id_of(row: Row) -> str:
    """A comment's or post's id: since v11.0 apps without MODERATE get none, but the permalink holds it."""
    post, comment, reply = _linked(row)
    found = row.values.get("id") or (f"{post}_{reply or comment}" if comment else "")
    if not found:
        raise PageError(f"neither an id nor a permalink that holds one at {row.place}")
    return str(found)


def parent_id(row: Row) -> str:
    """The comment a reply belongs to, "" for a comment."""
    parent = row.values.get("parent")
    post, comment, reply = _linked(row)
    return str(parent.get("id", "")) if isinstance(parent, dict) else f"{post}_{comment}" if reply else ""


def _linked(row: Row) -> tuple[str, str, str]:
    """(post, comment, reply) as a permalink numbers them, "" for what it does not hold."""
    link = urlsplit(str(row.values.get("permalink_url") or ""))
    asked = parse_qs(link.query)
    numbers = [(asked.get(name) or [""])[0] for name in ("comment_id", "reply_comment_id")]
    return link.path.strip("/").rpartition("/")[2], numbers[0], numbers[1]
