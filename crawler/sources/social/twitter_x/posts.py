"""What a post says: its id through its edits, its author as far as is kept, its record."""

from collections.abc import Iterable
from datetime import datetime

from crawler.helpers.moments import epoch, iso
from crawler.helpers.notes import note
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, Speaker

SOURCE_ID, PARSER = "twitter_x", "twitter_x-1"
_BEGIN_MS = 1_288_834_974_657
_COUNTS = ("reply_count", "retweet_count", "like_count", "quote_count")
_IGNORED = ("entities", "attachments", "context_annotations", "edit_controls", "possibly_sensitive", "reply_settings", "author_id",
            "source", "geo", "withheld", "in_reply_to_user_id", "referenced_tweets", "public_metrics")  # fmt: skip


def authors(values: Row) -> dict[str, Row]:
    """The authors an answer brings along, by their ids."""
    users = values.row("includes").rows("users") if "includes" in values.values else ()
    return {str(user.values.get("id")): user for user in users}


def takes_part(row: Row, users: dict[str, Row], handle: str) -> bool:
    """Whether a post is somebody's own words about the firm: no repeat, and not the firm itself."""
    user = users.get(str(row.values.get("author_id")))
    is_firms = user is not None and str(user.values.get("username")).lower() == handle.lower()
    return not is_firms and "retweeted" not in dict(_references(row))


def _references(row: Row) -> list[tuple[str, str]]:
    """(how, id) of the posts it refers to: retweeted, quoted, replied_to."""
    return [(str(one["type"]), str(one["id"])) for one in row.values.get("referenced_tweets") or []]


def key_of(row: Row) -> str:
    """The id it was first posted under: each edit gives it a new one. Ids have 64 bits and stay text."""
    return str((row.values.get("edit_history_tweet_ids") or [row.values.get("id")])[0])


def at_of(post_id: str, place: str) -> datetime:
    """When an id was given: its upper bits count milliseconds since November 2010."""
    return epoch((int(post_id) >> 22) + _BEGIN_MS, place, unit=1000)


def record(page: Page, row: Row, users: dict[str, Row], answers: Iterable[Row] = ()) -> CrawledRecord:
    """A post with the firm's answers. `edited_at` is the moment its latest id was given."""
    latest, history = row.pop("id", str), row.maybe("edit_history_tweet_ids", list) or []
    first, metrics = str(([*history, latest])[0]), row.values.get("public_metrics") or {}
    is_edited, created = len(history) > 1, row.maybe("created_at", str)
    language = row.maybe("lang", str) or ""
    made = CrawledRecord(
        source_id=SOURCE_ID,
        source_key=first,
        kind=RecordKind.MENTION,
        url=f"https://x.com/i/web/status/{latest}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand", ""),
        text=_words(row),
        language=language if len(language) == 2 else "",
        posted_at=at_of(first, row.place) if is_edited or created is None else iso(created, row.place),
        posted_precision=Precision.SECOND,
        edited_at=at_of(str(history[-1]), row.place) if is_edited else None,
        author_key=str(row.values.get("author_id") or ""),
        replies=tuple(_spoken(answers)),
        views_count=metrics.get("impression_count"),
        raw={**_told(row, users, metrics), "handle": page.context.get("handle", ""), "latest": str(([latest, *history])[-1]),
             "conversation": row.maybe("conversation_id", str) or ""},
    )  # fmt: skip
    row.audit(page.notices, ignore=_IGNORED)
    return made


def _words(row: Row) -> str:
    """All of them: where there are more than 280 characters, `text` is only how they begin."""
    begin, whole = row.pop("text", str), row.maybe("note_tweet", dict)
    return Row(whole, row.place).pop("text", str) if whole else begin


def _told(row: Row, users: dict[str, Row], metrics: dict[str, int]) -> dict[str, str]:
    """Counts, what it replies to, and how many digits its author's followers have: whoever has few is not told from others."""
    user = users.get(str(row.values.get("author_id")))
    followers = (user.values.get("public_metrics") or {}).get("followers_count") if user else None
    counts = {name: str(metrics[name]) for name in _COUNTS if name in metrics}
    digits = {} if followers is None else {"followers_digits": str(len(str(followers)))}
    return counts | digits | {"reply_to": dict(_references(row)).get("replied_to", "")}


def _spoken(answers: Iterable[Row]) -> Iterable[CrawledReply]:
    told = [(at_of(key_of(row), row.place), _words(row)) for row in answers]
    for at, text in sorted(told):
        yield CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.SECOND)


def replies_to(page: Page, posts: list[Row], answers: list[Row]) -> dict[str, list[Row]]:
    """Each post's answers: those that reply to it, and those to something unseen in a conversation that it began."""
    under: dict[str, list[Row]] = {str(post.values["id"]): [] for post in posts}
    versions = {str(number): str(post.values["id"]) for post in posts
                for number in [*(post.values.get("edit_history_tweet_ids") or []), post.values["id"]]}  # fmt: skip
    for answer in answers:
        to = dict(_references(answer)).get("replied_to", "")
        found = versions.get(to) or versions.get(str(answer.values.get("conversation_id")))
        if found:
            under[found].append(answer)
        else:
            note(page, "left_out", "the firm's answers to posts that were not found")
    return under
