"""Posts that name two firms: the last seven days by search, every one by its id, the firms' answers by conversation."""

import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Answered, Platform, Post

WINDOW = timedelta(days=7)
BEGIN_MS = 1_288_834_974_657
Thing = dict[str, Any]


def snowflake(at: datetime, number: int) -> str:
    """An id as the platform gives it: milliseconds since November 2010 above 22 bits."""
    return str(((int(at.timestamp() * 1000) - BEGIN_MS) << 22) | number)


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


class TwitterX(Platform):
    """A search pages by `next_token`; an edit gives a post a new id; a deleted post is an error within a good answer.

    What left the window between two crawls stays known, so the window begins a week before the first.
    """

    source_id = "twitter_x"
    env = {"X_BEARER_TOKEN": "token-of-x"}  # noqa: RUF012

    def __init__(self, posts: Sequence[Post], now: datetime) -> None:
        super().__init__(posts, now)
        self.began = now

    def shows(self, post: Post) -> bool:
        return post.at >= self.began - WINDOW

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer token-of-x":
            return Said('{"title": "Unauthorized", "status": 401}', 401, {"Content-Type": "application/json"})
        if asked.path == "/2/tweets":
            return self._lookup(asked.query["ids"])
        query = asked.query["query"]
        handle = next(handle for _, handle in FIRMS if handle in query)
        if query.startswith("from:"):
            talks = set(re.findall(r"conversation_id:(\d+)", query))
            return self._found(
                [
                    one
                    for post in self._recent(handle)
                    for one in self._answers(post)
                    if one["conversation_id"] in talks
                ],
                asked,
                1,
            )
        assert "-is:retweet" in query
        assert f"-from:{handle}" in query
        return self._found([self._post(post) for post in self._recent(handle)], asked, 4)

    def _recent(self, handle: str) -> list[Post]:
        return [post for post in self.live(handle) if post.at >= self.now - WINDOW]

    def _lookup(self, wanted: str) -> Said:
        found = [self._post(post) for post in self.live() if wanted in (self.key(post), self._latest(post))]
        error = {"resource_id": wanted, "parameter": "ids", "resource_type": "tweet", "title": "Not Found Error", "value": wanted,
                 "detail": f"Could not find tweet with ids: [{wanted}].", "type": "https://api.twitter.com/2/problems/resource-not-found"}  # fmt: skip
        return as_json({"data": found} if found else {"errors": [error]})

    def _found(self, things: list[Thing], asked: Asked, size: int) -> Said:
        begin = int(asked.query.get("next_token", "0"))
        shown = things[begin : begin + size]
        meta: Thing = {"result_count": len(shown)}
        if begin + size < len(things):
            meta["next_token"] = str(begin + size)
        users = [{"id": one["author_id"], "name": "A", "username": f"u{one['author_id']}", "public_metrics": {"followers_count": 120}}
                 for one in shown]  # fmt: skip
        return Said(json.dumps({"data": shown, "includes": {"users": users}, "meta": meta} if shown else {"meta": meta}), 200,
                    {"Content-Type": "application/json", "x-rate-limit-remaining": "448", "x-rate-limit-reset": "1665183229"})  # fmt: skip

    def _post(self, post: Post) -> Thing:
        history = [self.key(post), *([self._latest(post)] if post.edited_at else [])]
        return {"id": history[-1], "edit_history_tweet_ids": history, "text": post.text, "created_at": stamp(post.edited_at or post.at),
                "lang": "tr", "author_id": f"8{post.number}", "conversation_id": self.key(post),
                "public_metrics": {"retweet_count": 0, "reply_count": len(post.replies), "like_count": 1, "quote_count": 0,
                                   "impression_count": 40}}  # fmt: skip

    def _answers(self, post: Post) -> list[Thing]:
        """The firm's alone: what the customer says below is a post of its own, and names nobody."""
        return [{"id": snowflake(reply.at, post.number), "edit_history_tweet_ids": [snowflake(reply.at, post.number)], "text": reply.text,
                 "created_at": stamp(reply.at), "author_id": post.handle, "conversation_id": self.key(post),
                 "referenced_tweets": [{"type": "replied_to", "id": self.key(post)}]} for reply in self._spoken(post)[::-1]]  # fmt: skip

    def _spoken(self, post: Post) -> list[Answered]:
        return [reply for reply in post.replies if reply.speaker == "brand"]

    def _latest(self, post: Post) -> str:
        return snowflake(post.edited_at or post.at, post.number)

    def key(self, post: Post) -> str:
        return snowflake(post.at, post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": post.edited_at, "rating": None, "replies": [("brand", one.at, one.text) for one in self._spoken(post)]}  # fmt: skip
