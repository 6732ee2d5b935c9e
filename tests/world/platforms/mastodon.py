"""An instance with one hashtag a firm."""

import json
from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post

HOST = "https://mastodon.example"


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


class Mastodon(Platform):
    """Timelines by `Link` header, newest first; a status that is gone answers 404."""

    source_id = "mastodon"
    env = {"MASTODON_TOKEN": "token-of-mastodon"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={HOST}/tags/{handle}" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer token-of-mastodon":
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
        found = [post for post in self.live() if asked.path == f"/api/v1/statuses/{post.number}"]
        return (
            as_json(self._status(found[0]))
            if found
            else Said('{"error": "Record not found"}', 404, {"Content-Type": "application/json"})
        )

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
        author = f"{HOST}/users/{post.author[:2].lower()}{post.number}"
        account = {"id": str(post.number), "username": "u", "acct": "u", "display_name": post.author, "bot": False, "discoverable": True,
                   "noindex": False, "uri": author, "url": author}  # fmt: skip
        return {"id": str(post.number), "created_at": stamp(post.at), "in_reply_to_id": None, "in_reply_to_account_id": None, "sensitive": False,
                "spoiler_text": "", "visibility": "public", "language": "tr", "uri": self.key(post), "url": self.key(post), "replies_count": 0,
                "reblogs_count": 0, "favourites_count": 1, "edited_at": stamp(post.edited_at) if post.edited_at else None,
                "content": f"<p>{post.text}</p>", "reblog": None, "account": account, "media_attachments": [], "mentions": [],
                "tags": [{"name": post.handle, "url": f"{HOST}/tags/{post.handle}"}], "emojis": [], "card": None, "poll": None}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"{HOST}/users/u{post.handle}/statuses/{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": post.edited_at, "rating": None, "replies": []}  # fmt: skip
