"""A post with all its comments: those its answer leaves out as "more" are asked for, a hundred at a time.

A "more" without numbers is a branch too deep for one answer: it goes on at its last comment's own address.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.trail import handed_on, trail
from crawler.page import Page, Row
from crawler.sources.social.reddit import things
from store.session import batches

A_TIME, MOST_ASKS = 100, 50


def thread_of(page: Page, number: str) -> Ask:
    """The ask for a post with its comments."""
    return Ask(
        f"{things.API}/comments/{number}?limit=500&raw_json=1", context=handed_on(page, thread=number), may_be_gone=True
    )


def read(page: Page) -> Batch:
    """A page of a thread: the ask for what is left out next, or on the last page the post with all its comments."""
    thread = page.context.get("thread", "")
    pages = trail(page, thread=thread) if thread else [page]
    owed = {path: count for one in pages for path, count in _owed(one, thread)}
    asked = len(pages) - 1
    if thread and asked < min(len(owed), MOST_ASKS):
        return Batch(asks=(Ask(f"{things.API}{list(owed)[asked]}", context=dict(page.context)),))
    comments = {row.pop("id", str): row for one in pages for kind, row in _tree(_things(one)) if kind != "more"}
    missing, posts = sum(list(owed.values())[asked:]), things.children(pages[0].rows()[0])
    return Batch(tuple(things.post(page, row, comments.values(), missing) for _, row in posts))


def _owed(page: Page, thread: str) -> Iterator[tuple[str, int]]:
    """(the path to ask, how many comments are there as far as Reddit says) for all that a page leaves out."""
    left_out = [row for kind, row in _tree(_things(page)) if kind == "more"]
    numbers = [number for row in left_out for number in row.values.get("children") or ()]
    below = max(0, sum(row.pop("count", int) for row in left_out) - len(numbers))
    for some in batches(numbers, A_TIME):
        wanted = {"api_type": "json", "link_id": f"t3_{thread}", "children": ",".join(map(str, some)), "raw_json": "1"}
        yield f"/api/morechildren?{urlencode(wanted, safe=',')}", len(some) + below
        below = 0
    for row in left_out:
        if not row.values.get("children"):
            last = row.pop("parent_id", str).removeprefix("t1_")
            yield f"/comments/{thread}/_/{last}?limit=500&raw_json=1", 1


def _things(page: Page) -> Iterator[tuple[str, Row]]:
    """The comments of an answer: a post's listing of them, or the flat list of those that were asked for."""
    if page.body.lstrip()[:1] == b"[":
        return things.children(page.rows()[1])
    answer = page.json().row("json")
    if errors := answer.values.get("errors"):
        raise PageError(f"Reddit answers {errors!r:.200} at {page.url}")
    return things.of_kinds(answer.row("data").rows("things"))


def _tree(branch: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """Every comment and every "more" of a tree."""
    for kind, row in branch:
        yield kind, row
        if row.values.get("replies"):
            yield from _tree(things.children(row.row("replies")))
