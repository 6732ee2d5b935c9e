"""Bluesky with a session: a search by cursor, threads by uri; what is gone is a 400 or a mark in the thread."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Answered, Platform, Post, spoken

TOKEN = "jwt-of-bluesky"
DEFS = "app.bsky.feed.defs#"


class Bluesky(Platform):
    """A third of what is deleted says so inside a thread, the rest by status."""

    source_id = "bluesky"
    env = {"BLUESKY_HANDLE": "terazi-reader.bsky.social", "BLUESKY_APP_PASSWORD": "app-pass-word-1234"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={handle} @{handle}.bsky.social" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/xrpc/com.atproto.server.createSession":
            is_right = json.loads(asked.body) == {
                "identifier": self.env["BLUESKY_HANDLE"],
                "password": self.env["BLUESKY_APP_PASSWORD"],
            }
            return (
                as_json({"accessJwt": TOKEN, "refreshJwt": "r", "handle": "h", "did": "d"})
                if is_right
                else _error("AuthenticationRequired", 401)
            )
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error("AuthMissing", 401)
        if asked.path == "/xrpc/app.bsky.feed.searchPosts":
            return self._search(asked)
        found = [post for post in self.posts if self.key(post) == asked.query["uri"] and post.at <= self.now]
        return self._thread(found[0])

    def _search(self, asked: Asked) -> Said:
        posts, begin = self.live(asked.query["q"]), int(asked.query.get("cursor", 0))
        end = begin + self.page_size
        cursor = {"cursor": str(end)} if end < len(posts) else {}
        return as_json({"posts": [self._view(post) for post in posts[begin:end]], "hitsTotal": 3} | cursor)

    def _thread(self, post: Post) -> Said:
        if self.is_gone(post):
            if post.number % 3:
                return _error("NotFound", 400)
            return as_json({"thread": {"$type": f"{DEFS}notFoundPost", "uri": self.key(post), "notFound": True}})
        post = self.seen(post)
        below: list[dict[str, Any]] = []
        for position, reply in reversed(list(enumerate(post.replies))):
            below = [{"$type": f"{DEFS}threadViewPost", "post": self._answer(post, position, reply), "replies": below}]
        return as_json({"thread": {"$type": f"{DEFS}threadViewPost", "post": self._view(post), "replies": below}})

    def _view(self, post: Post) -> dict[str, Any]:
        return _view(self.key(post), _author(post), post.text, post.at, len(post.replies))

    def _answer(self, post: Post, position: int, reply: Answered) -> dict[str, Any]:
        firm = {"did": f"did:plc:{post.handle}", "handle": f"{post.handle}.bsky.social", "labels": []}
        author = firm if reply.speaker == "brand" else _author(post)
        return _view(
            f"at://{author['did']}/app.bsky.feed.post/r{post.number}x{position}", author, reply.text, reply.at, 0
        )

    def key(self, post: Post) -> str:
        return f"at://{_author(post)['did']}/app.bsky.feed.post/3k{post.number:05d}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "text": post.text, "posted_at": post.at, "posted_precision": "second",
                "language": "tr", "rating": None, "replies": spoken(post.replies)}  # fmt: skip


def _author(post: Post) -> dict[str, Any]:
    return {
        "did": f"did:plc:u{post.number}",
        "handle": f"u{post.number}.bsky.social",
        "displayName": post.author,
        "labels": [],
    }


def _view(uri: str, author: dict[str, Any], text: str, at: datetime, answers: int) -> dict[str, Any]:
    """The network sees a post half a second after it was written."""
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": f"{at:%Y-%m-%dT%H:%M:%S}.000Z", "langs": ["tr"]}
    seen = f"{at + timedelta(milliseconds=500):%Y-%m-%dT%H:%M:%S.%f}Z"
    return {"uri": uri, "cid": f"bafy{abs(hash(text))}", "author": author, "record": record, "indexedAt": seen, "likeCount": 0, "repostCount": 0,
            "replyCount": answers, "quoteCount": 0, "labels": []}  # fmt: skip


def _error(name: str, status: int) -> Said:
    return Said(json.dumps({"error": name, "message": "no"}), status, {"Content-Type": "application/json"})
