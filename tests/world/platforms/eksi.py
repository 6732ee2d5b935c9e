"""Ekşi Sözlük: one topic a firm, ten entries a page, the oldest first; words lead to a topic by a redirect."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.crawler.server import Asked, Said
from tests.world.platforms.base import FIRMS, Platform, Post

ISTANBUL = ZoneInfo("Europe/Istanbul")
_FIRM = {handle: firm for firm, handle in FIRMS}
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Eksi(Platform):
    """Entries carry minutes; an edit shows behind "~"."""

    source_id = "eksi"
    form = "html"

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/":
            return Said("", 302, {"Location": f"/{asked.query['q']}--1"})
        if asked.path == "/basliklar/ara":
            return self._search(asked)
        handle, mark, _ = asked.path.removeprefix("/").partition("--")
        if mark:
            return self._topic(handle, asked.query.get("p"))
        found = [post for post in self.live() if asked.path == f"/entry/{self.key(post)}"]
        return (
            Said(_page(found[0].firm, [_entry(self.key(found[0]), found[0])], ""), 200, HTML)
            if found
            else Said("<h1>yok</h1>", 404, HTML)
        )

    def _search(self, asked: Asked) -> Said:
        """One topic a page, those that fit at the end, and beside it the list of the day, which is none of the search's."""
        words = set(asked.query["SearchForm.Keywords"].lower().split())
        named = sorted(_FIRM, key=lambda handle: len(words & set(_FIRM[handle].lower().split())))
        number = int(asked.query.get("p", 1))
        rows = [
            f'<li><a href="/{handle}--1?a=search">{_FIRM[handle].lower()} <small>12</small></a></li>'
            for handle in named[number - 1 : number]
        ]
        pager = (
            f'<div class="pager" data-currentpage="{number}" data-pagecount="{len(named)}"></div>'
            if len(named) > 1
            else ""
        )
        day = '<ul class="topic-list partial"><li><a href="/gundem--9">gündem <small>400</small></a></li></ul>'
        return Said(
            f'<!doctype html><html lang="tr"><body>{day}<section id="content-body">{pager}<ul class="topic-list">{"".join(rows)}</ul></section></body></html>',
            200,
            HTML,
        )

    def _topic(self, handle: str, number: str | None) -> Said:
        oldest_first = self.live(handle)[::-1]
        posts, count = self.paged(oldest_first, int(number or 1))
        pager = f'<div class="pager" data-currentpage="{number or 1}" data-pagecount="{count}"></div>'
        return Said(_page(_FIRM[handle], [_entry(self.key(post), post) for post in posts], pager), 200, HTML)

    def key(self, post: Post) -> str:
        return str(170_000_000 + post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "title": post.firm.lower(), "text": post.text, "posted_at": _minute(post.at),
                "posted_precision": "minute", "edited_at": _minute(post.edited_at) if post.edited_at else None, "language": "tr", "replies": []}  # fmt: skip


def _minute(at: datetime) -> datetime:
    return at - timedelta(seconds=at.second, microseconds=at.microsecond)


def _page(topic: str, entries: list[str], pager: str) -> str:
    head = f'<h1 id="title" data-title="{topic.lower()}" data-id="1" data-slug="x"><a href="/x--1"><span>{topic}</span></a></h1>{pager}'
    return f'<!doctype html><html lang="tr"><body>{head}<ul id="entry-item-list">{"".join(entries)}</ul></body></html>'


def _entry(number: str, post: Post) -> str:
    at = f"{post.at.astimezone(ISTANBUL):%d.%m.%Y %H:%M}"
    at += f" ~ {post.edited_at.astimezone(ISTANBUL):%d.%m.%Y %H:%M}" if post.edited_at else ""
    return (f'<li data-id="{number}" data-author="yazar{post.number}" data-author-id="{post.number}" data-favorite-count="1" data-comment-count="0">'
            f'<div class="content">{post.text}</div><footer><a class="entry-date permalink" href="/entry/{number}">{at}</a>'
            f'<a class="entry-author" href="/biri/x">yazar{post.number}</a></footer></li>')  # fmt: skip
