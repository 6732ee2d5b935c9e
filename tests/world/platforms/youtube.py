"""Two channels with videos; a thread shows one reply at most, the rest is asked for."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post, spoken

CHANNELS = {handle: f"UC{handle:_<22}" for _, handle in FIRMS}
SHUT = "sessizvideo"
Thing = dict[str, Any]


def refused(status: int, reason: str) -> Said:
    """An error as the API writes it."""
    body = {
        "error": {
            "code": status,
            "message": reason,
            "errors": [{"domain": "youtube", "reason": reason, "message": reason}],
        }
    }
    return Said(json.dumps(body), status, {"Content-Type": "application/json"})


def stamp(at: datetime) -> str:
    """A moment as the API writes it now; it once had fractions."""
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%S}Z"


class YouTube(Platform):
    """Lists by `pageToken`; a thread that is gone is missing from the answer; one video has no comments."""

    source_id = "youtube"
    env = {"YOUTUBE_API_KEY": "key-of-youtube"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        """One firm by its channel, the other by a search for its videos."""
        (one, first), (two, second) = FIRMS
        return f"{one}={CHANNELS[first]}", f"{two}={CHANNELS[second]}?{second}"

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("x-goog-api-key") != "key-of-youtube":
            return refused(400, "keyInvalid")
        query, edge = asked.query, asked.path.rpartition("/")[2]
        if edge == "search":
            found = [
                {"id": {"kind": "youtube#video", "videoId": video}} for video in (f"v{query['q'][:10]:_<10}", SHUT)
            ]
            return as_json({"kind": "youtube#searchListResponse", "items": found})
        if edge == "comments":
            post = next((post for post in self.live() if self.key(post) == query["parentId"]), None)
            items = [self._reply(post, place) for place in range(len(post.replies))][::-1] if post else []
            return self._listed("comment", items, query, 1)
        if query.get("videoId") == SHUT:
            return refused(403, "commentsDisabled")
        posts = [
            post
            for post in self.live()
            if query.get("id", self.key(post)) == self.key(post) and self._is_asked(post, query)
        ]
        return self._listed("commentThread", [self._thread(post) for post in posts], query, 10)

    def _is_asked(self, post: Post, query: dict[str, str]) -> bool:
        video, channel = query.get("videoId"), query.get("allThreadsRelatedToChannelId")
        return video in (None, self._video(post)) and channel in (None, CHANNELS[post.handle])

    def _listed(self, kind: str, items: list[Thing], query: dict[str, str], size: int) -> Said:
        begin = int(query.get("pageToken", "0"))
        more = {"nextPageToken": str(begin + size)} if begin + size < len(items) else {}
        info = {"totalResults": len(items), "resultsPerPage": size}
        return as_json(
            {
                "kind": f"youtube#{kind}ListResponse",
                "etag": "e",
                **more,
                "pageInfo": info,
                "items": items[begin : begin + size],
            }
        )

    def _video(self, post: Post) -> str:
        return f"v{post.handle[:10]:_<10}"

    def _thread(self, post: Post) -> Thing:
        top = {"kind": "youtube#comment", "etag": "e", "id": self.key(post),
               "snippet": self._said(post, f"UCu{post.number}", post.text, post.at, post.edited_at)}  # fmt: skip
        shown = [self._reply(post, place) for place in range(len(post.replies))][-1:]
        replies = {"replies": {"comments": shown}} if shown else {}
        return {"kind": "youtube#commentThread", "etag": "e", "id": self.key(post), **replies,
                "snippet": {"channelId": CHANNELS[post.handle], "videoId": self._video(post), "topLevelComment": top, "canReply": True,
                            "totalReplyCount": len(post.replies), "isPublic": True}}  # fmt: skip

    def _reply(self, post: Post, place: int) -> Thing:
        reply = post.replies[place]
        who = CHANNELS[post.handle] if reply.speaker == "brand" else f"UCu{post.number}"
        snippet = self._said(post, who, reply.text, reply.at, None) | {"parentId": self.key(post)}
        return {"kind": "youtube#comment", "etag": "e", "id": f"{self.key(post)}.{place}", "snippet": snippet}

    def _said(self, post: Post, who: str, text: str, at: datetime, edited_at: datetime | None) -> Thing:
        return {"authorDisplayName": f"@{who}", "authorProfileImageUrl": "https://yt3.example/a", "authorChannelUrl": f"http://y/{who}",
                "authorChannelId": {"value": who}, "channelId": CHANNELS[post.handle], "videoId": self._video(post), "textDisplay": text,
                "textOriginal": text, "canRate": True, "viewerRating": "none", "likeCount": 1, "publishedAt": stamp(at),
                "updatedAt": stamp(edited_at or at)}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"Ugx{post.number:04}AaABAg"

    def facts(self, post: Post) -> dict[str, Any]:
        kind = "own_account" if post.handle == FIRMS[0][1] else "newest_n"
        return {"brand_label": post.firm, "kind": "mention", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "edited_at": post.edited_at, "rating": None, "sample_kind": kind, "replies": spoken(post.replies)}  # fmt: skip
