"""The layout of September 2026: server-rendered cards and a payload in which the numeric ids are."""

import json
from base64 import urlsafe_b64encode
from html import escape
from typing import Any

from tests.world.pages.parts import (
    WITHDRAWN,
    Detail,
    Facts,
    Listing,
    detail_frame,
    frame,
    full_date,
    iso_date,
    paragraphs,
    preview,
    short_date,
    thousands,
)
from tests.world.shapes import Complaint, Reply


def listing(page: Listing) -> str:
    """A brand's page of cards."""
    cards = "".join(_card(page.brand.slug, complaint) for complaint in page.cards)
    body = f"<main><h1>{page.brand.name} Şikayetleri</h1>{_summary(page)}{cards}</main>{_pager(page)}{_payload(_listing_payload(page))}"
    return frame(f"{page.brand.name} Şikayetleri - Şikayetvar", f"http://{page.host}{page.path}", body)


def detail(page: Detail) -> str:
    """A complaint's page."""
    complaint = page.complaint
    head = f'{_author(complaint)}<time datetime="{iso_date(complaint.posted_at)}">{full_date(complaint.posted_at)}</time>{_views(complaint)}{_edited(complaint)}'
    text = f'<div data-ga-element="Complaint_Content_Start"></div>{paragraphs(complaint)}<div data-ga-element="Complaint_Content_End"></div>'
    body = (
        f'<main><nav aria-label="breadcrumb"><a href="/{page.brand.slug}">{escape(page.brand.name)}</a></nav><article data-ga-element="Complaint_Detail"><header>{head}</header>'
        f'<h1>{escape(complaint.title, quote=False)}</h1>{text}{_solved(complaint)}{_thanks(complaint)}<div id="messages">{"".join(_reply(page, r) for r in complaint.replies)}</div>'
        f"</article></main>{_payload({'companyId': page.brand.company_id, 'complaintId': complaint.complaint_id, **_item(page.brand.slug, complaint)})}"
    )
    return detail_frame(page, body)


def _card(brand_slug: str, complaint: Complaint) -> str:
    date = f'<div class="mt-1"><span class="text-zinc-500" aria-label="{full_date(complaint.posted_at)}">{short_date(complaint.posted_at)}</span></div>'
    if complaint.withdrawn_at:
        return f'<article data-ga-element="Complaint_Card"><header>{_author(complaint)}{date}</header><p>{complaint.author} {WITHDRAWN}</p></article>'
    title = escape(complaint.title)
    link = f'<h3><a href="/{brand_slug}/{complaint.slug}" title="{title}">{title}</a></h3>'
    return (
        f'<article data-ga-element="Complaint_Card"><header>{_author(complaint)}{date}{_views(complaint)}</header>{link}'
        f'<div class="selection-share"><p>{preview(complaint, "<span>...</span>")}</p></div>{_solved(complaint)}{_thanks(complaint)}</article>'
    )


def _author(complaint: Complaint) -> str:
    return f'<span class="font-bold" aria-label="{complaint.author}">{complaint.author}</span>'


def _views(complaint: Complaint) -> str:
    return (
        ""
        if complaint.views_count is None
        else f'<svg><use href="/i.svg#ic-view"></use></svg><span>{thousands(complaint.views_count)}</span>'
    )


def _edited(complaint: Complaint) -> str:
    at = complaint.edited_at
    return (
        f'<span data-ga-element="Complaint_Edited"><time datetime="{iso_date(at)}">{full_date(at)}</time></span>'
        if at
        else ""
    )


def _solved(complaint: Complaint) -> str:
    stars = (
        f'<span data-ga-element="Result_Stars"><div><div class="n">{complaint.stars}</div></div></span>'
        if complaint.stars
        else ""
    )
    return f'<div data-ga-element="Complaint_Card_Solved">Çözüldü{stars}</div>' if complaint.confirmed_at else ""


def _thanks(complaint: Complaint) -> str:
    return (
        f'<div class="bg-secondary"><p>{escape(complaint.thanks_text, quote=False)}</p></div>'
        if complaint.thanks_text
        else ""
    )


def _reply(page: Detail, reply: Reply) -> str:
    is_brand = reply.speaker == "brand"
    who = f'<a href="/{page.brand.slug}">{escape(page.brand.aliases[0])}</a>' if is_brand else _author(page.complaint)
    return (
        f'<div data-ga-element="Complaint_Answer_{"Brand" if is_brand else "Member"}">{who}'
        f'<time datetime="{iso_date(reply.at)}">{full_date(reply.at)}</time><p>{escape(reply.text, quote=False)}</p></div>'
    )


def _summary(page: Listing) -> str:
    return f'<section data-ga-element="AiVar_Summary"><h2>AiVar ile Marka Karnesi</h2><p>{page.brand.name} için son dönemde en çok konuşulan konular özetlenmiştir.</p></section>'


def _pager(page: Listing) -> str:
    shown = sorted({n for n in (1, 2, page.page, page.page + 1, page.pages) if 1 <= n <= page.pages})
    links = "".join(
        f"<span>{n}</span>" if n == page.page else f'<a href="{page.path}{f"?page={n}" if n > 1 else ""}">{n}</a>'
        for n in shown
    )
    return f'<nav aria-label="Sayfa navigasyonu">{links}</nav>' if page.pages > 1 else ""


def _listing_payload(page: Listing) -> dict[str, Any]:
    facts = page.facts
    return {
        "companyId": page.brand.company_id,
        "aggregateRating": {
            "@type": "AggregateRating",
            "bestRating": 100,
            "worstRating": 0,
            "ratingValue": facts.rating,
            "ratingCount": facts.surveys,
        },
        "totalComplaintCount": facts.total,
        "title": page.brand.name,
        "maxCount": page.pages,
        "lastIndexedPage": page.pages,
        "companyStats": [_stats(facts)],
        "items": [
            {**_item(page.brand.slug, c), "complaintId": c.complaint_id} for c in page.cards if not c.withdrawn_at
        ],
    }


def _stats(facts: Facts) -> dict[str, Any]:
    return {
        "period": "ALL",
        "resolveRatio": facts.rating,
        "surveyCount": facts.surveys,
        "resolvedCount": facts.solved,
        "complaintCount": facts.total,
        "starDistribution": [{"point": point, "count": count} for point, count in enumerate(facts.stars, 1)],
    }


def _item(brand_slug: str, complaint: Complaint) -> dict[str, Any]:
    encoded = urlsafe_b64encode(f"/{brand_slug}/{complaint.slug}".encode()).decode().rstrip("=")
    return {"title": complaint.title, "href": "", "encodedHref": encoded, "noIndexed": False}


def _payload(content: dict[str, Any]) -> str:
    inner = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    quoted = json.dumps(inner, ensure_ascii=False).replace("<", "\\u003c")
    return f"<script>self.__next_f.push([1,{quoted}])</script>"
