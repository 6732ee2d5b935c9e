"""Discourse forums: each topic with its answers, through the JSON that every page of a forum has.

A target is a forum ("https://forum.example"), one of its categories (".../c/support/5"), a search (".../search?q=acme") or a
topic; "@acme_destek" behind it names the firm's accounts. Where none is named, the forum's staff is the firm's voice: name
them on a forum that is not the firm's own. A topic counts as solved where an answer is accepted.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

import msgspec

from crawler.ask import Ask, Batch
from crawler.helpers.notes import note
from crawler.helpers.own import setting
from crawler.helpers.saved import is_saved
from crawler.helpers.settled import settled_before
from crawler.helpers.tokens import check_one_host
from crawler.helpers.trail import handed_on, trail
from crawler.helpers.voices import wanted
from crawler.memory import Known
from crawler.page import Page
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.forums.discourse import lists, topics
from crawler.sources.forums.discourse.posts import Post, post_of
from crawler.visit import Visit
from crawler.web import Answer
from store.vocabulary import Level, Tier

CHUNK, MOST_POSTS = 200, 800


def start(visit: Visit) -> Iterable[Ask]:
    """The newest topics of each target, back to what has settled."""
    since = settled_before(visit)
    for target in visit.targets:
        address, voices = wanted(target.at)
        base, url = lists.place_of(address)
        context = {"brand": target.label, "base": base, "voices": voices, "since": since}
        yield Ask(url, context={name: value for name, value in context.items() if value})


async def sign(visit: Visit) -> Signature:
    """A key and the account it acts for, where the forum's owner gave one."""
    key = visit.key("DISCOURSE_API_KEY")
    if not key:
        return Signature()
    check_one_host(visit, "DISCOURSE_API_KEY")
    return Signature({"Api-Key": key, "Api-Username": setting("DISCOURSE_API_USERNAME")})


def hears(answer: Answer) -> Answer:
    """How long to wait stands in the body of a 429."""
    if answer.status != 429 or "retry-after" in answer.headers:
        return answer
    try:
        wait_s = msgspec.json.decode(answer.body)["extras"]["wait_seconds"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return answer
    return replace(answer, headers={**answer.headers, "retry-after": str(int(wait_s))})


def read(page: Page) -> Batch:
    """A list of topics, what a search found, the newest posts, a topic, or the rest of its posts."""
    if page.body.lstrip()[:1] == b"[":
        return lists.found_of_old(page)
    answer = page.json()
    if "topic_list" in answer.values:
        return lists.listed(page, answer.row("topic_list"))
    if "grouped_search_result" in answer.values:
        return lists.found(page, answer)
    if "latest_posts" in answer.values:
        return lists.newest(page, answer)
    return _topic(page)


def _topic(page: Page) -> Batch:
    """A topic shows its first twenty posts and the numbers of all: the record is made where the last of them is read."""
    pages = trail(page, topic=page.context["topic"]) if "topic" in page.context else [page]
    topic, stream = pages[0].json(), pages[0].json().row("post_stream")
    posts = [post for one in pages for post in _posts(one)]
    left = [number for number in stream.maybe("stream", list) or [] if number not in {post.post_id for post in posts}]
    if left and not is_saved(page) and (len(pages) - 1) * CHUNK < MOST_POSTS:
        asked = urlencode([("post_ids[]", number) for number in left[:CHUNK]])
        number = str(topic.values.get("id"))
        return Batch(
            asks=(
                Ask(
                    f"{lists.base_of_forum(page)}/t/{number}/posts.json?{asked}", context=handed_on(page, topic=number)
                ),
            )
        )
    note(page, "posts_not_shown", "a topic is too long to be read whole", level=Level.WARNING, count=len(left))
    record = topics.record_of(page, topic, posts, lists.base_of_forum(page), len(left))
    return Batch((record,) if record else ())


def _posts(page: Page) -> list[Post]:
    return [post_of(page, row) for row in page.json().row("post_stream").rows("posts")]


def recheck(known: Known) -> Ask | None:
    """The topic itself."""
    number, base = known.record_id.rpartition("|")[2], str(known.raw["base"])
    context = {"brand": known.brand_label, "base": base, "topic": number, "voices": str(known.raw.get("voices", ""))}
    return Ask(
        f"{base}/t/{number}.json", context={name: value for name, value in context.items() if value}, may_be_gone=True
    )


SOURCE = Source(
    source_id="discourse",
    name="Discourse",
    kind="forum software, open JSON of each forum",
    tier=Tier.B,
    homepage="https://www.discourse.org",
    base_url="",
    licence="none stated by most forums; texts are kept for scoring and shown as excerpts",
    terms="each forum's robots.txt, login settings and terms decide; 20 requests in 10 seconds and 200 a minute by default",
    time_zone="UTC",
    language="en",
    personal=("username (becomes a keyed hash)", "name and avatar (dropped)", "free text (redacted)"),
    unknown=(
        "who marked a solution, where the forum does not say",
        "topics of a category that members only see",
        "a topic's posts beyond the first 820 (counted)",
        "whose voice staff is on a forum that is not the firm's own: name the firm's accounts",
    ),
    parser_version=topics.PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9, "title": 0.9}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=hears,
    vanishes=Vanishes.ASKED,
    maybe_keys=("DISCOURSE_API_KEY", "DISCOURSE_API_USERNAME"),
    targets="a forum, a category, a search or a topic, e.g. Acme=https://forum.acme.example/c/destek/5, with the firm's accounts: @acme_destek",
)
