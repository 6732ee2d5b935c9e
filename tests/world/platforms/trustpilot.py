"""Two firms on Trustpilot's API: found by domain, listed newest first until a page is empty."""

from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post, spoken


def iso(at: datetime | None) -> str | None:
    """A moment as both the API and the page write it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z" if at else None


class Trustpilot(Platform):
    """A firm's answer is one; a later one of the customer has no place here."""

    source_id = "trustpilot"
    env = {"TRUSTPILOT_API_KEY": "key-of-trustpilot"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={handle}.example" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("apikey") != "key-of-trustpilot":
            return Said('{"message": "Invalid API key"}', 401, {"Content-Type": "application/json"})
        if asked.path == "/v1/business-units/find":
            handle = asked.query["name"].removesuffix(".example")
            return as_json({"id": f"unit-{handle}", "displayName": handle, "name": {"identifying": asked.query["name"]}, "country": "TR",
                            "numberOfReviews": {"total": len(self.live(handle))}, "score": {"stars": 3, "trustScore": 3.2}})  # fmt: skip
        handle = asked.path.split("/")[3].removeprefix("unit-")
        posts, _ = self.paged(self.live(handle), int(asked.query["page"]))
        return as_json({"links": [], "reviews": [self._review(post) for post in posts]})

    def _review(self, post: Post) -> dict[str, Any]:
        answer = next((reply for reply in post.replies if reply.speaker == "brand"), None)
        return {"links": [], "id": self.key(post), "consumer": {"links": [], "id": f"c{post.number}", "displayName": post.author,
                                                                "displayLocation": "İzmir, TR", "numberOfReviews": 2},
                "businessUnit": {"links": [], "id": f"unit-{post.handle}", "identifyingName": post.handle, "displayName": post.handle},
                "location": None, "stars": post.stars, "title": post.title, "text": post.text, "language": "tr", "createdAt": iso(post.at),
                "experiencedAt": iso(post.at), "updatedAt": iso(post.edited_at), "isVerified": post.is_verified, "numberOfLikes": 0,
                "companyReply": {"text": answer.text, "createdAt": iso(answer.at), "updatedAt": None} if answer else None,
                "source": "InvitationLinkApi" if post.is_verified else "Organic", "status": "active", "reportData": None,
                "complianceLabels": [], "countsTowardsTrustScore": True, "countsTowardsLocationTrustScore": None, "invitation": None,
                "businessUnitHistory": [], "reviewVerificationLevel": "invited" if post.is_verified else "not-verified"}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"{post.number:024x}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "posted_precision": "second", "title": post.title,
                "text": post.text, "edited_at": post.edited_at, "rating": post.stars, "is_invited": post.is_verified,
                "is_verified_purchase": post.is_verified,
                "replies": spoken(reply for reply in post.replies if reply.speaker == "brand")}  # fmt: skip
