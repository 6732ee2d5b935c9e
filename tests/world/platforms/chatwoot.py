"""One installation of both firms, each an inbox of it."""

from datetime import datetime
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Platform, Post, spoken

INBOXES = {"kuzeykargo": 11, "laletelekom": 12}
TOKEN = "token-of-chatwoot"


class Chatwoot(Platform):
    """Conversations by their last activity, 25 a page; the messages of one at once."""

    source_id = "chatwoot"
    page_size = 25
    # The account's number stands in every address: with zeros before it, the test can still look for what was set.
    env = {"CHATWOOT_URL": "https://sohbet.example", "CHATWOOT_ACCOUNT_ID": "00000000000007", "CHATWOOT_TOKEN": TOKEN}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return "Kuzey Kargo=11", "Lale Telekom=12"

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("api_access_token") != TOKEN:
            return Said('{"error": "Invalid Access Token"}', 401, {"Content-Type": "application/json"})
        base = "/api/v1/accounts/7/conversations"
        if asked.path == base:
            return as_json(self._list(int(asked.query["page"])))
        found = [post for post in self.live() if asked.path == f"{base}/{post.number}/messages"]
        return as_json(self._messages(found[0])) if found else Said("{}", 404, {"Content-Type": "application/json"})

    def _changed(self, post: Post) -> datetime:
        return max(
            [post.at, *(at for at in (post.edited_at, *(reply.at for reply in post.replies)) if at and at <= self.now)]
        )

    def _list(self, page: int) -> dict[str, Any]:
        stand = {post.number: self._changed(post) for post in self.posts}
        posts = sorted(self.live(), key=lambda post: (stand[post.number], post.number), reverse=True)
        shown, _ = self.paged(posts, page)
        rows = [self._conversation(post, int(stand[post.number].timestamp())) for post in shown]
        counts = {"mine_count": 0, "assigned_count": 0, "unassigned_count": len(posts), "all_count": len(posts)}
        return {"data": {"meta": counts, "payload": rows}}

    @staticmethod
    def _conversation(seen: Post, active: int) -> dict[str, Any]:
        return {
            "id": seen.number, "account_id": 7, "uuid": f"u-{seen.number}", "inbox_id": INBOXES[seen.handle], "messages": [],
            "status": "resolved" if seen.replies else "open", "created_at": int(seen.at.timestamp()), "timestamp": active,
            "last_activity_at": active, "labels": ["acil"], "priority": None, "additional_attributes": {}, "custom_attributes": {},
            "unread_count": 0, "contact_last_seen_at": 0, "agent_last_seen_at": 0, "can_reply": True, "muted": False,
            "meta": {"sender": {"id": 5000 + seen.number, "name": seen.author, "type": "contact"}, "channel": "Channel::WebWidget"},
        }  # fmt: skip

    @staticmethod
    def _messages(seen: Post) -> dict[str, Any]:
        contact, agent = {"id": 5000 + seen.number, "type": "contact"}, {"id": 900, "type": "user"}
        said: list[tuple[int, Any, bool, datetime, str]] = [(0, contact, False, seen.at, seen.text)]
        said += [
            (1, agent, True, seen.at, "Kimse görmesin: müşteri tanıdık."),
            (2, None, False, seen.at, "Ece sohbeti üstlendi"),
        ]
        said += [(1 if one.speaker == "brand" else 0, agent if one.speaker == "brand" else contact, False, one.at, one.text)
                 for one in seen.replies]  # fmt: skip
        payload = [
            {"id": 100 * seen.number + number, "content": text, "inbox_id": INBOXES[seen.handle], "conversation_id": seen.number,
             "message_type": kind, "content_type": "text", "status": "sent", "content_attributes": {}, "created_at": int(at.timestamp()),
             "private": is_private, "source_id": None, **({"sender": sender} if sender else {})}
            for number, (kind, sender, is_private, at, text) in enumerate(said)
        ]  # fmt: skip
        return {"meta": {"labels": ["acil"], "additional_attributes": {}}, "payload": payload}

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": post.at, "text": post.text, "rating": None,
                "claimed_by_brand": True if post.replies else None, "status_raw": "resolved" if post.replies else "open",
                "sample_kind": "own_account", "replies": spoken(post.replies)}  # fmt: skip
