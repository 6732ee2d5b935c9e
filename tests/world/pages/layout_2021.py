"""The layout of 2021-22: story cards, stars as icons, no numeric id anywhere."""

from html import escape

from tests.world.pages.parts import (
    WITHDRAWN,
    Detail,
    Listing,
    answers,
    badge,
    detail_frame,
    frame,
    full_date,
    pager,
    paragraphs,
    preview,
    short_date,
    thanks,
    thousands,
)
from tests.world.shapes import Complaint


def listing(page: Listing) -> str:
    """A brand's page of cards."""
    cards = "".join(_card(page.brand.slug, complaint) for complaint in page.cards)
    return frame(
        f"{page.brand.name} Şikayet - Şikayetvar",
        f"http://{page.host}{page.path}",
        f'<main class="content">{cards}</main>{pager(page)}',
    )


def detail(page: Detail) -> str:
    """A complaint's page."""
    complaint = page.complaint
    body = (
        f'<main><article class="story-card complaint-card">{_header(complaint)}<h1 class="complaint-title">{escape(complaint.title, quote=False)}</h1>'
        f'<div class="card-text">{paragraphs(complaint)}</div>{badge(complaint)}{stars(complaint)}{thanks(complaint)}{answers(page)}</article></main>'
    )
    return detail_frame(page, body)


def stars(complaint: Complaint) -> str:
    """Five icons, the given ones full."""
    if not complaint.stars:
        return ""
    full, empty = '<span class="dark-yellow icomoon-full-star"></span>', '<span class="icomoon-star"></span>'
    return f'<div class="stars">{full * complaint.stars}{empty * (5 - complaint.stars)}</div>'


def _card(brand_slug: str, complaint: Complaint) -> str:
    if complaint.withdrawn_at:
        return f'<article class="story-card complaint-card">{_header(complaint)}<div class="complaint-hidden">{complaint.author} {WITHDRAWN}</div></article>'
    title = escape(complaint.title)
    link = f'<h2><a href="/{brand_slug}/{complaint.slug}" title="{title}">{title}</a></h2>'
    return (
        f'<article class="story-card complaint-card">{_header(complaint)}<section>{link}<p class="complaint-description">{preview(complaint, "...")}</p></section>'
        f"{badge(complaint)}{stars(complaint)}{thanks(complaint)}</article>"
    )


def _header(complaint: Complaint) -> str:
    return (
        f'<header><span class="username"><a href="/uye/uye{complaint.member_id}">{complaint.author}</a></span>'
        f'<span class="post-time" title="{full_date(complaint.posted_at)}">{short_date(complaint.posted_at)}</span>'
        f'<span class="js-view-count">{thousands(complaint.views_count)}</span></header>'
    )
