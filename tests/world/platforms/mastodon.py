"""An instance with one hashtag a firm."""

import json
from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Answered, Platform, Post, spoken

HOST = "https://mastodon.example"
FIRST = "Ne biçim iş, 0532 123 45 67"
"""What a post said before it was edited."""
FIRST_ANSWER = "Sizi 0533 765 43 21 numarasından aradık"
"""What the firm answered to a post that was edited, before it edited that, too."""


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


class Mastodon(Platform):
    """Timelines by `Link` header, newest first; a status that is gone answers 404."""

    source_id = "mastodon"
    env = {"MASTODON_TOKEN": "token-of-mastodon"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={HOST}/tags/{handle} @{handle}_destek@mastodon.example" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        token = self.env.get("MASTODON_TOKEN")
        if token and asked.headers.get("authorization") != f"Bearer {token}":
            return Said('{"error": "The access token is invalid"}', 401, {"Content-Type": "application/json"})
        if asked.path == "/api/v2/instance":
            return as_json(
                {
                    "domain": "mastodon.example",
                    "configuration": {"timelines_access": {"hashtag_feeds": {"local": "public", "remote": "public"}}},
                }
            )
        if asked.path.startswith("/api/v1/timelines/tag/"):
            return self._timeline(asked, asked.path.rpartition("/")[2])
        number, _, what = asked.path.removeprefix("/api/v1/statuses/").partition("/")
        answers = [
            (post.edited_at, reply)
            for post in self.live()
            for place, reply in enumerate(post.replies)
            if number == f"{post.number}{place}"
        ]
        if what == "history" and answers:
            (edited_at, reply), *_ = answers
            return as_json(_versions(FIRST_ANSWER, reply.text, reply.at, edited_at))
        found = [post for post in self.live() if number == str(post.number)]
        return (
            self._shown(found[0], what)
            if found
            else Said('{"error": "Record not found"}', 404, {"Content-Type": "application/json"})
        )

    def _shown(self, post: Post, what: str) -> Said:
        """A status, its thread, or its versions."""
        if what == "context":
            return as_json(
                {
                    "ancestors": [],
                    "descendants": [self._answer(post, place, reply) for place, reply in enumerate(post.replies)],
                }
            )
        versions = _versions(FIRST, post.text, post.at, post.edited_at)
        return as_json(versions if what == "history" else self._status(post))

    def _timeline(self, asked: Asked, handle: str) -> Said:
        posts = [post for post in self.live(handle) if post.number < int(asked.query.get("max_id", 10**9))]
        shown = posts[: self.page_size]
        link = f'<{HOST}{asked.path}?limit=40&max_id={shown[-1].number}>; rel="next"' if len(posts) > len(shown) else ""
        return Said(
            json.dumps([self._status(post) for post in shown]),
            200,
            {"Content-Type": "application/json", **({"Link": link} if link else {})},
        )

    def _status(self, post: Post) -> dict[str, Any]:
        account = _account(f"u{post.number}")
        return {"id": str(post.number), "created_at": stamp(post.at), "in_reply_to_id": None, "in_reply_to_account_id": None, "sensitive": False,
                "spoiler_text": "", "visibility": "public", "language": "tr", "uri": self.key(post), "url": self.key(post), "replies_count": len(post.replies),
                "reblogs_count": 0, "favourites_count": 1, "edited_at": stamp(post.edited_at) if post.edited_at else None,
                "content": f"<p>{post.text}</p>", "reblog": None, "account": account, "media_attachments": [], "mentions": [],
                "tags": [{"name": post.handle, "url": f"{HOST}/tags/{post.handle}"}], "emojis": [], "card": None, "poll": None}  # fmt: skip

    def _answer(self, post: Post, place: int, reply: Answered) -> dict[str, Any]:
        said = {
            "id": f"{post.number}{place}",
            "uri": f"{self.key(post)}/{place}",
            "created_at": stamp(reply.at),
            "content": f"<p>{reply.text}</p>",
            "edited_at": stamp(post.edited_at) if post.edited_at and reply.speaker == "brand" else None,
        }
        account = _account(f"{post.handle}_destek" if reply.speaker == "brand" else f"u{post.number}")
        return self._status(post) | said | {"account": account, "in_reply_to_id": str(post.number), "replies_count": 0}

    def key(self, post: Post) -> str:
        return f"{HOST}/users/u{post.handle}/statuses/{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": post.edited_at, "rating": None, "replies": spoken(post.replies)}  # fmt: skip


def _versions(first: str, now: str, at: datetime, edited_at: datetime | None) -> list[dict[str, str]]:
    said = [(first, at), (now, edited_at)] if edited_at else [(now, at)]
    return [{"content": f"<p>{text}</p>", "spoiler_text": "", "created_at": stamp(then)} for text, then in said]


def _account(name: str) -> dict[str, Any]:
    address = f"{HOST}/users/{name}"
    return {
        "id": "1",
        "username": name,
        "acct": name,
        "display_name": name,
        "bot": False,
        "discoverable": True,
        "noindex": False,
        "uri": address,
        "url": address,
    }
