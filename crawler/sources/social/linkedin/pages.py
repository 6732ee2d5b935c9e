"""Pages of the Community Management API: posts, comments, answers, one comment."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.keys import short_key
from crawler.helpers.moments import epoch
from crawler.helpers.notes import note
from crawler.helpers.trail import handed_on, trail
from crawler.helpers.voices import speaker
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind

SOURCE_ID, PARSER = "linkedin", "linkedin-1"
API = "https://api.linkedin.com/rest"
_IGNORED = ("$URN", "object", "parentComment", "content", "agent", "likesSummary", "commentsSummary")


def read(page: Page) -> Batch:
    """Posts, comments of a post, answers to a comment, or one comment; what a saved file holds is told by its keys."""
    values = page.json()
    place = page.context.get("place") or ("comments" if "elements" in values.values else "one")
    return {"posts": _posts, "comments": _comments, "replies": _replies, "one": _one}[place](page, values)


def _posts(page: Page, values: Row) -> Batch:
    """The organisation's posts are no records: their comments are."""
    asks = [_comments_of(page, row.pop("id", str), place="comments") for row in values.rows("elements")]
    return Batch(asks=tuple(asks), next=_following(page, values, dict(page.context)))


def _comments_of(page: Page, urn: str, **more: str) -> Ask:
    return Ask(f"{API}/socialActions/{quote(urn, safe='')}/comments?start=0&count=100", context=handed_on(page, **more))


def _following(page: Page, values: Row, context: dict[str, str]) -> Ask | None:
    """The next part of a list: where a link leads to it, or where the total says that more is there; None at its end."""
    paging = values.row("paging")
    begin, count = paging.pop("start", int), paging.pop("count", int)
    is_linked = any(link.pop("rel", str) == "next" for link in paging.rows("links"))
    if count <= 0 or not (is_linked or begin + count < (paging.maybe("total", int) or 0)):
        return None
    parts = urlsplit(page.asked or page.url)
    query = urlencode(dict(parse_qsl(parts.query)) | {"start": str(begin + count), "count": str(count)})
    return Ask(f"{parts.scheme}://{parts.netloc}{parts.path}?{query}", context=context)


def _comments(page: Page, values: Row) -> Batch:
    found = [_read_one(page, row) for row in values.rows("elements")]
    records = tuple(one for one in found if isinstance(one, CrawledRecord))
    asks = tuple(one for one in found if isinstance(one, Ask))
    return Batch(records, asks, _following(page, values, dict(page.context)))


def _one(page: Page, values: Row) -> Batch:
    found = _read_one(page, values)
    return Batch((found,)) if isinstance(found, CrawledRecord) else Batch(asks=(found,) if found else ())


def _read_one(page: Page, row: Row) -> CrawledRecord | Ask | None:
    """A comment that stands alone is a record, an answered one asks for its answers, one of the firm's own is neither."""
    if row.values.get("actor") == page.context.get("org"):
        note(page, "left_out", "a comment of the organisation's own")
        return None
    has_answers = bool((row.values.get("commentsSummary") or {}).get("totalFirstLevelComments"))
    urn = _urn(row)
    return _comments_of(page, urn, place="replies", of=urn) if has_answers else _record(page, row)


def _replies(page: Page, values: Row) -> Batch:
    """Answers to one comment: the record is built on their last page."""
    follows = _following(page, values, handed_on(page))
    if follows:
        return Batch(asks=(follows,))
    pages = trail(page, of=page.context["of"])
    answers = [row for one in pages for row in one.json().rows("elements")]
    if (whole := pages[0].parent) is None:
        raise PageError(f"replies without the comment they belong to at {page.url}")
    listed = whole.json()
    rows = listed.rows("elements") if "elements" in listed.values else [listed]
    return Batch((_record(page, next(row for row in rows if _urn(row) == page.context["of"]), answers),))


def _urn(row: Row) -> str:
    """A comment's urn, as it names itself or made of what it hangs on and its number."""
    said = row.values.get("commentUrn") or row.values.get("$URN")
    return str(said) if said else f"urn:li:comment:({row.values.get('object')},{row.values.get('id')})"


def _record(page: Page, row: Row, answers: Iterable[Row] = ()) -> CrawledRecord:
    urn, actor, thing = _urn(row), row.pop("actor", str), row.pop("object", str)
    created, edited = _times(row)
    likes = (row.values.get("likesSummary") or {}).get("totalLikes")
    record = CrawledRecord(
        source_id=SOURCE_ID,
        source_key=short_key(urn),
        kind=RecordKind.MENTION,
        url=f"https://www.linkedin.com/feed/update/{thing}?commentUrn={quote(urn, safe='')}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        text=row.row("message").pop("text", str),
        posted_at=created,
        posted_precision=Precision.SECOND,
        edited_at=edited,
        author_key=actor,
        replies=tuple(_spoken(page, answers, actor)),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={
            "object": thing,
            "number": row.pop("id", str),
            "org": page.context.get("org", ""),
            "likes": str(likes or 0),
        },
    )
    row.audit(page.notices, ignore=(*_IGNORED, "commentUrn"))
    return record


def _times(row: Row) -> tuple[datetime, datetime | None]:
    """(written, changed or None where it never was)."""
    created, last = row.row("created"), row.row("lastModified")
    at, then = (epoch(one.pop("time", int), one.place, unit=1000) for one in (created, last))
    return at, then if then > at else None


def _spoken(page: Page, answers: Iterable[Row], author: str) -> Iterator[CrawledReply]:
    told = [(_times(row)[0], row) for row in answers]
    for at, row in sorted(told, key=lambda one: one[0]):
        text, actor = row.row("message").pop("text", str), row.pop("actor", str)
        row.audit(page.notices, ignore=(*_IGNORED, "commentUrn", "id"))
        who = speaker(actor, voices=page.context.get("org", "").lower(), author=author)
        yield CrawledReply(speaker=who, text=text, posted_at=at, precision=Precision.SECOND)
