"""One help desk of both firms, each a product of it."""

import base64
from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Platform, Post, spoken

PRODUCTS = {"kuzeykargo": 7001, "laletelekom": 7002}
KEY = "key-of-freshdesk"
HOST = "https://masa.freshdesk.example"


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


class Freshdesk(Platform):
    """Tickets by their last change, pages by `Link`; deleted ones are in a list of their own."""

    source_id = "freshdesk"
    env = {"FRESHDESK_DOMAIN": "masa-of-freshdesk", "FRESHDESK_API_KEY": KEY}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return "Kuzey Kargo=7001", "Lale Telekom=7002"

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Basic " + base64.b64encode(f"{KEY}:X".encode()).decode():
            return Said('{"code": "invalid_credentials"}', 401, {"Content-Type": "application/json"})
        if asked.path == "/api/v2/tickets":
            return self._list(asked)
        found = [post for post in self.live() if asked.path == f"/api/v2/tickets/{post.number}/conversations"]
        return as_json(self._conversation(found[0])) if found else Said("", 404, {"Content-Type": "application/json"})

    def _changed(self, post: Post) -> datetime:
        later = [post.edited_at, post.gone_at, *(reply.at for reply in post.replies)]
        return max([post.at, *(at for at in later if at is not None and at <= self.now)])

    def _list(self, asked: Asked) -> Said:
        since, is_deleted = datetime.fromisoformat(asked.query["updated_since"]), asked.query.get("filter") == "deleted"
        posts = [
            post
            for post in self.posts
            if post.at <= self.now and self.is_gone(post) == is_deleted and self._changed(post) >= since
        ]
        page = int(asked.query["page"])
        shown, pages = self.paged(sorted(posts, key=lambda post: (self._changed(post), post.number)), page)
        said = as_json([self._ticket(post) for post in shown])
        query = "&".join(f"{name}={value}" for name, value in (asked.query | {"page": str(page + 1)}).items())
        link = {"Link": f'<{HOST}{asked.path}?{query}>; rel="next"'} if page < pages else {}
        return Said(said.body, 200, said.headers | link)

    def _ticket(self, post: Post) -> dict[str, Any]:
        seen = self.seen(post)
        solved = stamp(seen.replies[-1].at) if seen.replies else None
        return {
            "id": post.number, "subject": post.title, "description": f"<div>{seen.text}</div>", "description_text": seen.text,
            "status": 4 if seen.replies else 2, "priority": 1, "source": 1, "type": "Problem", "tags": ["acil"], "spam": False,
            "requester_id": 5000 + post.number, "responder_id": 900, "product_id": PRODUCTS[post.handle], "group_id": None,
            "created_at": stamp(post.at), "updated_at": stamp(self._changed(post)), "due_by": None, "fr_due_by": None,
            "fr_escalated": False, "is_escalated": False, "custom_fields": {},
            "stats": {"first_responded_at": stamp(seen.replies[0].at) if seen.replies else None, "resolved_at": solved, "reopened_at": None},
        }  # fmt: skip

    @staticmethod
    def _conversation(seen: Post) -> list[dict[str, Any]]:
        said = [(False, True, seen.at, "Kimse görmesin: müşteri tanıdık.")]
        said += [(one.speaker == "customer", False, one.at, one.text) for one in seen.replies]
        return [
            {"id": number, "incoming": incoming, "private": is_private, "body": f"<div>{text}</div>", "body_text": text,
             "user_id": 900, "source": 0, "ticket_id": seen.number, "created_at": stamp(at), "attachments": []}
            for number, (incoming, is_private, at, text) in enumerate(said)
        ]  # fmt: skip

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": post.at, "title": post.title, "text": post.text,
                "claimed_by_brand": True if post.replies else None, "claimed_at": post.replies[-1].at if post.replies else None,
                "status_raw": "resolved" if post.replies else "open", "sample_kind": "own_account",
                "replies": spoken(post.replies)}  # fmt: skip
