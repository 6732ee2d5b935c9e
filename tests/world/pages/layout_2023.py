"""The layout of 2023 to January 2026: server HTML, ids on the cards, relative times on replies."""

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
from tests.world.writing import address

ELLIPSIS = '<span class="ellipsis-text">...</span>'


def listing(page: Listing) -> str:
    """A brand's page of cards."""
    rating = "-" if page.facts.rating is None else page.facts.rating
    head = (
        f'<div class="brand-rate"><div class="rating-wrap"><div class="rate-num"><span>{rating}</span></div>'
        f'<span class="without-brackets">{thousands(page.facts.total)}</span></div></div>'
    )
    cards = "".join(_card(page.brand.slug, complaint) for complaint in page.cards)
    body = f'{head}<main class="content">{cards}</main>{pager(page)}'
    return frame(f"{page.brand.name} Şikayet ve Yorumları - Şikayetvar", f"http://{page.host}{page.path}", body)


def detail(page: Detail) -> str:
    """A complaint's page."""
    complaint = page.complaint
    body = (
        f'<main data-page-type="Complaint Page"><article class="card-v2 card-v3 ga-v ga-c" data-id="{complaint.complaint_id}">'
        f'<div class="complaint-detail-head">{_who(complaint)}<div class="js-tooltip time" title="{full_date(complaint.posted_at)}"></div>'
        f'<span class="js-view-count">{thousands(complaint.views_count)}</span>{badge(complaint)}</div>'
        f'<h1 class="complaint-detail-title">{escape(complaint.title, quote=False)}</h1><div class="complaint-detail-description">'
        f'<div data-ga-element="Complaint_Content_Start"></div>{paragraphs(complaint)}<div data-ga-element="Complaint_Content_End"></div></div>'
        f'{_stars(complaint, "")}<span class="total-support">{_support(complaint)}</span>{thanks(complaint)}{answers(page)}</article></main>'
    )
    return detail_frame(page, body)


def _card(brand_slug: str, complaint: Complaint) -> str:
    path, title = f"/{brand_slug}/{complaint.slug}", escape(complaint.title)
    date = f'<div class="js-tooltip time" title="{full_date(complaint.posted_at)}"><div class="post-time"><div>{short_date(complaint.posted_at)}</div></div></div>'
    start = f'<article class="card-v2 card-v3 ga-v ga-c" data-id="{complaint.complaint_id}" data-upvoter-count="{_support(complaint)}">{_who(complaint)}{date}'
    if complaint.withdrawn_at:
        return f'{start}<div class="complaint-hidden">{complaint.author} {WITHDRAWN}</div></article>'
    return (
        f'{start}<span class="js-view-count count js-increment-view">{thousands(complaint.views_count)}</span>'
        f'<h2 class="complaint-title"><a class="complaint-layer" href="{path}" title="{title}">{title}</a></h2>'
        f'<a class="complaint-description" href="{path}">{preview(complaint, ELLIPSIS)}</a>'
        f'<div class="keyword-container"><a href="/{brand_slug}/{address(complaint.issue)}">{complaint.issue}</a></div>'
        f"{badge(complaint)}{_stars(complaint, 'rating')}{thanks(complaint)}</article>"
    )


def _who(complaint: Complaint) -> str:
    return f'<div class="profile-img" data-href="/uye/uye{complaint.member_id}"></div><span class="username">{complaint.author}</span>'


def _stars(complaint: Complaint, css: str) -> str:
    class_name = f' class="{css}"' if css else ""
    return (
        f'<div{class_name} data-ga-element="Result_Stars"><span class="rate-num">{complaint.stars}</span></div>'
        if complaint.stars
        else ""
    )


def _support(complaint: Complaint) -> int:
    return complaint.member_id % 7
