"""What a comment and a medium say."""

from collections.abc import Iterable, Iterator

from crawler.helpers.moments import iso
from crawler.helpers.voices import speaker
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind

SOURCE_ID, PARSER = "instagram", "instagram-1"
_COMMENT_IGNORED = ("id", "username", "from", "media", "user", "parent_id", "legacy_instagram_comment_id", "replies")
_MEDIUM_IGNORED = (
    "media_url",
    "thumbnail_url",
    "children",
    "shortcode",
    "owner",
    "ig_id",
    "is_comment_enabled",
    "username",
)


def comment(page: Page, row: Row, answers: Iterable[Row] = (), place: str = "comments") -> CrawledRecord:
    """A customer's comment with the answers under it. Its address is its medium's."""
    hidden, author = row.maybe("hidden", bool), author_of(row)
    account = page.context.get("account", "")
    raw = {"place": place, "account": account, "likes": _count(row, "like_count"), "is_hidden": _said(hidden)}
    made = _record(page, row, text=row.maybe("text", str) or "", url=page.context.get("media", ""), author_key=author,
                   replies=tuple(_spoken(page, answers, author, account)), status_raw="hidden" if hidden else "",
                   sample_kind=SampleKind.OWN_ACCOUNT, raw=raw)  # fmt: skip
    row.audit(page.notices, ignore=_COMMENT_IGNORED)
    return made


def medium(page: Page, row: Row, place: str) -> CrawledRecord:
    """A medium of somebody else that tags or names the firm. `place` says how it was found."""
    raw = {"place": place, "account": page.context.get("account", ""), "type": row.maybe("media_type", str) or "",
           "likes": _count(row, "like_count"), "comments": _count(row, "comments_count")}  # fmt: skip
    kind = SampleKind.NEWEST_N if place == "hashtag" else SampleKind.OWN_ACCOUNT
    made = _record(page, row, text=row.maybe("caption", str) or "", url=row.maybe("permalink", str) or "",
                   author_key=author_of(row), sample_kind=kind, raw=raw)  # fmt: skip
    row.audit(page.notices, ignore=(*_MEDIUM_IGNORED, "id"))
    return made


def _record(page: Page, row: Row, **more: object) -> CrawledRecord:
    said = {
        "source_id": SOURCE_ID,
        "source_key": id_of(row),
        "kind": RecordKind.MENTION,
        "parser_version": PARSER,
        "retrieved_at": page.retrieved_at,
        "page_hash": page.page_hash,
        "brand_label": page.context.get("brand", ""),
        "posted_at": iso(row.pop("timestamp", str), row.place),
        "posted_precision": Precision.SECOND,
    }
    return CrawledRecord.model_validate(said | more)


def _count(row: Row, name: str) -> str:
    return _said(row.maybe(name, int))


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _spoken(page: Page, answers: Iterable[Row], author: str, account: str) -> Iterator[CrawledReply]:
    """Answers in the order they were given; the API lists the newest first."""
    told = [(iso(row.pop("timestamp", str), row.place), row) for row in answers]
    for at, row in sorted(told, key=lambda one: one[0]):
        text, who = row.maybe("text", str) or "", author_of(row)
        row.audit(page.notices, ignore=(*_COMMENT_IGNORED, "like_count", "hidden"))
        yield CrawledReply(
            speaker=speaker(who, voices=account.lower(), author=author),
            text=text,
            posted_at=at,
            precision=Precision.SECOND,
        )


def author_of(row: Row) -> str:
    """The user name, "" where the answer was asked for without."""
    return str(row.values.get("username") or "")


def id_of(row: Row) -> str:
    """A comment's or medium's id."""
    return Row(row.values, row.place).pop("id", str)
