"""Reddit behind its OAuth API: a token first, listings by `after`, comments on their own pages, tombstones by /api/info."""

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post, spoken

_ENV = {
    "REDDIT_CLIENT_ID": "id-of-reddit",
    "REDDIT_CLIENT_SECRET": "secret-of-reddit",
    "REDDIT_USER_AGENT": "test:terazi:1 (by /u/terazi)",
}
TOKEN = "token-of-reddit"


class Reddit(Platform):
    """Deleted posts vanish from the lists and stand in /api/info without words."""

    source_id = "reddit"
    env = _ENV

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={handle} @{handle}_destek" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/api/v1/access_token":
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said('{"message": "Forbidden", "error": 403}', 403, {"Content-Type": "application/json"})
        assert asked.headers["user-agent"] == _ENV["REDDIT_USER_AGENT"]
        assert asked.query["raw_json"] == "1"
        if asked.path == "/search":
            return self._search(asked)
        if asked.path == "/api/info":
            return as_json(_listing([self._post(post) for post in self.posts if self.key(post) == asked.query["id"]]))
        if asked.path == "/api/morechildren":
            return self._more(asked)
        number, _, below = asked.path.removeprefix("/comments/").partition("/_/")
        found = [post for post in self.live() if number == _number(post)]
        return as_json([_listing([self._post(found[0])]), _comments(found[0], below)]) if found else Said("{}", 404)

    def _more(self, asked: Asked) -> Said:
        """Flat, as Reddit gives them: what hangs below hangs below no longer."""
        found = [post for post in self.live() if self.key(post) == asked.query["link_id"]]
        things = [_comment(post, number, "") for post in found for number in range(len(post.replies))]
        wanted = [one for one in things if one["data"]["id"] in asked.query["children"].split(",")]
        return as_json({"json": {"errors": [], "data": {"things": wanted}}})

    def _token(self, asked: Asked) -> Said:
        basic = b64encode(b"id-of-reddit:secret-of-reddit").decode()
        is_right = asked.method == "POST" and parse_qs(asked.body) == {"grant_type": ["client_credentials"]}
        if not is_right or asked.headers.get("authorization") != f"Basic {basic}":
            return Said('{"message": "Unauthorized", "error": 401}', 401)
        return as_json({"access_token": TOKEN, "token_type": "bearer", "expires_in": 86400, "scope": "*"})

    def _search(self, asked: Asked) -> Said:
        posts = self.live(asked.query["q"])
        names = [self.key(post) for post in posts]
        begin = names.index(asked.query["after"]) + 1 if asked.query.get("after") in names else 0
        shown = posts[begin : begin + self.page_size]
        return as_json(
            _listing(
                [self._post(post) for post in shown],
                names[begin + len(shown) - 1] if begin + len(shown) < len(posts) else None,
            )
        )

    def _post(self, post: Post) -> dict[str, Any]:
        is_gone, post = self.is_gone(post), self.seen(post)
        said = {
            "selftext": "[deleted]",
            "author": "[deleted]",
            "title": "[deleted by user]",
            "removed_by_category": "deleted",
        }
        data = {
            "id": _number(post), "name": self.key(post), "title": post.title, "selftext": post.text, "author": f"u{post.number}", "subreddit": "Turkey",
            "author_fullname": f"t2_{post.number}", "created_utc": post.at.timestamp(), "edited": post.edited_at.timestamp() if post.edited_at else False,
            "score": post.stars, "num_comments": len(post.replies), "permalink": f"/r/Turkey/comments/{_number(post)}/x/", "link_flair_text": None,
            "url": f"https://www.reddit.com/r/Turkey/comments/{_number(post)}/x/", "removed_by_category": None, "is_self": True, "distinguished": None,
        }  # fmt: skip
        return {"kind": "t3", "data": data | said if is_gone else data}

    def key(self, post: Post) -> str:
        return f"t3_{_number(post)}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "title": post.title, "text": post.text, "posted_at": post.at, "posted_precision": "second",
                "edited_at": post.edited_at, "rating": None, "replies": spoken(post.replies)}  # fmt: skip


def _number(post: Post) -> str:
    return f"1t{post.number:04d}"


def _listing(children: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    return {
        "kind": "Listing",
        "data": {"after": after, "before": None, "modhash": "", "dist": len(children), "children": children},
    }


def _comments(post: Post, below: str) -> dict[str, Any]:
    """Each answer under the one before. Of some posts the last is left out, of others the second goes on elsewhere."""
    tree, is_short, last = _listing([]), post.number % 2 == 0, len(post.replies) - 1
    for position in range(last, int(below[-1:] or 0) - 1, -1):
        if is_short and position == last:
            tree = _listing([_left_out(post, position, [f"c{post.number}{position}"])])
        elif position == 1 and not is_short and not below:
            tree = _listing([_left_out(post, position, [])])
        else:
            tree = _listing([_comment(post, position, tree)])
    return tree


def _left_out(post: Post, position: int, numbers: list[str]) -> dict[str, Any]:
    number = numbers[0] if numbers else "_"
    parent = f"t1_c{post.number}{position - 1}" if position else f"t3_{_number(post)}"
    return {"kind": "more", "data": {"count": len(numbers), "id": number, "name": f"t1_{number}", "parent_id": parent, "depth": position,
                                     "children": numbers}}  # fmt: skip


def _comment(post: Post, position: int, replies: Any) -> dict[str, Any]:
    reply = post.replies[position]
    author = f"{post.handle}_Destek" if reply.speaker == "brand" else f"u{post.number}"
    return {"kind": "t1", "data": {
        "id": f"c{post.number}{position}", "name": f"t1_c{post.number}{position}", "link_id": f"t3_{_number(post)}", "author": author, "body": reply.text,
        "created_utc": reply.at.timestamp(), "edited": False, "score": 1, "is_submitter": reply.speaker == "customer", "distinguished": None,
        "parent_id": f"t3_{_number(post)}", "stickied": False, "replies": replies,
    }}  # fmt: skip
