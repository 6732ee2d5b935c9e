"""A Mastodon status, and what becomes of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from crawler.helpers.keys import short_key
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.text import plain
from crawler.helpers.voices import speaker, voices_of
from crawler.page import Page, Row
from crawler.web import base_of
from store.records import CrawledRecord, CrawledReply, CrawledVersion
from store.vocabulary import Precision, RecordKind

PARSER = "mastodon-4"
_COUNTS = ("replies_count", "reblogs_count", "favourites_count", "quotes_count")
_IGNORED = (
    "in_reply_to_account_id", "url", "favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered", "application",
    "media_attachments", "mentions", "emojis", "tagged_collections", "quote", "card", "poll", "quote_approval", "sensitive",
)  # fmt: skip


def why_not(page: Page, row: Row) -> str:
    """Why a status is not taken, or ""."""
    is_own = _name(Row(row.values.get("account"), row.place)) in voices_of(page).split()
    return "posted by the firm itself" if is_own else _hidden(row)


def _hidden(row: Row) -> str:
    account = Row(row.values.get("account"), row.place)
    if row.values.get("reblog") is not None:
        return "a repeat of somebody else's post"
    if row.values.get("visibility") != "public":
        return "a post that is not public"
    if account.maybe("noindex", bool) is True or account.maybe("discoverable", bool) is False:
        return "its author does not want to be found"
    return ""


def _name(account: Row) -> str:
    """ "acme@mastodon.social", in lower case: an instance writes its own accounts without their host."""
    return f"{account.values.get('username')}@{urlsplit(str(account.values.get('uri'))).netloc}".lower()


def record_of(
    page: Page, row: Row, thread: Row | None = None, versions: Mapping[str, list[Row]] = MappingProxyType({})
) -> CrawledRecord | None:
    """A status, with the answers of its thread where that was asked for, and of those the `versions` by their numbers.

    None for one that is not to be taken.
    """
    if why := why_not(page, row):
        note(page, "left_out", why)
        return None
    account, number, uri = row.row("account"), row.pop("id", str), row.pop("uri", str)
    name, edited = _name(account), row.maybe("edited_at", str)
    replies = _replies(page, thread, name, versions) if thread else ()
    row.maybe("reblog", dict), row.pop("visibility", str)
    raw = {name: str(value) for name in _COUNTS if (value := row.maybe(name, int)) is not None}
    raw |= {"status": f"{base_of(page.url)}/api/v1/statuses/{number}", "is_bot": str(account.pop("bot", bool))}
    raw |= {
        "reply_to": row.maybe("in_reply_to_id", str) or "",
        "tags": " ".join(tag.pop("name", str) for tag in row.rows("tags")),
    }
    raw |= {"voices": voices_of(page), "versions": page.context.get("versions", "")}
    record = CrawledRecord(
        source_id="mastodon",
        source_key=short_key(uri),
        kind=RecordKind.MENTION,
        url=uri,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        title=row.pop("spoiler_text", str),
        text=plain(row.pop("content", str)),
        language=row.maybe("language", str) or "",
        posted_at=iso(row.pop("created_at", str), row.place),
        posted_precision=Precision.SECOND,
        edited_at=iso(edited, row.place) if edited else None,
        author_key=account.pop("uri", str),
        replies=tuple(sorted(replies, key=lambda reply: str(reply.posted_at))),
        earlier=tuple(_earlier(page, iso(edited, row.place))) if edited else (),
        raw=raw,
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def _earlier(page: Page, edited_at: datetime) -> Iterator[CrawledVersion]:
    """What the post said before its last edit, where the way here led over its history."""
    before: Page | None = page
    while before is not None and (not urlsplit(before.url).path.endswith("/history") or "answers" in before.context):
        before = before.parent
    return _before(before.rows() if before is not None else (), edited_at)


def _before(versions: Iterable[Row], edited_at: datetime) -> Iterator[CrawledVersion]:
    for row in versions:
        at = iso(row.pop("created_at", str), row.place)
        if at < edited_at:
            yield CrawledVersion(at=at, title=row.pop("spoiler_text", str), text=plain(row.pop("content", str)))


def edited_answers(page: Page, status: Row, thread: Row) -> list[str]:
    """Numbers of the answers that were edited, as far as they are the firm's or the author's own."""
    author = _name(Row(status.values.get("account"), status.place))
    return [str(row.values.get("id")) for row in thread.rows("descendants") if row.values.get("edited_at") and not _hidden(row)
            and _name(Row(row.values.get("account"), row.place)) in {author, *voices_of(page).split()}]  # fmt: skip


def _replies(page: Page, thread: Row, author: str, versions: Mapping[str, list[Row]]) -> Iterator[CrawledReply]:
    """The answers that may be shown, whatever they answer to."""
    for row in thread.rows("descendants"):
        account = Row(row.values.get("account"), row.place)
        name, is_bot = _name(account), account.maybe("bot", bool) is True
        if why := _hidden(row):
            note(page, "replies_not_shown", why)
            continue
        who = speaker(name, voices=voices_of(page), author=author, is_bot=is_bot)
        at, edited = (
            iso(said, row.place) if said else None for said in (row.pop("created_at", str), row.maybe("edited_at", str))
        )
        known = versions.get(str(row.values.get("id")), [])
        yield CrawledReply(speaker=who, text=plain(row.pop("content", str)), posted_at=at, precision=Precision.SECOND,
                           edited_at=edited, earlier=tuple(_before(known, edited)) if edited else ())  # fmt: skip
