"""Two shops of one seller account: what customers asked, two weeks at a time."""

import base64
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Platform, Post, spoken
from tests.world.platforms.trendyol import millis

SELLERS = {"1001": FIRMS[0][1], "1002": FIRMS[1][1]}
TWO_WEEKS_MS = 14 * 24 * 3600 * 1000
TOKEN = base64.b64encode(b"key-of-the-seller:secret-of-the-seller").decode()


class TrendyolSeller(Platform):
    """Windows longer than two weeks are refused; a question that is gone answers 404."""

    source_id = "trendyol_seller"
    env = {"TRENDYOL_API_KEY": "key-of-the-seller", "TRENDYOL_API_SECRET": "secret-of-the-seller"}  # noqa: RUF012
    page_size = 2

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={seller}" for (firm, _), seller in zip(FIRMS, SELLERS, strict=True))

    def answer(self, asked: Asked) -> Said:
        seller, _, rest = asked.path.removeprefix("/integration/qna/sellers/").partition("/questions/")
        if (
            asked.headers.get("authorization") != f"Basic {TOKEN}"
            or asked.headers["user-agent"] != f"{seller} - SelfIntegration"
        ):
            return Said(
                '{"errors": [{"key": "ClientApiAuthenticationException"}]}', 401, {"Content-Type": "application/json"}
            )
        posts = self.live(SELLERS[seller])
        if rest != "filter":
            found = [post for post in posts if rest == str(post.number)]
            return as_json(self._question(found[0])) if found else Said("{}", 404, {"Content-Type": "application/json"})
        first, last = int(asked.query["startDate"]), int(asked.query["endDate"])
        if last - first > TWO_WEEKS_MS:
            return Said('{"errors": [{"key": "interval"}]}', 400, {"Content-Type": "application/json"})
        page = int(asked.query["page"])
        within = [post for post in posts if first <= millis(post) < last]
        shown, pages = self.paged(within, page + 1)
        return as_json({"content": [self._question(post) for post in shown], "page": page, "size": self.page_size,
                        "totalElements": len(within), "totalPages": pages})  # fmt: skip

    def _question(self, post: Post) -> dict[str, Any]:
        answer = next((reply for reply in post.replies if reply.speaker == "brand"), None)
        said = {"id": post.number + 5000, "text": answer.text, "creationDate": int(answer.at.timestamp()) * 1000, "hasPrivateInfo": False,
                "reason": ""} if answer else None  # fmt: skip
        return {"id": post.number, "text": post.text, "status": "ANSWERED" if said else "WAITING_FOR_ANSWER", "answer": said,
                "answeredDateMessage": "", "creationDate": millis(post), "customerId": 77, "imageUrl": "", "productName": post.title,
                "public": True, "reason": "", "rejectedAnswer": None, "rejectedDate": 0, "reportReason": "", "reportedDate": 0,
                "showUserName": False, "userName": post.author, "webUrl": f"https://www.trendyol.com/x/y-p-{post.number}",
                "productMainId": "M1"}  # fmt: skip

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "question", "posted_at": post.at, "text": post.text, "product": post.title,
                "rating": None, "sample_kind": "own_account", "replies": spoken(post.replies[:1]),
                "status_raw": "ANSWERED" if post.replies else "WAITING_FOR_ANSWER"}  # fmt: skip
