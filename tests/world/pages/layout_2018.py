"""The complaint page of 2018: script variables, and a JSON-LD block that strict JSON refuses."""

import json
from html import escape

from tests.world.pages.layout_2021 import stars
from tests.world.pages.parts import (
    ISTANBUL,
    Detail,
    answers,
    badge,
    detail_frame,
    full_date,
    paragraphs,
    short_date,
    thanks,
    thousands,
)
from tests.world.writing import address, lower


def detail(page: Detail) -> str:
    """A complaint's page."""
    complaint, brand = page.complaint, page.brand
    tag = f'<li><a title="{brand.name} {complaint.issue}" href="/{brand.slug}/{address(complaint.issue)}">{lower(complaint.issue)}</a></li>'
    views = f'<span class="view-count-detail"><i class="icon-eye"></i> <b>{thousands(complaint.views_count)}</b> <span class="text"> Okunma</span></span>'
    body = (
        f'<main id="complaint-detail"><section class="breadcrumbs row"><ul><li><a href="/" title="Anasayfa">Anasayfa</a></li><li><a href="/{brand.slug}">{brand.name}</a></li></ul></section>'
        f'<span title="{full_date(complaint.posted_at)}" class="date date-tips"><i class="icon-clock"></i> {short_date(complaint.posted_at)[:-6]} </span>'
        f'<span class="complaint-id">#{complaint.complaint_id}</span><h1 class="title"> {escape(complaint.title, quote=False)} </h1><div class="description"> {paragraphs(complaint)}</div>'
        f'<div class="hashtags"><ul>{tag}</ul></div><div class="info-block"><span class="user" data-memberid="{complaint.member_id}"> <span>{complaint.author}</span> </span>{views}</div>'
        f"{badge(complaint)}{stars(complaint)}{thanks(complaint)}{answers(page)}</main>{_variables(page)}{_linked_data(page)}"
    )
    return detail_frame(page, body)


def _variables(page: Detail) -> str:
    complaint, brand = page.complaint, page.brand
    company = {
        "id": str(brand.company_id),
        "name": brand.name,
        "url": f"/{brand.slug}",
        "twitter": "",
        "fixedCategory": ["455"],
        "membershipType": "Üye Değil",
    }
    category = {
        "name": "Kargo Firmaları",
        "name_en": "Cargo Companies",
        "parent_name": "Kargo",
        "parent_name_en": "Cargo",
    }
    return (
        f"<script type=\"text/javascript\">var complaintID = {complaint.complaint_id};\n var memberID = {complaint.member_id};\n var companyUrlForShare = '/{brand.slug}';\n"
        f" var company = {json.dumps(company)};\n var category = {json.dumps(category)};\n</script>"
    )


def _linked_data(page: Detail) -> str:
    """Raw newlines inside a string, as the real page has them."""
    complaint, day = page.complaint, page.complaint.posted_at.astimezone(ISTANBUL).date()
    url, body = f"http://{page.host}{page.path}", "\n".join(_quoted(part) for part in complaint.paragraphs)
    edited = (complaint.edited_at or complaint.posted_at).astimezone(ISTANBUL).date()
    return (
        f'<script type="application/ld+json">{{"@context": "http://schema.org", "@type": "WebPage", "inLanguage": "tr-TR", "url": "{url}",\n'
        f'"interactionStatistic": {{"@type": "InteractionCounter", "interactionType": "https://schema.org/UserPageVisits", "userInteractionCount": "{complaint.views_count or 0}"}},\n'
        f'"mainEntity": {{"@type": "Article", "mainEntityOfPage": "{url}", "headline": "{_quoted(complaint.title)}", "datePublished": "{day}", "dateCreated": "{day}", "dateModified": "{edited}",\n'
        f'"author": {{"@type": "Person", "name": "{complaint.author}"}}, "articleBody": "{body}",\n'
        f'"interactionStatistic": {{"@type": "InteractionCounter", "interactionType": "http://schema.org/CommentAction", "userInteractionCount": "{len(complaint.replies)}"}}}}}}</script>'
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c")
