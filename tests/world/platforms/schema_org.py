"""Two shops whose pages carry reviews in their markup: JSON-LD on odd pages, microdata on even ones."""

import json
from html import escape
from typing import Any

from tests.crawler.server import Asked, Said
from tests.world.platforms.base import FIRMS, Platform, Post


class SchemaOrg(Platform):
    """Pages are linked by `rel=next`; a product's reviews stand in the text as well."""

    source_id = "schema_org"
    form = "html"

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}=https://shop.example/{handle}" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        handle, page = asked.path.strip("/"), int(asked.query.get("page", "1"))
        posts, pages = self.paged(self.live(handle), page)
        follows = f'<link rel="next" href="/{handle}?page={page + 1}">' if page < pages else ""
        body = self._linked(handle, posts) if page % 2 else self._micro(handle, posts)
        return Said(
            f"<!doctype html><html lang='tr'><head><title>{handle}</title>{follows}</head><body>{body}</body></html>"
        )

    def _linked(self, handle: str, posts: list[Post]) -> str:
        reviews = [{"@type": "Review", "url": self.key(post), "author": {"@type": "Person", "name": post.author}, "name": post.title,
                    "datePublished": post.at.isoformat(), "dateModified": post.edited_at and post.edited_at.isoformat(), "reviewBody": post.text,
                    "reviewRating": {"@type": "Rating", "ratingValue": f"{post.stars * 2},0", "bestRating": 10, "worstRating": 0}} for post in posts]  # fmt: skip
        markup = {"@context": "https://schema.org", "@graph": [
            {"@type": "Product", "name": handle, "aggregateRating": {"@type": "AggregateRating", "ratingValue": 3, "reviewCount": len(posts)},
             "review": reviews}]}  # fmt: skip
        words = "".join(f"<p>{escape(post.text)}</p>" for post in posts)
        return f'<script type="application/ld+json">{json.dumps(markup)}</script>{words}'

    def _micro(self, handle: str, posts: list[Post]) -> str:
        reviews = "".join(
            f'<div itemprop="review" itemscope itemtype="https://schema.org/Review"><a itemprop="url" href="{self.key(post)}">'
            f'</a><b itemprop="name">{escape(post.title)}</b><i itemprop="author">{escape(post.author)}</i>'
            f'<time itemprop="datePublished" datetime="{post.at.isoformat()}">x</time>'
            + (f'<meta itemprop="dateModified" content="{post.edited_at.isoformat()}">' if post.edited_at else "")
            + f'<p itemprop="reviewBody">{escape(post.text)}</p><span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
            f'<meta itemprop="worstRating" content="0"><meta itemprop="bestRating" content="10">'
            f'<meta itemprop="ratingValue" content="{post.stars * 2}"></span></div>'
            for post in posts)  # fmt: skip
        return (
            f'<div itemscope itemtype="https://schema.org/Product"><span itemprop="name">{handle}</span>{reviews}</div>'
        )

    def key(self, post: Post) -> str:
        return f"https://shop.example/reviews/{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "posted_precision": "second", "title": post.title,
                "text": post.text, "edited_at": post.edited_at, "rating": post.stars * 2, "rating_worst": 0, "rating_best": 10,
                "sample_kind": "top", "replies": []}  # fmt: skip
