"""A forum: topics by creation, the first posts on a topic's own page and the rest by their numbers."""

from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Answered, Platform, Post

BASE = "https://forum.example"
FIRST = 2
_PLUGIN = {"can_accept_answer": False, "can_unaccept_answer": False}


class Discourse(Platform):
    """One category a firm. Only two posts stand on a topic's page, so that most answers lie behind it."""

    source_id = "discourse"
    env = {"DISCOURSE_API_KEY": "key-of-the-forum", "DISCOURSE_API_USERNAME": "terazi_reader"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={BASE}/c/{handle}/{number}" for number, (firm, handle) in enumerate(FIRMS, start=5))

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("api-key") != "key-of-the-forum" or asked.headers.get("api-username") != "terazi_reader":
            return Said("{}", 403, {"Content-Type": "application/json"})
        if asked.path.startswith("/c/"):
            return self._list(asked, asked.path.split("/")[2])
        parts = asked.path.removesuffix(".json").split("/")
        found = [post for post in self.live() if parts[:3] == ["", "t", str(post.number)]]
        if not found:
            return Said('{"errors": ["no"], "error_type": "not_found"}', 404, {"Content-Type": "application/json"})
        return self._rest(found[0]) if parts[-1] == "posts" else self._topic(found[0])

    def _list(self, asked: Asked, handle: str) -> Said:
        assert asked.query["order"] == "created"
        page = int(asked.query["page"])
        posts, pages = self.paged(self.live(handle), page + 1)
        listed = {
            "topics": [
                {"id": post.number, "slug": "x", "title": post.title, "created_at": stamp(post.at), "pinned": False}
                for post in posts
            ]
        }
        more = {"more_topics_url": f"/c/{handle}/5?order=created&page={page + 1}"} if page + 1 < pages else {}
        return as_json({"users": [], "topic_list": listed | more})

    def _topic(self, post: Post) -> Said:
        posts = self._posts(post)
        stream = {"posts": posts[:FIRST], "stream": [one["id"] for one in posts]}
        return as_json({"post_stream": stream, "id": post.number, "title": post.title, "slug": "x", "views": 3, "closed": False, "archived": False,
                        "tags": [], "category_id": 5, "posts_count": len(posts), "created_at": stamp(post.at), "has_accepted_answer": _is_solved(post)})  # fmt: skip

    def _rest(self, post: Post) -> Said:
        return as_json({"post_stream": {"posts": self._posts(post)[FIRST:]}, "id": post.number})

    def _posts(self, post: Post) -> list[dict[str, Any]]:
        first = _post(post, 1, Answered("customer", post.at, post.text))
        edited = {"updated_at": stamp(post.edited_at), "version": 2} if post.edited_at else {}
        return [first | edited, *(_post(post, number, reply) for number, reply in enumerate(post.replies, start=2))]

    def key(self, post: Post) -> str:
        return f"forum.example|{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        replies = [(reply.speaker, reply.at, reply.text) for reply in post.replies]
        return {"brand_label": post.firm, "kind": "mention", "title": post.title, "text": post.text, "posted_at": post.at, "edited_at": post.edited_at,
                "posted_precision": "second", "solved_mark": _is_solved(post), "rating": None, "replies": replies}  # fmt: skip


def _is_solved(post: Post) -> bool:
    return bool(post.replies) and post.is_verified


def _post(post: Post, number: int, said: Answered) -> dict[str, Any]:
    is_firm = said.speaker == "brand"
    return {"id": post.number * 100 + number, "name": post.author, "username": "destek" if is_firm else f"u{post.number}", "created_at": stamp(said.at),
            "updated_at": stamp(said.at), "cooked": f"<p>{said.text}</p>", "post_number": number, "post_type": 1, "reply_to_post_number": None, "version": 1,
            "actions_summary": [{"id": 2, "count": 1}], "staff": is_firm, "moderator": is_firm, "admin": False, "user_id": 7 if is_firm else post.number + 50,
            "hidden": False, "deleted_at": None, "user_deleted": False, "topic_id": post.number, "accepted_answer": number == 2 and _is_solved(post)} | _PLUGIN  # fmt: skip


def stamp(at: datetime) -> str:
    """A moment as the forum writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
