"""One help desk of both firms, each a brand of it, behind the incremental export."""

import base64
from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Platform, Post, spoken

BRANDS = {"kuzeykargo": 36001, "laletelekom": 36002}
AGENT = 900
TOKEN = "token-of-zendesk"
MAIL = "agent-of-zendesk@example.invalid"


def stamp(at: datetime) -> str:
    """A moment as the API writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


class Zendesk(Platform):
    """Tickets by their last change; a page begins with the last ticket of the one before; deleted ones come as such."""

    source_id = "zendesk"
    env = {"ZENDESK_SUBDOMAIN": "masa-of-zendesk", "ZENDESK_EMAIL": MAIL, "ZENDESK_API_TOKEN": TOKEN}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return "Kuzey Kargo=36001", "Lale Telekom=36002"

    def answer(self, asked: Asked) -> Said:
        wanted = "Basic " + base64.b64encode(f"{MAIL}/token:{TOKEN}".encode()).decode()
        if asked.headers.get("authorization") != wanted:
            return Said('{"error": "Couldn\'t authenticate you"}', 401, {"Content-Type": "application/json"})
        if asked.path == "/api/v2/incremental/tickets/cursor.json":
            return as_json(self._export(asked))
        found = [post for post in self.live() if asked.path == f"/api/v2/tickets/{post.number}/comments.json"]
        return as_json(self._comments(found[0])) if found else Said("{}", 404, {"Content-Type": "application/json"})

    def _changes(self) -> list[tuple[datetime, Post]]:
        shown = [post for post in self.posts if post.at <= self.now]
        return sorted(((self._changed(post), post) for post in shown), key=lambda one: (one[0], one[1].number))

    def _changed(self, post: Post) -> datetime:
        later = [post.edited_at, post.gone_at, *(reply.at for reply in post.replies)]
        return max([post.at, *(at for at in later if at is not None and at <= self.now)])

    def _export(self, asked: Asked) -> dict[str, Any]:
        changes = self._changes()
        if "cursor" in asked.query:
            begin = int(asked.query["cursor"])
        else:
            since = float(asked.query["start_time"])
            begin = next((n for n, (at, _) in enumerate(changes) if at.timestamp() >= since), len(changes))
        end = begin + self.page_size
        shown = [post for _, post in changes[begin:end]]
        return {
            "tickets": [self._ticket(post) for post in shown],
            "metric_sets": [{"ticket_id": post.number, "reopens": 0, "solved_at": None} for post in shown],
            "after_cursor": str(end - 1), "after_url": "https://masa.example/next", "before_cursor": None, "before_url": None,
            "end_of_stream": end >= len(changes),
        }  # fmt: skip

    def _ticket(self, post: Post) -> dict[str, Any]:
        seen = self.seen(post)
        status = "deleted" if self.is_gone(post) else "solved" if seen.replies else "open"
        return {
            "id": post.number, "url": f"https://masa.example/{post.number}", "via": {"channel": "email", "source": {}},
            "created_at": stamp(post.at), "updated_at": stamp(self._changed(post)), "generated_timestamp": 1, "type": None,
            "subject": post.title, "raw_subject": post.title, "description": seen.text, "priority": "normal", "status": status,
            "requester_id": 5000 + post.number, "submitter_id": 5000 + post.number, "assignee_id": AGENT, "is_public": True,
            "brand_id": BRANDS[post.handle], "tags": ["acil"], "custom_fields": [], "satisfaction_rating": {"score": self._score(seen)},
        }  # fmt: skip

    @staticmethod
    def _score(seen: Post) -> str:
        return "offered" if seen.stars == 3 or not seen.replies else "good" if seen.stars > 3 else "bad"

    def _comments(self, seen: Post) -> dict[str, Any]:
        requester = 5000 + seen.number
        said = [(requester, seen.at, seen.text, True), (AGENT, seen.at, "Kimse görmesin: müşteri tanıdık.", False)]
        said += [(AGENT if one.speaker == "brand" else requester, one.at, one.text, True) for one in seen.replies]
        comments = [
            {"id": number, "type": "Comment", "author_id": who, "body": text, "html_body": f"<p>{text}</p>", "plain_body": text,
             "public": is_public, "attachments": [], "created_at": stamp(at), "via": {"channel": "email"}}
            for number, (who, at, text, is_public) in enumerate(said)
        ]  # fmt: skip
        users = [{"id": AGENT, "role": "agent"}, {"id": requester, "role": "end-user"}]
        return {"comments": comments, "users": users, "next_page": None, "previous_page": None, "count": len(comments)}

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        confirms = {"offered": None, "good": True, "bad": False}[self._score(post)]
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": post.at, "title": post.title, "text": post.text,
                "claimed_by_brand": True if post.replies else None, "customer_confirms": confirms, "sample_kind": "own_account",
                "replies": spoken(post.replies)}  # fmt: skip
