"""What leads to topics: lists, searches, the newest posts; and where a forum lies."""

from urllib.parse import parse_qs, urlencode, urlsplit

from w3lib.url import add_or_replace_parameter

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.settled import is_settled
from crawler.helpers.trail import handed_on
from crawler.helpers.voices import wanted
from crawler.page import Page, Row

_PLACES = ("/c/", "/t/", "/search", "/latest", "/posts")


def place_of(address: str) -> tuple[str, str]:
    """(the forum's base, the address of its JSON) for the page an operator names."""
    where = min((at for place in _PLACES if (at := address.find(place)) > 0), default=len(address))
    base, path = address[:where].rstrip("/"), urlsplit(address[where:]).path.rstrip("/").removesuffix(".json")
    if path.startswith("/search"):
        words = parse_qs(urlsplit(address).query)["q"][0]
        return base, f"{base}/search.json?{urlencode({'q': f'{words} order:latest', 'page': '1'})}"
    if path.startswith(("/t/", "/posts")):
        return base, f"{base}{path}.json"
    return base, f"{base}{path or '/latest'}.json?order=created&page=0"


def base_of_forum(page: Page) -> str:
    """The forum's base; of a saved page its operator names it."""
    base = page.context.get("base") or place_of(wanted(page.context["target"])[0])[0]
    if "://" not in base:
        raise PageError("the page itself does not say its forum: name it with --brand LABEL=https://forum.example")
    return base


def listed(page: Page, topic_list: Row) -> Batch:
    """Pinned topics stand first whatever their age: the last one tells how far back a page goes."""
    rows = list(topic_list.rows("topics"))
    more, asks = topic_list.maybe("more_topics_url", str), [_topic_ask(page, row.pop("id", int)) for row in rows]
    is_end = not (more and rows) or is_settled(
        iso(rows[-1].pop("created_at", str), page.url), page.context.get("since", "")
    )
    return Batch(asks=tuple(asks), next=None if is_end else _next(page, str(more)))


def _next(page: Page, more: str) -> Ask:
    """The address of the next page is that of a web page: its JSON lies beside it."""
    path, _, query = more.partition("?")
    return Ask(f"{base_of_forum(page)}{path.removesuffix('.json')}.json?{query}", context=dict(page.context))


def found(page: Page, answer: Row) -> Batch:
    numbers = dict.fromkeys(row.pop("topic_id", int) for row in answer.rows("posts"))
    number = int(parse_qs(urlsplit(page.url).query).get("page", ["1"])[0])
    follows = Ask(add_or_replace_parameter(page.url, "page", str(number + 1)), context=dict(page.context))
    has_more = answer.row("grouped_search_result").values.get("more_full_page_results") is True
    return Batch(asks=tuple(_topic_ask(page, one) for one in numbers), next=follows if has_more and numbers else None)


def found_of_old(page: Page) -> Batch:
    """The form of a search of about 2013: groups of results."""
    results = [result for group in page.rows() if group.pop("type", str) == "topic" for result in group.rows("results")]
    return Batch(asks=tuple(_topic_ask(page, result.pop("id", int)) for result in results))


def newest(page: Page, answer: Row) -> Batch:
    """The newest posts of the whole forum, by their numbers downwards: what was answered lately, however old its topic."""
    rows = list(answer.rows("latest_posts"))
    asks = [_topic_ask(page, one) for one in dict.fromkeys(row.pop("topic_id", int) for row in rows)]
    if not rows or is_settled(iso(rows[-1].pop("created_at", str), page.url), page.context.get("since", "")):
        return Batch(asks=tuple(asks))
    before = add_or_replace_parameter(page.url, "before", str(rows[-1].pop("id", int)))
    return Batch(asks=tuple(asks), next=Ask(before, context=dict(page.context)))


def _topic_ask(page: Page, number: int) -> Ask:
    context = handed_on(page, topic=str(number))
    context.pop("since", "")
    return Ask(f"{base_of_forum(page)}/t/{number}.json", context=context, may_be_gone=True)
