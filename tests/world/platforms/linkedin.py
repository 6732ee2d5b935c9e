"""Two organisations that post three times each; answers to a comment are asked for by the comment's urn."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post, spoken

ORGS = {handle: f"urn:li:organization:{1001 + place}" for place, (_, handle) in enumerate(FIRMS)}
POSTS_A_FIRM = 3
Thing = dict[str, Any]


def refused(status: int, code: str) -> Said:
    """An error as the API writes it."""
    body = {"status": status, "code": code, "message": code.lower()}
    return Said(json.dumps(body), status, {"Content-Type": "application/json"})


class LinkedIn(Platform):
    """Lists by `start` and `count`; a comment that is gone answers 404."""

    source_id = "linkedin"
    env = {"LINKEDIN_TOKEN": "token-of-linkedin"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={ORGS[handle]}" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer token-of-linkedin":
            return refused(401, "INVALID_ACCESS_TOKEN")
        if asked.headers.get("linkedin-version", "") < "202512":
            return refused(426, "NONEXISTENT_VERSION")
        _, _, edge, *rest = [unquote(part) for part in asked.path.split("/")]
        if edge == "posts":
            handle = next(handle for handle, org in ORGS.items() if org == asked.query["author"])
            return self._part([{"id": self._object(handle, place)} for place in range(POSTS_A_FIRM)], asked, 2)
        return self._actions(rest[0], rest[2:], asked)

    def _actions(self, urn: str, rest: list[str], asked: Asked) -> Said:
        posts = [post for post in self.live() if urn in (self._under(post), self.key(post))]
        if rest:
            found = [post for post in posts if str(post.number) == rest[0]]
            return as_json(self._comment(found[0])) if found else refused(404, "NOT_FOUND")
        if urn.startswith("urn:li:comment:"):
            return self._part([self._answer(posts[0], place) for place in range(len(posts[0].replies))], asked, 1)
        return self._part([self._comment(post) for post in posts], asked, 4)

    def _part(self, things: list[Thing], asked: Asked, size: int) -> Said:
        begin = int(asked.query["start"])
        is_more = begin + size < len(things)
        links = (
            [{"type": "application/json", "rel": "next", "href": f"{asked.path}?start={begin + size}&count={size}"}]
            if is_more
            else []
        )
        return as_json({"elements": things[begin : begin + size], "paging": {"start": begin, "count": size, "total": len(things), "links": links}})  # fmt: skip

    def _object(self, handle: str, place: int) -> str:
        return f"urn:li:activity:{ORGS[handle][-4:]}{place}"

    def _under(self, post: Post) -> str:
        return self._object(post.handle, post.number % POSTS_A_FIRM)

    def _comment(self, post: Post) -> Thing:
        changed = post.edited_at or post.at
        return {**self._said(post, self.key(post), str(post.number), f"urn:li:person:p{post.number}", post.text, post.at, changed),
                "likesSummary": {"totalLikes": 1}, "commentsSummary": {"totalFirstLevelComments": len(post.replies)}}  # fmt: skip

    def _answer(self, post: Post, place: int) -> Thing:
        reply, number = post.replies[place], f"{post.number}{place}"
        actor = ORGS[post.handle] if reply.speaker == "brand" else f"urn:li:person:p{post.number}"
        return {**self._said(post, f"urn:li:comment:({self._under(post)},{number})", number, actor, reply.text, reply.at, reply.at),
                "parentComment": self.key(post)}  # fmt: skip

    def _said(self, post: Post, urn: str, number: str, actor: str, text: str, at: datetime, changed: datetime) -> Thing:
        return {"id": number, "commentUrn": urn, "$URN": urn, "actor": actor, "message": {"attributes": [], "text": text},
                "object": self._under(post), "created": {"actor": actor, "time": int(at.timestamp() * 1000)},
                "lastModified": {"actor": actor, "time": int(changed.timestamp() * 1000)}}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"urn:li:comment:({self._under(post)},{post.number})"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": post.edited_at, "rating": None, "sample_kind": "own_account", "replies": spoken(post.replies)}  # fmt: skip
