"""Pages of API v2: a search (or mentions, which look the same), the firm's answers, posts looked up by id, counts."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.sources.social.twitter_x.posts import PARSER, SOURCE_ID, authors, key_of, record, replies_to, takes_part
from crawler.web import Answer
from store.records import CrawledRecord
from store.vocabulary import RecordKind, Visibility

__all__ = ["PARSER", "SOURCE_ID", "lookup", "read", "reads", "search"]

API = "https://api.x.com/2/tweets"
CONVERSATIONS_AN_ASK = 10
"""A query may have 512 characters."""
_FIELDS = {
    "tweet.fields": "created_at,lang,public_metrics,conversation_id,in_reply_to_user_id,referenced_tweets,edit_history_tweet_ids,note_tweet",
    "expansions": "author_id",
    "user.fields": "public_metrics",
}
_GONE = {"Not Found Error", "Authorization Error"}


def search(query: str, context: dict[str, str]) -> Ask:
    """Posts of the last seven days, a hundred a page."""
    return Ask(f"{API}/search/recent?{urlencode({'query': query, 'max_results': '100'} | _FIELDS)}", context=context)


def lookup(post_id: str, context: dict[str, str]) -> Ask:
    """One post by its id; one that is gone is an error within the answer."""
    return Ask(f"{API}?{urlencode({'ids': post_id} | _FIELDS)}", context=context)


def reads(answer: Answer) -> int:
    """How many posts an answer costs."""
    try:
        rows = msgspec.json.decode(answer.body).get("data") if answer.status == 200 else None
    except (msgspec.DecodeError, AttributeError):  # no answer of the API: nothing was read
        return 0
    return sum("id" in row for row in rows) if isinstance(rows, list) else 0


def read(page: Page) -> Batch:
    """Any of them: which one is told by its keys and by what it was asked for."""
    values = page.json()
    place = page.context.get("place", "search")
    if place == "lookup":
        return _lookup(page, values)
    if "total_tweet_count" in (values.values.get("meta") or {}):
        return Batch(total=values.row("meta").pop("total_tweet_count", int))
    return _answers(page, values) if place == "replies" else _search(page, values)


def _rows(values: Row) -> list[Row]:
    """The posts of an answer: a search that finds nothing has no list at all."""
    count = (values.values.get("meta") or {}).get("result_count")
    rows = list(values.rows("data")) if "data" in values.values else []
    if count is None or (count == 0) != (not rows):
        raise PageError(f"{len(rows)} posts where {count} are announced at {values.place}")
    return rows


def _following(page: Page, values: Row, context: dict[str, str]) -> Ask | None:
    token = values.row("meta").maybe("next_token", str)
    if token is None:
        return None
    parts = urlsplit(page.asked or page.url)
    query = urlencode(dict(parse_qsl(parts.query)) | {"next_token": token})
    return Ask(f"{parts.scheme}://{parts.netloc}{parts.path}?{query}", context=context)


def _search(page: Page, values: Row) -> Batch:
    """Posts nobody answered are records; those with answers ask for the firm's."""
    users, rows, handle = authors(values), _rows(values), page.context.get("handle", "")
    told = [row for row in rows if takes_part(row, users, handle)]
    note(page, "left_out", "repeats of others' posts, and the firm's own", count=len(rows) - len(told))
    answered = [row for row in told if handle and (row.values.get("public_metrics") or {}).get("reply_count")]
    asks = tuple(_answers_to(page, answered)) if answered else ()
    records = tuple(record(page, row, users) for row in told if row not in answered)
    return Batch(records, asks, _following(page, values, dict(page.context)))


def _answers_to(page: Page, rows: list[Row]) -> Iterator[Ask]:
    """The firm's words in these conversations, ten conversations an ask."""
    talks: dict[str, list[str]] = {}
    for row in rows:
        talks.setdefault(str(row.values.get("conversation_id")), []).append(str(row.values["id"]))
    numbers = list(talks)
    for begin in range(0, len(numbers), CONVERSATIONS_AN_ASK):
        some = numbers[begin : begin + CONVERSATIONS_AN_ASK]
        query = f"from:{page.context['handle']} ({' OR '.join(f'conversation_id:{number}' for number in some)})"
        of = " ".join(post for number in some for post in talks[number])
        yield search(query, handed_on(page, place="replies", of=of))


def _answers(page: Page, values: Row) -> Batch:
    """The firm's answers to several posts: the records are built on the last page of them."""
    rows, follows = _rows(values), _following(page, values, handed_on(page))
    if follows and rows:
        return Batch(asks=(follows,))
    pages = trail(page, of=page.context["of"])
    if (whole := pages[0].parent) is None:
        raise PageError(f"answers without the posts they belong to at {page.url}")
    answers = [row for one in pages for row in _rows(one.json())]
    listed = whole.json()
    users, wanted = authors(listed), page.context["of"].split()
    posts = [row for row in listed.rows("data") if row.values.get("id") in wanted]
    under = replies_to(page, posts, answers)
    return Batch(tuple(record(page, row, users, under[str(row.values["id"])]) for row in posts))


def _lookup(page: Page, values: Row) -> Batch:
    """A post that stands is as it was: nobody edits after an hour. One that is deleted, or that its author hides, loses its words."""
    rows = list(values.rows("data")) if "data" in values.values else []
    if rows:  # errors beside it are of its author, or of what it refers to
        return Batch(stands=tuple(key_of(row) for row in rows))
    titles = {error.pop("title", str) for error in values.rows("errors")} if "errors" in values.values else set()
    if titles - _GONE or not titles:
        raise PageError(f"neither posts nor a known error ({', '.join(sorted(titles)) or 'none'}) at {values.place}")
    return Batch((_without_words(page, ", ".join(sorted(titles))),))


def _without_words(page: Page, how: str) -> CrawledRecord:
    posted_at = page.context.get("posted_at", "")
    return CrawledRecord(
        source_id=SOURCE_ID,
        source_key=page.context["of"],
        kind=RecordKind.MENTION,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        posted_at=_moment(posted_at, page.url),
        visibility=Visibility.REMOVED,
        gone_how=how,
        raw={"handle": page.context.get("handle", ""), "latest": page.context["of"]},
    )


def _moment(posted_at: str, place: str) -> datetime | None:
    return iso(posted_at, place) if posted_at else None
