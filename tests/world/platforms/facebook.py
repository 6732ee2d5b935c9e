"""Two pages: each firm posts three times, customers comment, some write on the wall."""

from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Post, spoken
from tests.world.platforms.meta import ACCOUNTS, POSTS_A_FIRM, Graph, Thing, chosen

WWW = "https://www.facebook.com"


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}+0000"


class Facebook(Graph):
    """Nested answers are cut after the first, and so is every page of them."""

    source_id = "facebook"
    token = "token-of-facebook"
    env = {"FACEBOOK_PAGE_TOKEN": "token-of-facebook"}  # noqa: RUF012

    def of(self, path: str, asked: Asked) -> Said | None:
        if path in ACCOUNTS:
            firm = next(firm for firm, handle in FIRMS if handle == path)
            return as_json({"id": ACCOUNTS[path], "name": firm, "overall_star_rating": 3.4, "rating_count": 210})
        object_id, _, edge = path.partition("/")
        handle = next((handle for handle, number in ACCOUNTS.items() if object_id.startswith(number)), "")
        if edge == "feed":
            return self.listed(self._feed(handle), asked, 5)
        if edge == "comments" and handle and int(object_id.rpartition("_")[2]) >= 9000:
            place = int(object_id.rpartition("_")[2]) - 9000
            return self.listed([self._comment(post, asked) for post in self.under(handle, place)], asked, 4)
        post = self.found(object_id)
        if post is None:
            return None
        if edge == "comments":
            return self.listed([chosen(one, asked.query["fields"]) for one in self._answers(post)], asked, 1)
        return as_json(self._wall(post, asked) if self.is_apart(post) else self._comment(post, asked))

    def _feed(self, handle: str) -> list[Thing]:
        """The firm's posts, and what others wrote on its wall."""
        wall = [self._wall(post) for post in self.live(handle) if self.is_apart(post)]
        return [*wall, *[self._own(handle, place) for place in range(POSTS_A_FIRM)]]

    def _own(self, handle: str, place: int) -> Thing:
        page, count = ACCOUNTS[handle], len(self.under(handle, place))
        return {"id": f"{page}_{9000 + place}", "created_time": "2025-01-01T09:00:00+0000", "message": "Yeni kampanya",
                "permalink_url": f"{WWW}/{page}/posts/{9000 + place}", "from": {"id": page, "name": handle},
                "comments": {"data": [], "summary": {"total_count": count}}}  # fmt: skip

    def _wall(self, post: Post, asked: Asked | None = None) -> Thing:
        page = ACCOUNTS[post.handle]
        answers = self._answers(post)
        comments = self.cut(answers, asked, 1) if asked else {"data": [], "summary": {"total_count": len(answers)}}
        return {"id": self.key(post), "created_time": stamp(post.at), "message": post.text, "from": self._who(post),
                "permalink_url": f"{WWW}/{page}/posts/{post.number}", "comments": comments}  # fmt: skip

    def _comment(self, post: Post, asked: Asked) -> Thing:
        answers, place = self._answers(post), 9000 + post.number % POSTS_A_FIRM
        link = f"{WWW}/{ACCOUNTS[post.handle]}/posts/{place}/?comment_id={post.number}"
        whole = {"created_time": stamp(post.at), "message": post.text, "from": self._who(post), "like_count": 2,
                 "comment_count": len(answers), "permalink_url": link, "is_hidden": post.stars == 1}  # fmt: skip
        nested = {"comments": self.cut(answers, Asked(0, asked.path, {}, {}), 1)} if answers else {}
        return {"id": self.key(post), **chosen(whole, asked.query["fields"]), **nested}

    def _answers(self, post: Post) -> list[Thing]:
        page = {"id": ACCOUNTS[post.handle], "name": post.firm}
        return [{"id": f"{self.key(post)}{place}", "created_time": stamp(reply.at), "message": reply.text, "like_count": 0,
                 "from": page if reply.speaker == "brand" else self._who(post), "comment_count": 0, "is_hidden": False,
                 "parent": {"id": self.key(post), "created_time": stamp(post.at)}}
                for place, reply in enumerate(post.replies)]  # fmt: skip

    def _who(self, post: Post) -> Thing:
        return {"id": f"7{post.number}", "name": post.author}

    def key(self, post: Post) -> str:
        page = ACCOUNTS[post.handle]
        return (
            f"{page}_{post.number}"
            if self.is_apart(post)
            else f"{page}{9000 + post.number % POSTS_A_FIRM}_{post.number}"
        )

    def facts(self, post: Post) -> dict[str, Any]:
        is_hidden = post.stars == 1 and not self.is_apart(post)
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": None, "rating": None, "status_raw": "hidden" if is_hidden else "", "sample_kind": "own_account",
                "replies": spoken(post.replies)}  # fmt: skip
