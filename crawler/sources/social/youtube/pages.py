"""Pages of the Data API: threads of comments, replies, videos found."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.ask import Ask, Batch, Gone
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.text import plain, tidy
from crawler.helpers.trail import handed_on, trail
from crawler.helpers.voices import speaker
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind

SOURCE_ID, PARSER = "youtube", "youtube-1"
API = "/youtube/v3"
NEWEST = {"order": "time", "maxResults": "100"}
_IGNORED = (
    "authorDisplayName", "authorProfileImageUrl", "authorChannelUrl", "canRate", "viewerRating", "videoId", "channelId",
    "parentId", "moderationStatus", "textDisplay", "textOriginal",
)  # fmt: skip


def threads(context: dict[str, str], wanted: dict[str, str], *, may_be_gone: bool = False) -> Ask:
    """Threads of comments, with the first of their replies."""
    query = urlencode({"part": "snippet,replies", "textFormat": "plainText"} | wanted)
    return Ask(f"{API}/commentThreads?{query}", context=context | {"place": "threads"}, may_be_gone=may_be_gone)


def read(page: Page) -> Batch:
    """A list of the API: which one it is it says itself."""
    values = page.json()
    kinds = {"youtube#commentThreadListResponse": _threads, "youtube#commentListResponse": _replies,
             "youtube#searchListResponse": _search}  # fmt: skip
    return values.choice("kind", kinds)(page, values)


def _following(page: Page, values: Row, context: dict[str, str]) -> Ask | None:
    token = values.maybe("nextPageToken", str)
    if token is None:
        return None
    parts = urlsplit(page.asked or page.url)
    query = urlencode({name: value for name, value in parse_qsl(parts.query) if name != "key"} | {"pageToken": token})
    return Ask(f"{parts.scheme}://{parts.netloc}{parts.path}?{query}", context=context)


def _search(page: Page, values: Row) -> Batch:
    """Found videos are no records: the comments under them are. Only the first page is followed: each costs 100 units."""
    asks = []
    for row in values.rows("items"):
        video, channel = row.row("id").pop("videoId", str), page.context.get("channel", "")
        context = {"brand": page.context.get("brand", ""), "channel": channel, "found": "search"}
        asks.append(threads(context, NEWEST | {"videoId": video}, may_be_gone=True))
    note(
        page,
        "search_cut",
        "a search found more videos than its first page",
        count=int("nextPageToken" in values.values),
    )
    return Batch(asks=tuple(asks))


def _threads(page: Page, values: Row) -> Batch:
    records, asks, seen = [], [], set()
    for row in values.rows("items"):
        snippet = row.row("snippet")
        number, top = row.pop("id", str), snippet.row("topLevelComment").row("snippet")
        seen.add(number)
        shown = row.maybe("replies", dict) or {"comments": []}
        answers = [one.row("snippet") for one in Row(shown, row.place).rows("comments")]
        is_hidden = snippet.maybe("isPublic", bool) is False
        if is_hidden or (_author(top) != "" and _author(top) == page.context.get("channel")):
            note(page, "left_out", "a thread that is not public, or begun by the channel itself")
        elif snippet.pop("totalReplyCount", int) > len(answers):
            asks.append(_all_replies(page, number))
        else:
            records.append(_record(page, number, top, answers))
    wanted = page.context.get("id")
    gone = (Gone(wanted, "not in the answer"),) if wanted and wanted not in seen else ()
    return Batch(tuple(records), tuple(asks), _following(page, values, dict(page.context)), gone)


def _all_replies(page: Page, thread: str) -> Ask:
    wanted = {"part": "snippet", "parentId": thread, "maxResults": "100", "textFormat": "plainText"}
    return Ask(f"{API}/comments?{urlencode(wanted)}", context=handed_on(page, place="replies", of=thread))


def _replies(page: Page, values: Row) -> Batch:
    """Replies to one comment: the record is built on their last page."""
    follows = _following(page, values, handed_on(page))
    if follows:
        return Batch(asks=(follows,))
    thread = page.context.get("of", "")
    pages = trail(page, of=thread)
    answers = [row.row("snippet") for one in pages for row in one.json().rows("items")]
    if (whole := pages[0].parent) is None:
        raise PageError(f"replies without the comment they belong to at {page.url}")
    row = next(row for row in whole.json().rows("items") if row.values.get("id") == thread)
    return Batch((_record(page, thread, row.row("snippet").row("topLevelComment").row("snippet"), answers),))


def _record(page: Page, number: str, top: Row, answers: Iterable[Row]) -> CrawledRecord:
    at, edited = _times(top)
    author, found = _author(top), page.context.get("found", "")
    record = CrawledRecord(
        source_id=SOURCE_ID,
        source_key=number,
        kind=RecordKind.MENTION,
        url=_address(top, number),
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        text=_text(page, top),
        posted_at=at,
        posted_precision=Precision.SECOND,
        edited_at=edited,
        author_key=author,
        replies=tuple(_spoken(page, answers, author)),
        sample_kind=SampleKind.NEWEST_N if found else SampleKind.OWN_ACCOUNT,
        raw={"likes": str(top.pop("likeCount", int)), "channel": page.context.get("channel", ""), "found": found},
    )
    top.audit(page.notices, ignore=(*_IGNORED, "authorChannelId"))
    return record


def _address(top: Row, number: str) -> str:
    """Where a reader sees it: under its video, or on the channel's own page."""
    video, channel = top.values.get("videoId"), top.values.get("channelId")
    return f"https://www.youtube.com/{f'watch?v={video}&' if video else f'channel/{channel}/community?'}lc={number}"


def _times(row: Row) -> tuple[datetime, datetime | None]:
    """(published, updated or None where it never was)."""
    at, then = (iso(row.pop(name, str), row.place) for name in ("publishedAt", "updatedAt"))
    return at, then if then > at else None


def _author(row: Row) -> str:
    """The author's channel, "" where the account is gone."""
    return str((row.values.get("authorChannelId") or {}).get("value", ""))


def _text(page: Page, row: Row) -> str:
    """The words as written; an answer that was not asked for plain text has them in HTML, and not always as written too."""
    if (written := row.values.get("textOriginal")) is not None:
        return tidy(str(written))
    shown = row.pop("textDisplay", str)
    return tidy(shown) if "textFormat=plainText" in page.asked else plain(shown)


def _spoken(page: Page, answers: Iterable[Row], author: str) -> Iterator[CrawledReply]:
    """Replies in the order they were given; the API lists the newest first."""
    told = [(_times(row)[0], row) for row in answers]
    voices = page.context.get("channel", "").lower()
    for at, row in sorted(told, key=lambda one: one[0]):
        who = speaker(_author(row), voices=voices, author=author)
        text = _text(page, row)
        row.audit(page.notices, ignore=(*_IGNORED, "authorChannelId", "likeCount"))
        yield CrawledReply(speaker=who, text=text, posted_at=at, precision=Precision.SECOND)
