"""Two products on amazon.com.tr with their eight top reviews: one page in the layout to 2025, one in that of 2026."""

from html import escape
from typing import Any

from crawler.helpers.dates import MONTHS
from tests.crawler.server import Asked, Said
from tests.world.platforms.base import FIRMS, Post
from tests.world.platforms.sample import Sample

PRODUCTS = {"B0KUZEY001": FIRMS[0][1], "B0LALE0002": FIRMS[1][1]}
NAV = '<a id="nav-link-accountList" href="https://www.amazon.com.tr/ap/signin?openid.return_to=x">Giriş yapın</a>'


def helpful(post: Post) -> int:
    """How many found it helpful: what the top is chosen by."""
    return post.number * 37 % 23 + 2


def day_of(post: Post) -> str:
    """The day as the Turkish shop says it."""
    return f"Türkiye'de {post.at.day} {MONTHS[post.at.month - 1].capitalize()} {post.at.year} tarihinde değerlendirildi"


class Amazon(Sample):
    """The product's page alone; everything else asks to sign in."""

    source_id = "amazon"
    form = "html"
    newest = 8

    def brands(self) -> tuple[str, ...]:
        return tuple(
            f"{firm}=https://www.amazon.com.tr/dp/{asin}" for (firm, _), asin in zip(FIRMS, PRODUCTS, strict=True)
        )

    def shown(self, handle: str) -> list[Post]:
        return sorted(self.live(handle), key=lambda post: (-helpful(post), post.number))[: self.newest]

    def answer(self, asked: Asked) -> Said:
        asin = asked.path.removeprefix("/dp/")
        if asin not in PRODUCTS:
            return Said('<form name="signIn" action="https://www.amazon.com.tr/ap/signin"></form>')
        card = self._card if asin == "B0KUZEY001" else self._card_2026
        cards = "".join(card(post) for post in self.shown(PRODUCTS[asin]))
        return Said(f'<!doctype html><html lang="tr"><head><title>Amazon.com.tr: ürün</title></head><body>{NAV}'
                    f'<span id="productTitle"> Ürün {asin} </span><div id="cm-cr-dp-review-list">{cards}</div></body></html>')  # fmt: skip

    def _card(self, post: Post) -> str:
        badge = '<span data-hook="avp-badge">Doğrulanmış Alışveriş</span>' if post.is_verified else ""
        return (
            f'<div id="{self.key(post)}" data-hook="review" class="a-section review"><div id="customer_review-{self.key(post)}">'
            f'<a class="a-profile" href="/gp/profile/amzn1.account.AYAZAR{post.number}"><span class="a-profile-name">{post.author}</span></a>'
            f'<i data-hook="review-star-rating" class="a-icon a-icon-star a-star-{post.stars} review-rating">'
            f'<span class="a-icon-alt">5 yıldız üzerinden {post.stars},0</span></i>'
            f'<a data-hook="review-title" href="/gp/customer-reviews/{self.key(post)}"><span>{escape(post.title)}</span></a>'
            f'<span data-hook="review-date">{day_of(post)}</span>{badge}'
            f'<span data-hook="review-body"><span>{escape(post.text)}</span></span>'
            f'<span data-hook="helpful-vote-statement">{helpful(post)} kişi bunu faydalı buldu</span></div></div>'
        )

    def _card_2026(self, post: Post) -> str:
        badge = '<span data-hook="avp-badge-linkless">Doğrulanmış Alışveriş</span>' if post.is_verified else ""
        return (
            f'<li data-hook="reviewContainer"><div id="customer_review-{self.key(post)}">'
            f'<i data-hook="review-star-rating" class="a-icon a-star-mini-{post.stars}"><span class="a-icon-alt">5 yıldız üzerinden '
            f'{post.stars},0</span></i><h4 data-hook="reviewTitle">{escape(post.title)}</h4>'
            f'<span data-hook="review-date">{day_of(post)}</span>{badge}<div data-hook="reviewText">Devamını oku'
            f'<div data-hook="reviewRichContentContainer"><p>{escape(post.text)}</p></div></div>'
            f'<span data-hook="helpful-vote-statement">{helpful(post)} kişi bunu faydalı buldu</span></div></li>'
        )

    def key(self, post: Post) -> str:
        return f"R{post.number:09d}TR"

    def facts(self, post: Post) -> dict[str, Any]:
        noon = post.at.replace(hour=12, minute=0, second=0)
        return {"brand_label": post.firm, "kind": "review", "posted_at": noon, "posted_precision": "day", "title": post.title,
                "text": post.text, "rating": post.stars, "is_verified_purchase": post.is_verified, "country": "TR",
                "url": f"https://www.amazon.com.tr/gp/customer-reviews/{self.key(post)}", "helpful_count": helpful(post),
                "sample_kind": "top", "replies": []}  # fmt: skip
