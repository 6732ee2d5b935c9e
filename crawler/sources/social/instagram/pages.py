"""Pages of the Graph API: an account, media, comments, replies, tags, hashtags, what a webhook named."""

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.notes import note
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.platforms import graph
from crawler.sources.social.instagram.shapes import author_of, comment, id_of, medium
from store.records import CrawledRecord

COMMENT = "id,text,timestamp,username,like_count,hidden"
COMMENT_WHOLE = f"{COMMENT},replies.limit(50){{{COMMENT}}}"
_OWN = "id,timestamp,permalink,comments_count"
_OTHERS = "id,caption,timestamp,permalink,username,media_type,like_count,comments_count"
_TAGGED = "id,caption,timestamp,permalink,media_type,like_count,comments_count"


def read(page: Page) -> Batch:
    """Any of them; what a saved file holds is told by its keys."""
    values = page.json()
    readers = {"account": _account, "media": _media, "comments": _comments, "replies": _replies, "one": _one,
               "tags": _tags, "search": _search, "hashtag": _tags, "mentioned": _mentioned}  # fmt: skip
    return readers[page.context.get("place") or _place(page, values)](page, values)


def _place(page: Page, values: Row) -> str:
    if {"mentioned_comment", "mentioned_media"} & set(values.values):
        return "mentioned"
    if "timestamp" in values.values:
        return "one"
    if "username" in values.values:
        return "account"
    first = next(iter(graph.rows(page, Row(values.values, values.place))), Row({"text": ""}, values.place))
    return "comments" if "text" in first.values else "media"


def _account(page: Page, values: Row) -> Batch:
    number, context = values.pop("id", str), handed_on(page, account=values.pop("username", str))
    media = graph.at(f"{number}/media", page, fields=_OWN, limit="100")
    tags = graph.at(f"{number}/tags", page, fields=_OTHERS, limit="100")
    asks = [Ask(media, context=context | {"place": "media"}), Ask(tags, context=context | {"place": "tags"})]
    if tag := context.get("tag"):
        url = graph.at("ig_hashtag_search", page, user_id=number, q=tag)
        asks.append(Ask(url, context=context | {"place": "search", "user": number}))
    return Batch(asks=tuple(asks))


def _media(page: Page, values: Row) -> Batch:
    """The firm's own media are no records: their comments are."""
    asks = []
    for row in graph.rows(page, values):
        if row.maybe("comments_count", int) != 0:
            url = graph.at(f"{id_of(row)}/comments", page, fields=COMMENT_WHOLE, limit="50")
            context = handed_on(page, place="comments", media=row.maybe("permalink", str) or "")
            asks.append(Ask(url, context=context))
    return Batch(asks=tuple(asks), next=graph.following(page, values, dict(page.context)))


def _comments(page: Page, values: Row) -> Batch:
    records, asks = [], []
    for row in graph.rows(page, values):
        nested = Row(row.maybe("replies", dict) or {"data": []}, row.place)
        answers = graph.rows(page, nested)
        if author_of(row) == page.context.get("account"):
            note(page, "left_out", "answers under a comment of the firm's own are nobody's matter", count=len(answers))
        elif graph.is_cut(nested):
            asks.append(_answers_to(page, id_of(row)))
        else:
            records.append(comment(page, row, answers))
    return Batch(tuple(records), tuple(asks), graph.following(page, values, dict(page.context)))


def _answers_to(page: Page, comment_id: str) -> Ask:
    url = graph.at(f"{comment_id}/replies", page, fields=COMMENT, limit="50")
    return Ask(url, context=handed_on(page, place="replies", of=comment_id))


def _replies(page: Page, values: Row) -> Batch:
    """Answers to one comment: the record is built on their last page."""
    follows = graph.following(page, values, handed_on(page))
    if follows:
        return Batch(asks=(follows,))
    pages = trail(page, of=page.context["of"])
    answers = [row for one in pages for row in graph.rows(one, one.json())]
    if (whole := pages[0].parent) is None:
        raise PageError(f"replies without the comment they belong to at {page.url}")
    listed = whole.json()
    rows = [listed] if "timestamp" in listed.values else graph.rows(whole, listed)
    return Batch((comment(page, next(row for row in rows if id_of(row) == page.context["of"]), answers),))


def _one(page: Page, values: Row) -> Batch:
    """One comment by itself, or a saved medium."""
    if "text" not in values.values:
        return _media(page, Row({"data": [values.values]}, values.place))
    nested = Row(values.maybe("replies", dict) or {"data": []}, values.place)
    answers = graph.rows(page, nested)
    if graph.is_cut(nested):
        return Batch(asks=(_answers_to(page, id_of(values)),))
    return Batch((comment(page, values, answers),))


def _tags(page: Page, values: Row) -> Batch:
    """Media of others: those that tag the account, or the last day's under a hashtag."""
    rows = graph.rows(page, values)
    told = [row for row in rows if "timestamp" in row.values and author_of(row) != page.context.get("account", "?")]
    note(page, "left_out", "media of the firm's own, or without a time", count=len(rows) - len(told))
    records = tuple(medium(page, row, page.context["place"]) for row in told)
    return Batch(records, next=graph.following(page, values, dict(page.context)))


def _search(page: Page, values: Row) -> Batch:
    asks = []
    for row in graph.rows(page, values):
        url = graph.at(f"{id_of(row)}/recent_media", page, user_id=page.context["user"], fields=_TAGGED, limit="50")
        asks.append(Ask(url, context=handed_on(page, place="hashtag")))
    return Batch(asks=tuple(asks))


def _mentioned(page: Page, values: Row) -> Batch:
    records: list[CrawledRecord] = []
    if "mentioned_comment" in values.values:
        records.append(comment(page, values.row("mentioned_comment"), place="mentioned"))
    if "mentioned_media" in values.values:
        records.append(medium(page, values.row("mentioned_media"), "mentioned"))
    values.audit(page.notices, ignore=("id",))
    return Batch(tuple(records))
