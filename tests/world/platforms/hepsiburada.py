"""One product a firm, its reviews in no order that means anything; every fifth is a vote without a word."""

from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post

SKUS = {"HBV0000KUZEY01": FIRMS[0][1], "HBCV0000LALE02": FIRMS[1][1]}


class Hepsiburada(Platform):
    """Lists by `from`; a review that is gone is simply not there."""

    source_id = "hepsiburada"

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={sku}" for (firm, _), sku in zip(FIRMS, SKUS, strict=True))

    def answer(self, asked: Asked) -> Said:
        handle = SKUS.get(asked.query.get("sku", ""))
        if asked.path != "/queryapi/v2/ApprovedUserContents" or handle is None:
            return Said('{"message": "not found"}', 404, {"Content-Type": "application/json"})
        posts = sorted(self.live(handle), key=lambda post: post.number * 7919 % 101)
        first = int(asked.query["from"])
        shown = posts[first : first + self.page_size]
        follows = f"{asked.path}?from={first + self.page_size}" if first + self.page_size < len(posts) else None
        return as_json({"itemsPerPage": self.page_size, "currentItemCount": len(shown), "totalItemCount": len(posts),
                        "links": {"next": follows},
                        "data": {"approvedUserContent": {"listCount": len(shown), "approvedUserContentList": [self._item(post) for post in shown]},
                                 "filterData": {"starCounts": []}}})  # fmt: skip

    def _item(self, post: Post) -> dict[str, Any]:
        sku = next(sku for sku, handle in SKUS.items() if handle == post.handle)
        return {"id": self.key(post), "createdAt": f"{post.at:%Y-%m-%dT%H:%M:%S}.0000000+00:00", "star": post.stars, "contentType": 1,
                "review": {"content": self._text(post) or None}, "isPurchaseVerified": post.is_verified, "platform": 1, "reportCount": 0,
                "customer": {"name": f"{post.author[0]}******", "surname": "K***", "birthDate": "1990-01-01T00:00:00Z", "gender": "Female",
                             "profilePictureUrl": None, "isInfluencer": False},
                "order": {"merchantName": "Köşe Mağaza", "merchantId": "m-1", "cargoFirm": "HızlıKargo", "shippingAddressCity": "İZMİR"},
                "product": {"sku": sku, "name": f"Ürün {sku}", "brand": post.firm.upper(), "url": f"https://www.hepsiburada.com/x-p-{sku}"},
                "reactions": {"clap": 2, "thumbsdown": 1}, "media": None, "featureStars": [], "keywords": []}  # fmt: skip

    def _text(self, post: Post) -> str:
        return "" if post.number % 5 == 0 else post.text

    def key(self, post: Post) -> str:
        return f"00000000-0000-4000-8000-{post.number:012d}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "posted_precision": "second", "text": self._text(post),
                "rating": post.stars, "rating_best": 5, "is_verified_purchase": post.is_verified, "counterpart": "Köşe Mağaza",
                "country": "TR", "helpful_count": 2, "author_hash": "", "replies": []}  # fmt: skip
