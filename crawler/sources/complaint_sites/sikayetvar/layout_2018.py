"""The layout of 2018: complaint pages only. Half of it stands in script variables and in JSON-LD that is not strict JSON."""

import json
import re
from datetime import datetime, time
from typing import Any

from crawler.errors import PageError
from crawler.helpers.dates import ISTANBUL
from crawler.page import Node, Page
from crawler.sources.complaint_sites.sikayetvar.layout_2021 import marks
from crawler.sources.complaint_sites.sikayetvar.layout_2023 import replies
from crawler.sources.complaint_sites.sikayetvar.shapes import Entry, canonical, count, moment

NAME = "2018"


def is_detail(node: Node) -> bool:
    """Whether the page is a complaint in this layout."""
    return bool(node.many("main#complaint-detail h1.title"))


def detail(node: Node, page: Page) -> Entry:
    """A complaint page."""
    main, article = node.one("main#complaint-detail"), _article(node)
    company, category = _variable(node, "company"), _variable(node, "category")
    number = main.one("span.complaint-id").text().removeprefix("#")
    if not number.isdigit():
        raise PageError(f"not a number: {number!r} at {page.url}")
    modified = article.get("dateModified", "")
    raw = {
        "company_id": company.get("id"), "brand_name": company.get("name"), "membership_type": company.get("membershipType"),
        "category": category.get("name"), "parent_category": category.get("parent_name"),
        "written_on": article.get("dateCreated"), "published_on": article.get("datePublished"), "modified_on": modified,
    }  # fmt: skip
    return Entry(
        NAME,
        path=canonical(node, page),
        number=number,
        title=main.one("h1.title").text(),
        text=main.one("div.description").text(),
        posted=moment(main.one("span.date[title]").attr("title"), page),
        edited_at=_day(modified) if modified and modified != article.get("datePublished") else None,
        author_key=main.one("div.info-block span.user").get("data-memberid"),
        views=count(main.maybe("span.view-count-detail b")),
        topics=tuple(topic.text() for topic in main.many("div.hashtags a")),
        replies=replies(node, page),
        sector=category.get("name") or "",
        raw={name: value for name, value in raw.items() if value},
        **marks(main, page),
    )


def _article(node: Node) -> dict[str, Any]:
    for script in node.many('script[type="application/ld+json"]'):
        # The site puts raw line ends into its strings.
        data = json.loads(words_of(script), strict=False)
        if isinstance(data, dict) and isinstance(data.get("mainEntity"), dict):
            return dict(data["mainEntity"])
    raise PageError(f"no JSON-LD with a mainEntity at {node.url}")


def _variable(node: Node, name: str) -> dict[str, Any]:
    start = re.compile(rf"var {name} = (?=\{{)")
    for script in node.many("script"):
        if found := start.search(text := words_of(script)):
            return dict(json.JSONDecoder(strict=False).raw_decode(text, found.end())[0])
    raise PageError(f"no variable {name} at {node.url}")


def words_of(script: Node) -> str:
    """The source of a script."""
    return script.root.text


def _day(text: str) -> datetime:
    return datetime.combine(datetime.strptime(text, "%Y-%m-%d").date(), time(), ISTANBUL)  # noqa: DTZ007
