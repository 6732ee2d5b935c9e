"""Feeds of two publishers: one in RSS 2.0 with pages behind it, one in Atom; and the headlines of a news search."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.crawler.server import Asked, Said
from tests.world.platforms.base import FIRMS, Platform, Post

HOST = "https://haber.example"
XML = {"Content-Type": "application/rss+xml; charset=utf-8"}


class Feeds(Platform):
    """What was deleted leaves a feed without a word; what was edited stands in it anew."""

    source_id = "rss"
    form = "xml"

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={HOST}/{handle}/feed" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        handle, _, last = asked.path.removeprefix("/").partition("/")
        if last != "feed" or handle not in {handle for _, handle in FIRMS}:
            return Said("", 404, XML)
        number = int(asked.query.get("paged", 1))
        posts, pages = self.paged(self.live(handle), number)
        older = f"{HOST}/{handle}/feed?paged={number + 1}" if number < pages else ""
        return Said(_rss(posts, older) if handle == FIRMS[0][1] else _atom(posts, older), 200, XML)

    def key(self, post: Post) -> str:
        return _address(post) if post.handle == FIRMS[0][1] else f"tag:haber.example,2026:{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        is_rss = post.handle == FIRMS[0][1]
        return {"brand_label": post.firm, "kind": "mention", "title": post.title, "text": post.text, "posted_at": post.at, "language": "tr", "url": _address(post),
                "posted_precision": "second", "edited_at": None if is_rss else post.edited_at, "sample_kind": "newest_n", "replies": []}  # fmt: skip


class Headlines(Platform):
    """A hundred headlines at most; all there are, for so few."""

    source_id = "google_news"
    form = "xml"

    def answer(self, asked: Asked) -> Said:
        handle, _, when = asked.query.get("q", "").partition(" ")
        is_known = asked.path == "/rss/search" and when == "when:7d" and asked.query["ceid"] == "TR:tr"
        return Said(_news(self.live(handle)), 200, XML) if is_known else Said("", 404, XML)

    def key(self, post: Post) -> str:
        return f"CBMi{post.number:08d}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "mention", "title": post.title, "text": "", "posted_at": post.at, "posted_precision": "second",
                "edited_at": None, "sample_kind": "newest_n", "replies": []}  # fmt: skip


def _address(post: Post) -> str:
    return f"{HOST}/{post.handle}/{post.number}"


def _rss(posts: list[Post], older: str) -> str:
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{_address(post)}</link><guid>{_address(post)}</guid><pubDate>{_rfc822(post.at)}</pubDate>"
        f"<dc:creator>{escape(post.author)}</dc:creator><description>{escape(post.text[:40])}</description>"
        f"<content:encoded><![CDATA[<p>{post.text}</p>]]></content:encoded></item>"
        for post in posts
    )
    link = f'<atom:link rel="next" href={quoteattr(older)}/>' if older else ""
    return (f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
            f'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>Haber</title><link>{HOST}</link><language>tr-TR</language>{link}{items}</channel></rss>")  # fmt: skip


def _atom(posts: list[Post], older: str) -> str:
    entries = "".join(
        f'<entry><id>tag:haber.example,2026:{post.number}</id><title>{escape(post.title)}</title><link rel="alternate" href="{_address(post)}"/>'
        f"<published>{post.at.isoformat()}</published><updated>{(post.edited_at or post.at).isoformat()}</updated><author><name>{escape(post.author)}</name></author>"
        f'<content type="html">{escape(f"<p>{post.text}</p>")}</content></entry>'
        for post in posts
    )
    link = f'<link rel="next" href={quoteattr(older)}/>' if older else ""
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="tr"><title>Haber</title><id>urn:haber</id>{link}{entries}</feed>'


def _news(posts: list[Post]) -> str:
    items = "".join(
        f"<item><title>{escape(post.title)} - Haber.example</title><link>https://news.google.com/rss/articles/CBMi{post.number:08d}?oc=5</link>"
        f'<guid isPermaLink="false">CBMi{post.number:08d}</guid><pubDate>{_rfc822(post.at)}</pubDate><source url="{HOST}">Haber.example</source>'
        f"<description>{escape(_linked(post))}</description></item>"
        for post in posts
    )
    return f'<rss version="2.0"><channel><generator>NFE/5.0</generator><title>x</title><language>tr</language>{items}</channel></rss>'


def _linked(post: Post) -> str:
    return f'<a href="https://news.google.com/x" target="_blank">{escape(post.title)}</a>&nbsp;&nbsp;<font color="#6f6f6f">Haber.example</font>'


def _rfc822(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
