"""Two professional accounts: three media each with comments, and media of others that tag them."""

from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Post, spoken
from tests.world.platforms.facebook import stamp
from tests.world.platforms.meta import ACCOUNTS, POSTS_A_FIRM, Graph, Thing, chosen

WWW = "https://www.instagram.com/p"


class Instagram(Graph):
    """A medium that tags a firm shows no answers, and its end is never told: those of the world stay as they are."""

    source_id = "instagram"
    token = "token-of-instagram"
    env = {"INSTAGRAM_TOKEN": "token-of-instagram"}  # noqa: RUF012

    def is_apart(self, post: Post) -> bool:
        """The fixed ones tag the firm."""
        return post.number % 10 == 0 and not (post.gone_at or post.edited_at or post.replies)

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={ACCOUNTS[handle]}#{handle}" for firm, handle in FIRMS)

    def of(self, path: str, asked: Asked) -> Said | None:
        if path == "ig_hashtag_search":
            return as_json({"data": [{"id": f"5{asked.query['user_id']}"}]})
        object_id, _, edge = path.partition("/")
        handle = next((handle for handle, number in ACCOUNTS.items() if number in object_id[:5]), "")
        if handle and object_id == ACCOUNTS[handle] and not edge:
            return as_json({"id": object_id, "username": handle})
        if edge in {"media", "tags", "recent_media"}:
            return self.listed([chosen(one, asked.query["fields"]) for one in self._media(handle, edge)], asked, 2)
        if edge == "comments":
            return self.listed([self._comment(post) for post in self.under(handle, int(object_id[-1]))], asked, 4)
        post = self.found(object_id)
        if post is None:
            return None
        return self.listed(self._answers(post), asked, 1) if edge == "replies" else as_json(self._comment(post))

    def _media(self, handle: str, edge: str) -> list[Thing]:
        if edge == "media":
            return [{"id": f"{ACCOUNTS[handle]}8{place}", "timestamp": "2025-01-01T09:00:00+0000", "permalink": f"{WWW}/{handle}{place}/",
                     "comments_count": len(self.under(handle, place))} for place in range(POSTS_A_FIRM)]  # fmt: skip
        return [{"id": self.key(post), "caption": post.text, "timestamp": stamp(post.at), "permalink": f"{WWW}/{post.number}/",
                 "username": f"u{post.number}", "media_type": "IMAGE", "like_count": 3, "comments_count": 0}
                for post in self.live(handle) if self.is_apart(post) and edge == "tags"]  # fmt: skip

    def _comment(self, post: Post) -> Thing:
        answers = self._answers(post)[::-1]
        nested = {"replies": self.cut(answers, Asked(0, "/r", {}, {}), 1)} if answers else {}
        return {"id": self.key(post), "text": post.text, "timestamp": stamp(post.at), "username": f"u{post.number}", "like_count": 1,
                "hidden": False, **nested}  # fmt: skip

    def _answers(self, post: Post) -> list[Thing]:
        return [{"id": f"6{post.number}{place}", "text": reply.text, "timestamp": stamp(reply.at), "like_count": 0, "hidden": False,
                 "username": post.handle if reply.speaker == "brand" else f"u{post.number}"}
                for place, reply in enumerate(post.replies)]  # fmt: skip

    def key(self, post: Post) -> str:
        return f"17{post.number:04}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": None, "rating": None, "sample_kind": "own_account", "replies": spoken(post.replies)}  # fmt: skip
