"""One product a firm, in the current generation of the site's JSON."""

from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post

PRODUCTS = {"700001": FIRMS[0][1], "700002": FIRMS[1][1]}
PATH = "/discovery-storefront-trproductgw-service/api/review-read/product-reviews/detailed"


def millis(post: Post) -> int:
    """When a post was written, in milliseconds."""
    return int(post.at.timestamp()) * 1000


class Trendyol(Platform):
    """Pages from 0; an edit moves `lastModifiedAt`; a review that is gone is simply not there."""

    source_id = "trendyol"

    def brands(self) -> tuple[str, ...]:
        return tuple(
            f"{firm}=https://www.trendyol.com/x/y-p-{number}" for (firm, _), number in zip(FIRMS, PRODUCTS, strict=True)
        )

    def answer(self, asked: Asked) -> Said:
        handle = PRODUCTS.get(asked.query.get("contentId", ""))
        if asked.path != PATH or handle is None:
            return Said('{"isSuccess": false, "statusCode": 404}', 404, {"Content-Type": "application/json"})
        posts = sorted(self.live(handle), key=lambda post: (-post.stars, post.number))
        shown, pages = self.paged(posts, int(asked.query["page"]) + 1)
        summary = {"averageRating": 3.1, "averageRatingFixed": "3.1", "totalRatingCount": len(posts) * 3, "totalCommentCount": len(posts),
                   "totalPages": pages, "tags": []}  # fmt: skip
        reviews = [self._review(post, int(asked.query["contentId"])) for post in shown]
        return as_json(
            {
                "isSuccess": True,
                "statusCode": 200,
                "result": {"aiSummary": "Makinenin özeti.", "summary": summary, "reviews": reviews},
            }
        )

    def _review(self, post: Post, product: int) -> dict[str, Any]:
        changed = int(post.edited_at.timestamp()) * 1000 if post.edited_at else millis(post)
        return {"id": post.number, "contentId": product, "userFullName": post.author if post.is_verified else "**** ****",
                "showUserFullName": post.is_verified, "isElite": False, "isInfluencer": False, "seller": {"id": 9, "name": "Köşe Mağaza"},
                "rate": post.stars, "comment": post.text, "likesCount": 1, "language": "tr", "createdAt": millis(post),
                "lastModifiedAt": changed, "mediaFiles": [], "trusted": post.is_verified, "culture": "tr-TR", "sourceChannelId": 1,
                "productSize": "M", "height": "170", "weight": "60"}  # fmt: skip

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "edited_at": post.edited_at, "text": post.text,
                "rating": post.stars, "is_verified_purchase": post.is_verified, "counterpart": "Köşe Mağaza", "helpful_count": 1,
                "language": "tr", "replies": []}  # fmt: skip
