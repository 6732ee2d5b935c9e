"""Two businesses with three excerpts each."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Post
from tests.world.platforms.sample import Sample

PACIFIC = ZoneInfo("America/Los_Angeles")


class Yelp(Sample):
    """A business, then the newest three of its reviews, cut short, timed by the Pacific's clock."""

    source_id = "yelp"
    env = {"YELP_API_KEY": "key-of-yelp"}  # noqa: RUF012
    newest: ClassVar[int] = 3

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer key-of-yelp":
            return Said(
                '{"error": {"code": "TOKEN_INVALID", "description": "Invalid access token or authorization header."}}',
                401,
            )
        business = asked.path.split("/")[3]
        live = self.live(business)
        if not asked.path.endswith("/reviews"):
            return as_json({"id": f"id-{business}", "alias": business, "name": business, "is_claimed": True, "review_count": len(live),
                            "rating": 3.5, "location": {"country": "TR", "city": "İzmir"}, "url": "https://y/biz"})  # fmt: skip
        assert (asked.query["sort_by"], asked.query["locale"]) == ("newest", "tr_TR")
        return as_json(
            {
                "reviews": [self._review(post) for post in self.shown(business)],
                "total": len(live),
                "possible_languages": ["tr"],
            }
        )

    def _review(self, post: Post) -> dict[str, Any]:
        return {"id": self.key(post), "url": f"https://y/biz?hrid={post.number}", "text": f"{post.text[:40]}...", "rating": post.stars,
                "time_created": f"{post.at.astimezone(PACIFIC):%Y-%m-%d %H:%M:%S}",
                "user": {"id": f"u{post.number}", "profile_url": "https://y/u", "image_url": None, "name": post.author}}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"yelp-{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        noon = post.at.astimezone(PACIFIC).replace(hour=12, minute=0, second=0)
        return {"brand_label": post.firm, "kind": "review", "posted_at": noon, "posted_precision": "day", "country": "TR",
                "text": f"{post.text[:40]}...", "rating": post.stars, "sample_kind": "newest_n", "replies": []}  # fmt: skip
