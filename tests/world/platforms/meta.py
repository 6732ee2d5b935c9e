"""What the Graph API says whoever it is asked about: tokens, versions, fields, cursors, errors."""

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post

HOST = "https://graph.facebook.com"
ACCOUNTS = {handle: str(1001 + place) for place, (_, handle) in enumerate(FIRMS)}
POSTS_A_FIRM = 3
Thing = dict[str, Any]


def error(code: int, subcode: int | None = None, status: int = 400) -> Said:
    """An error in the envelope all of them have."""
    inner = {
        "message": f"(#{code})",
        "type": "OAuthException",
        "code": code,
        "error_subcode": subcode,
        "fbtrace_id": "A",
    }
    return Said(json.dumps({"error": inner}), status, {"Content-Type": "application/json"})


class Graph(Platform):
    """A Graph API: the token is in a header, each page of a list names the next by an address that holds the token."""

    token: ClassVar[str]

    def answer(self, asked: Asked) -> Said:
        """A token that is not ours is error 190, an object that is not there error 100."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return error(190)
        version, _, path = asked.path.strip("/").partition("/")
        assert re.fullmatch(r"v\d+\.\d+", version)
        assert "access_token" not in asked.query
        return self.of(path, asked) or error(100, 33)

    def of(self, path: str, asked: Asked) -> Said | None:
        """What lies at a path, or None."""
        raise NotImplementedError

    def listed(self, things: Sequence[Thing], asked: Asked, size: int = 10, **more: object) -> Said:
        """A page of a list."""
        return as_json(
            {**self.cut(things, asked, size), **more}, **{"X-App-Usage": '{"call_count":28,"total_time":25}'}
        )

    def cut(self, things: Sequence[Thing], asked: Asked, size: int) -> Thing:
        """A list from `after` on, as it stands under "data" or nested in a thing."""
        begin = int(asked.query.get("after", "0"))
        shown = list(things[begin : begin + size])
        paging: Thing = {"cursors": {"before": str(begin), "after": str(begin + size)}}
        if begin + size < len(things):
            paging["next"] = f"{HOST}{asked.path}?access_token={self.token}&limit={size}&after={begin + size}"
        return {"data": shown, "paging": paging} if shown else {"data": []}

    def under(self, handle: str, place: int) -> list[Post]:
        """The posts that are comments under one of the firm's own."""
        return [post for post in self.live(handle) if not self.is_apart(post) and post.number % POSTS_A_FIRM == place]

    def is_apart(self, post: Post) -> bool:
        """Whether a post stands by itself instead of under one of the firm's own."""
        return post.number % 10 == 0

    def found(self, object_id: str) -> Post | None:
        """The live post with this key."""
        return next((post for post in self.live() if self.key(post) == object_id), None)


def chosen(thing: Thing, fields: str) -> Thing:
    """Only what was asked for, as the real one does."""
    names = re.sub(r"\{[^{}]*\}|\.\w+\([^()]*\)", "", fields).split(",")
    return {name: value for name, value in thing.items() if name in {*names, "id"}}
