"""Pages of the Graph API: a page, its feed, comments, replies, one object."""

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.notes import aggregate, note
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.platforms import graph
from crawler.sources.social.facebook.shapes import author_of, id_of, page_id, parent_id, record

COMMENT = "id,message,created_time,from,like_count,comment_count,permalink_url,parent,is_hidden"
COMMENT_WHOLE = f"{COMMENT},comments.limit(100).order(chronological){{{COMMENT}}}"
POST = "id,message,created_time,permalink_url,from"
POST_WHOLE = f"{POST},comments.filter(stream).limit(100).order(chronological){{{COMMENT}}}"
_FEED = f"{POST},comments.limit(0).summary(total_count)"


def read(page: Page) -> Batch:
    """A page, its feed, comments, replies, or one object; what a saved file holds is told by its keys."""
    values = page.json()
    place = page.context.get("place") or _place(values)
    return {"page": _page, "feed": _feed, "comments": _comments, "replies": _replies, "one": _one}[place](page, values)


def _place(values: Row) -> str:
    if "data" not in values.values:
        return "one" if "created_time" in values.values else "page"
    first: dict[str, object] = next(iter(values.values["data"]), {})
    return "comments" if "comment_count" in first or "comment_id=" in str(first.get("permalink_url")) else "feed"


def _page(page: Page, values: Row) -> Batch:
    number, count = values.pop("id", str), values.maybe("rating_count", int)
    aggregate(page, page.context.get("brand", number), count, values.values.pop("overall_star_rating", None))
    url = graph.at(f"{number}/feed", page, fields=_FEED, limit="100")
    return Batch(asks=(Ask(url, context=handed_on(page, place="feed", page_id=number)),))


def _feed(page: Page, values: Row) -> Batch:
    """The firm's own posts are no records: their comments are. A post of somebody else on its wall is one, with its answers.

    Whoever is asked for and not named is somebody else: a page is always named.
    """
    records, asks = [], []
    for row in graph.rows(page, values):
        comments = row.maybe("comments", dict) or {}
        has_comments = (comments.get("summary") or {}).get("total_count") != 0
        is_firms = author_of(row) in ({page_id(page, row)} if ",from" in page.asked else {"", page_id(page, row)})
        if has_comments:
            asks.append(_comments_of(page, id_of(row)) if is_firms else _answers_to(page, id_of(row), "stream"))
        elif not is_firms:
            records.append(record(page, row))
    return Batch(tuple(records), tuple(asks), graph.following(page, values, dict(page.context)))


def _comments_of(page: Page, post_id: str) -> Ask:
    wanted = {"filter": "toplevel", "order": "chronological", "summary": "1", "fields": COMMENT_WHOLE, "limit": "100"}
    return Ask(graph.at(f"{post_id}/comments", page, **wanted), context=handed_on(page, place="comments"))


def _answers_to(page: Page, object_id: str, view: str = "toplevel") -> Ask:
    wanted = {"filter": view, "order": "chronological", "fields": COMMENT, "limit": "100"}
    return Ask(
        graph.at(f"{object_id}/comments", page, **wanted), context=handed_on(page, place="replies", of=object_id)
    )


def _comments(page: Page, values: Row) -> Batch:
    own, answers = _sorted(graph.rows(page, values))
    records, asks = [], []
    for comment_id, row in own.items():
        nested = Row(row.maybe("comments", dict) or {"data": []}, row.place)
        under = [*answers.pop(comment_id, []), *graph.rows(page, nested)]
        if author_of(row) == page_id(page, row) != "":
            note(page, "left_out", "answers under a comment of the firm's own are nobody's matter", count=len(under))
        elif graph.is_cut(nested):
            asks.append(_answers_to(page, comment_id))
        else:
            records.append(record(page, row, under))
    note(page, "reply_without_comment", "replies stand on another page than their comment", count=len(answers))
    return Batch(tuple(records), tuple(asks), graph.following(page, values, dict(page.context)))


def _sorted(rows: list[Row]) -> tuple[dict[str, Row], dict[str, list[Row]]]:
    """(comments by id, replies by the id of their comment): a stream holds both."""
    own: dict[str, Row] = {}
    answers: dict[str, list[Row]] = {}
    for row in rows:
        if parent := parent_id(row):
            answers.setdefault(parent, []).append(row)
        else:
            own[id_of(row)] = row
    return own, answers


def _replies(page: Page, values: Row) -> Batch:
    """Answers to one comment, or to a post on the wall: the record is built on their last page."""
    follows = graph.following(page, values, handed_on(page))
    if follows:
        return Batch(asks=(follows,))
    pages = trail(page, of=page.context["of"])
    answers = [row for one in pages for row in graph.rows(one, one.json())]
    if (whole := pages[0].parent) is None:
        raise PageError(f"replies without the page they belong to at {page.url}")
    return Batch((record(page, _found(whole, page.context["of"]), answers),))


def _found(whole: Page, object_id: str) -> Row:
    """The comment or post the replies belong to, on the page that listed it or on its own."""
    values = whole.json()
    rows = graph.rows(whole, values) if "data" in values.values else [values]
    return next(row for row in rows if id_of(row) == object_id)


def _one(page: Page, values: Row) -> Batch:
    """One comment or post by itself, with its answers as far as they are few."""
    nested = Row(values.maybe("comments", dict) or {"data": []}, values.place)
    answers = graph.rows(page, nested)
    if graph.is_cut(nested):
        view = "toplevel" if "comment_count" in values.values else "stream"  # a post on the wall counts none
        return Batch(asks=(_answers_to(page, id_of(values), view),))
    return Batch((record(page, values, answers),))
