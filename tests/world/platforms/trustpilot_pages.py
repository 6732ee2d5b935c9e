"""The same firms on Trustpilot's public pages."""

import json
from typing import Any

from tests.crawler.server import Asked, Said
from tests.world.platforms.base import Post
from tests.world.platforms.trustpilot import Trustpilot, iso


class TrustpilotPages(Trustpilot):
    """A page is the state it carries."""

    source_id = "trustpilot_pages"
    env = {}  # noqa: RUF012
    form = "html"

    def answer(self, asked: Asked) -> Said:
        assert asked.query["languages"] == "all"
        handle = asked.path.rpartition("/")[2].removesuffix(".example")
        posts, pages = self.paged(self.live(handle), int(asked.query["page"]))
        total = len(self.live(handle))
        props = {"businessUnit": self._unit(handle, total), "reviews": [self._state(post) for post in posts],
                 "filters": {"pagination": {"currentPage": int(asked.query["page"]), "perPage": 10, "totalCount": total, "totalPages": pages}}}  # fmt: skip
        state = json.dumps({"props": {"pageProps": props}, "buildId": "b"})
        return Said(
            f'<!doctype html><html><body><script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
        )

    @staticmethod
    def _unit(handle: str, total: int) -> dict[str, Any]:
        return {"id": f"unit-{handle}", "displayName": handle, "identifyingName": f"{handle}.example", "numberOfReviews": total,
                "trustScore": 3.1, "activity": {"hasSubscription": True, "isUsingPaidFeatures": True, "isAskingForReviews": True,
                                                "isClaimed": True, "replyBehavior": {"replyPercentage": 50}}}  # fmt: skip

    def _state(self, post: Post) -> dict[str, Any]:
        answer = next((reply for reply in post.replies if reply.speaker == "brand"), None)
        check = {"isVerified": post.is_verified, "verificationLevel": "invited" if post.is_verified else "not-verified",
                 "reviewSourceName": "InvitationLinkApi" if post.is_verified else "Organic", "verificationSource": "invitation"}  # fmt: skip
        return {"id": self.key(post), "filtered": False, "pending": False, "title": post.title, "text": post.text, "rating": post.stars,
                "labels": {"merged": None, "verification": check}, "likes": 0, "language": "tr", "report": None,
                "dates": {"experiencedDate": iso(post.at), "publishedDate": iso(post.at), "updatedDate": iso(post.edited_at)},
                "consumer": {"id": f"c{post.number}", "displayName": post.author, "countryCode": "TR", "numberOfReviews": 2},
                "reply": {"message": answer.text, "publishedDate": iso(answer.at), "updatedDate": None} if answer else None,
                "hasUnhandledReports": False, "location": None, "productReviews": [], "consumersReviewCountOnSameDomain": 1}  # fmt: skip
