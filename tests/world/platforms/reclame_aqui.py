"""A search in JSON that shows no answers, and pages that carry them in a script."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import Platform, Post, spoken

ZONE = ZoneInfo("America/Sao_Paulo")
COMPANIES = {"101": "kuzeykargo", "102": "laletelekom"}


def stamp(at: datetime) -> str:
    """A moment as the site writes it: Brasília's, without saying so."""
    return f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M:%S}"


class ReclameAqui(Platform):
    """Ten a page by offset; a complaint that is gone answers 404."""

    source_id = "reclame_aqui"
    form = "html"

    def brands(self) -> tuple[str, ...]:
        return "Kuzey Kargo=101", "Lale Telekom=102"

    def answer(self, asked: Asked) -> Said:
        if asked.path.startswith("/raichu-io-site-search-v1/query/companyComplains/10/"):
            posts, offset = self.live(COMPANIES[asked.query["company"]]), int(asked.path.rpartition("/")[2])
            rows = [self._row(post) for post in posts[offset : offset + 10]]
            return as_json({"complainResult": {"complains": {"data": rows, "count": len(posts)}}})
        found = [post for post in self.live() if asked.path == f"/{post.handle}/{self._slug(post)}/"]
        return Said(self._page(found[0])) if found else Said("<html><title>Página não encontrada</title></html>", 404)

    @staticmethod
    def _slug(post: Post) -> str:
        return f"{post.number}-reclamacao_{post.number:08d}-Xy_z"

    @staticmethod
    def _is_evaluated(post: Post) -> bool:
        return post.is_verified and bool(post.replies)

    def _row(self, post: Post) -> dict[str, Any]:
        changed = max([post.at, *(reply.at for reply in post.replies), *([post.edited_at] if post.edited_at else [])])
        is_evaluated = self._is_evaluated(post)
        return {
            "id": f"{post.number:08d}-Xy_z", "legacyId": post.number, "title": post.title, "titleMasked": post.title,
            "description": post.text[:130], "descriptionMasked": post.text, "created": stamp(post.at), "modified": stamp(changed),
            "status": "ANSWERED" if post.replies else "PENDING", "solved": is_evaluated and post.stars > 3, "evaluated": is_evaluated,
            "dealAgain": post.stars > 3 if is_evaluated else None, "score": float(2 * post.stars) if is_evaluated else None,
            "evaluation": None, "hasReply": False, "interactions": [f"i{n}" for n, _ in enumerate(post.replies)], "deleted": False,
            "userRequestedDelete": False, "companyIndexes": ["{finalScore=4.3, hasStamp=true, type=SIX_MONTHS, status=BAD}"],
            "companyShortname": post.handle, "company": "1", "url": self._slug(post), "userCity": "Campinas", "userState": "SP",
            "isRAV": "false", "ravLabel": "DONT_SHOW", "userName": "****", "compliment": False,
        }  # fmt: skip

    def _page(self, post: Post) -> str:
        types = {"brand": "ANSWER", "customer": "REPLY"}
        said = [{"type": types[one.speaker], "message": one.text, "created": stamp(one.at)} for one in post.replies]
        state = {"props": {"pageProps": {"complaint": self._row(post) | {"interactions": said}}}}
        return f"<!doctype html><script id='__NEXT_DATA__' type='application/json'>{json.dumps(state)}</script>"

    def key(self, post: Post) -> str:
        return f"{post.number:08d}-Xy_z"

    def facts(self, post: Post) -> dict[str, Any]:
        is_evaluated = self._is_evaluated(post)
        return {"brand_label": post.firm, "kind": "complaint", "posted_at": post.at, "posted_precision": "second", "title": post.title,
                "text": post.text, "rating": float(2 * post.stars) if is_evaluated else None, "country": "BR",
                "customer_confirms": post.stars > 3 if is_evaluated else None, "would_deal_again": post.stars > 3 if is_evaluated else None,
                "status_raw": "ANSWERED" if post.replies else "PENDING", "replies": spoken(post.replies)}  # fmt: skip
