"""Two profiles: those with one or two stars complained, the others left a review."""

from datetime import datetime, time
from html import escape
from typing import Any

from tests.crawler.server import Asked, Said
from tests.world.platforms.base import FIRMS, Answered, Platform, Post

SITE = "https://www.bbb.org/us/ny/new-york/profile/movers"


class Bbb(Platform):
    """Ten cards a page, the newest first; days only."""

    source_id = "bbb"
    form = "html"

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={SITE}/{handle}-0121-1" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        _, profile, part = asked.path.rsplit("/", 2)
        is_complaints = part == "complaints"
        posts = [post for post in self.live(profile.removesuffix("-0121-1")) if (post.stars <= 2) is is_complaints]
        page = int(asked.query.get("page", "1"))
        shown, pages = self.paged(posts, page)
        cards = "".join((_complaint if is_complaints else _review)(self.key(post), post) for post in shown)
        links = "".join(f'<a href="{asked.path}?page={n}">{n}</a>' for n in range(1, pages + 1) if n != page)
        return Said(
            f"<!doctype html><html lang='en'><head><title>{profile} | BBB</title></head><body><ul>{cards}</ul>{links}</body></html>"
        )

    def key(self, post: Post) -> str:
        return f"0121_1_{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        is_complaint = post.stars <= 2
        replies = post.replies if is_complaint else post.replies[:1]
        return {"brand_label": post.firm, "kind": "complaint" if is_complaint else "review", "posted_at": noon(post.at),
                "posted_precision": "day", "text": post.text, "rating": None if is_complaint else post.stars,
                "issue": "Service Issues" if is_complaint else "", "solved_mark": post.is_verified if is_complaint else None,
                "replies": [(reply.speaker, noon(reply.at), reply.text) for reply in replies]}  # fmt: skip


def noon(at: datetime) -> datetime:
    """All that a day says."""
    return datetime.combine(at.date(), time(12), at.tzinfo)


def _answer(reply: Answered) -> str:
    who = "Business Response" if reply.speaker == "brand" else "Customer Answer"
    return f"<h4>{who}</h4><p>Date: {reply.at:%m/%d/%Y}</p><p>{escape(reply.text)}</p>"


def _complaint(key: str, post: Post) -> str:
    status = "Resolved" if post.is_verified else "Unresolved"
    said = "".join(map(_answer, post.replies))
    return (f'<li class="card bpr-complaint-grid" id="{key}"><p class="bpr-complaint-date">Date: <span>{post.at:%m/%d/%Y}</span></p>'
            f'<div class="bpr-complaint-type">Type: <span>Service Issues</span></div><div>Status: <span>{status}</span></div>'
            f'<div class="bpr-complaint-body"><p>{escape(post.text)}</p>{said}</div></li>')  # fmt: skip


def _review(key: str, post: Post) -> str:
    stars = '<svg data-filled="true"></svg>' * post.stars + '<svg data-filled="false"></svg>' * (5 - post.stars)
    answer = f'<div class="bpr-review-business-response-grid">{_answer(post.replies[0])}</div>' if post.replies else ""
    return (f'<li class="card bpr-review stack dtm-review" id="{key}"><h3 class="bpr-review-title">Review from {post.author}</h3>'
            f'<div class="star-rating">{stars}</div><p>Date: {post.at:%m/%d/%Y}</p><p>{escape(post.text)}</p>{answer}</li>')  # fmt: skip
