"""Two apps as the web page's own call gives their reviews: lists in a text in a list."""

import json
from typing import Any
from urllib.parse import parse_qs

from tests.crawler.server import Asked, Said
from tests.world.platforms.app_store import changed
from tests.world.platforms.base import FIRMS, Platform, Post, spoken
from tests.world.platforms.google_play import PACKAGES


def wrapped(reviews: list[Any], token: str | None) -> str:
    """An answer of the call."""
    held = json.dumps([reviews, [None, token], None]) if reviews else None
    return f")]}}'\n\n{json.dumps([['wrb.fr', 'oCPfdb', held, None, None, None, 'generic'], ['di', 42], ['af.httprm', 42, '1', 3]])}"


class GooglePlayWeb(Platform):
    """Newest change first, pages by token."""

    source_id = "google_play_web"

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={package}" for (firm, _), package in zip(FIRMS, PACKAGES, strict=True))

    def answer(self, asked: Asked) -> Said:
        if (
            asked.method != "POST"
            or asked.path != "/_/PlayStoreUi/data/batchexecute"
            or asked.query != {"hl": "tr", "gl": "tr"}
        ):
            return Said("", 404)
        ((name, wanted, _, kind),) = json.loads(parse_qs(asked.body)["f.req"][0])[0]
        assert (name, kind) == ("oCPfdb", "generic")
        _, (_, order, paging, _, _), (package, _) = json.loads(wanted)
        assert order == 2
        posts = sorted(self.live(PACKAGES[package]), key=changed, reverse=True)
        number = int(paging[2].removeprefix("CAE")) if len(paging) > 1 else 1
        shown, pages = self.paged(posts, number)
        token = f"CAE{number + 1}" if number < pages else None
        return Said(
            wrapped([self._review(post) for post in shown], token),
            200,
            {"Content-Type": "application/json; charset=utf-8"},
        )

    def _review(self, post: Post) -> list[Any]:
        reply = post.replies[0] if post.replies else None
        said = ["Geliştirici", reply.text, [int(reply.at.timestamp()), 0]] if reply else None
        return [self.key(post), [post.author, [None, 2, None, [None, None, "https://pic"]]], post.stars, None, post.text,
                [int(changed(post).timestamp()), 0], 3, said, None, None, "1.7"]  # fmt: skip

    def key(self, post: Post) -> str:
        return f"00000000-0000-4000-8000-{post.number:012d}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "edited_at": post.edited_at, "posted_precision": "second", "text": post.text,
                "rating": post.stars, "helpful_count": 3, "replies": spoken(post.replies[:1])}  # fmt: skip
