"""Ekşi Sözlük: entries of a topic, as opinions about whoever it is named after. They are no complaints and no count of any.

A target is a topic's address ("https://eksisozluk.com/ornek-banka--123456", with "?day=2026-09-27" for one day of it), the words
that lead to it, or "ara:" and words: every topic whose name holds them, as the site's search finds it. The first page tells how many
there are; then the walk goes back from the last one.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote_plus, urlencode, urlsplit

from turbohtml import Text
from w3lib.url import add_or_replace_parameter, url_query_parameter

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.dates import ISTANBUL, Moment
from crawler.helpers.notes import note
from crawler.helpers.trail import handed_on
from crawler.memory import Known
from crawler.page import Node, Page
from crawler.source import Expectations, Source, Vanishes
from crawler.visit import Visit
from crawler.web import base_of
from store.naming import fold
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, Tier

PARSER = "eksi-1"
BASE, SEARCH = "https://eksisozluk.com", "/basliklar/ara"
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}):(\d{2}))?")
_CLOCK = re.compile(r"(\d{2}):(\d{2})")
_OLD_S = re.compile(r"(?<=[^\W\d_])\$|\$(?=[^\W\d_])")


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's topic; words are resolved by the site itself."""
    for target in visit.targets:
        yield Ask(_address(target.at), context={"brand": target.label})


def _address(said: str) -> str:
    if "://" in said:
        return said
    words = said.removeprefix("ara:").strip()
    if words == said:
        return f"{BASE}/?q={quote_plus(words)}"
    return f"{BASE}{SEARCH}?{urlencode({'SearchForm.Keywords': words, 'SearchForm.SortOrder': 'Date'})}"


def read(page: Page) -> Batch:
    """A page of a topic, one entry, or topics that a search found."""
    html = page.html()
    if urlsplit(page.url).path == SEARCH:
        return _found(page, html)
    title = html.maybe("h1#title")
    entries = html.one("ul#entry-item-list, ul#entry-list").many(":scope > li[data-id]")
    records = tuple(_record(page, title, entry) for entry in entries)
    last, current = _pages(html)
    number = url_query_parameter(page.url, "p")
    is_entry = urlsplit(page.url).path.startswith("/entry/")
    if is_entry or last == 1:
        return Batch(records)
    if number is None:
        return Batch(records, asks=(_ask(page, last),))
    return Batch(records, next=_ask(page, current - 1) if current > 2 else None)


def _found(page: Page, html: Node) -> Batch:
    """Topics whose names hold all the words; beside them stands the list of the day, which is none of the search's."""
    words = set(fold(url_query_parameter(page.url, "SearchForm.Keywords") or "").split())
    links = html.one("#content-body").many("ul.topic-list > li > a[href]")
    named = [link for link in links if words <= set(fold(_name(link)).split())]
    note(page, "left_out", "topics whose names do not hold the words", count=len(links) - len(named))
    note(page, "no_topic", "a search found no topic", count=int(not links))
    asks = [Ask(f"{base_of(page.url)}{urlsplit(link.attr('href')).path}", context=handed_on(page)) for link in named]
    last, current = _pages(html)
    return Batch(asks=tuple(asks), next=_ask(page, current + 1) if current < last else None)


def _name(link: Node) -> str:
    """A topic's name, without the number of its entries behind it."""
    return " ".join(piece.data for piece in link.root.children if isinstance(piece, Text))


def _pages(html: Node) -> tuple[int, int]:
    """(how many pages a topic has, which one this is); a topic of one page says nothing of it."""
    pager = html.maybe("div.pager")
    return (int(pager.attr("data-pagecount")), int(pager.attr("data-currentpage"))) if pager else (1, 1)


def _ask(page: Page, number: int) -> Ask:
    return Ask(add_or_replace_parameter(page.url, "p", str(number)), context=dict(page.context))


def _record(page: Page, title: Node | None, entry: Node) -> CrawledRecord:
    number, link = entry.attr("data-id"), entry.maybe("a.entry-date.permalink")
    posted, edited_at = entry_moments(link.text(), page.url) if link else (None, None)
    content = entry.one("div.content")
    text, is_old = modern(_words(content))
    raw = {"favorites": entry.get("data-favorite-count"), "comments": entry.get("data-comment-count")}
    raw |= {"date": " ".join(link.text().split())} if link else {}
    raw["entry"] = f"{base_of(page.url)}/entry/{number}"
    raw |= {"topic": title.get("data-id"), "slug": title.get("data-slug")} if title else {}
    return CrawledRecord(
        source_id="eksi",
        source_key=number,
        kind=RecordKind.MENTION,
        url=f"{BASE}/entry/{number}",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        title=title.attr("data-title") if title else "",
        text=text,
        language="tr",
        posted_at=posted.at if posted else None,
        posted_precision=posted.precision if posted else None,
        edited_at=edited_at,
        author_key=entry.attr("data-author"),
        raw=raw | ({"is_old_spelling": "True"} if is_old else {}),
    )


def _words(content: Node) -> str:
    """The text with its hidden references, which a reader sees as a star."""
    for star in content.many("sup.ab"):
        hidden = star.maybe("a[data-query]")
        said = f" (bkz: {hidden.get('data-query')})" if hidden else ""
        star.root.set_text(said)
    return content.text()


def modern(text: str) -> tuple[str, bool]:
    """(a text with "$" read as "ş" where it stands in a word, whether there was any): so it was written until about 2005.

    The "i" of such texts may be an "ı": whoever looks for words must take the two for one.
    """
    read_anew = _OLD_S.sub("ş", text) if "$" in text else text
    return read_anew, read_anew != text


def entry_moments(text: str, place: str) -> tuple[Moment, datetime | None]:
    """(when an entry was written, when it was edited) of "27.09.2026 14:32", "... ~ 15:00", "... ~ 30.09.2026 15:00", "21.02.1999".

    A clock alone is of the same day; one that lies before the entry itself says nothing. Raises PageError for any other form.
    """
    posted, mark, edited = (part.strip() for part in " ".join(text.split()).partition("~"))
    written = _moment(posted, place)
    if not mark:
        return written, None
    clock = _CLOCK.fullmatch(edited)
    edited_at = _moment(f"{posted[:10]} {edited}" if clock else edited, place).at
    return written, edited_at if edited_at >= written.at else None


def _moment(text: str, place: str) -> Moment:
    found = _DATE.fullmatch(text)
    if found is None:
        raise PageError(f"not a date: {text!r} at {place}")
    day, month, year, hour, minute = found.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 12), int(minute or 0), tzinfo=ISTANBUL)
    except ValueError as wrong:
        raise PageError(f"no such date: {text!r} at {place}") from wrong
    return Moment(at.astimezone(UTC), Precision.DAY if hour is None else Precision.MINUTE)


def recheck(known: Known) -> Ask | None:
    """The entry's own page, at the host it was read from: the site has had several."""
    return Ask(str(known.raw["entry"]), context={"brand": known.brand_label}, may_be_gone=True)


SOURCE = Source(
    source_id="eksi",
    name="Ekşi Sözlük",
    kind="dictionary of opinions",
    tier=Tier.B,
    homepage=BASE,
    base_url=BASE,
    licence="all rights reserved by the site and its authors; texts are kept for scoring and shown as excerpts",
    terms="public pages; robots.txt decides at run time; five seconds between requests, a challenge ends the run",
    time_zone="Europe/Istanbul",
    language="tr",
    personal=("author's nick (becomes a keyed hash)", "free text (redacted)"),
    unknown=(
        "robots.txt and terms",
        "the zone of dates before 2016: Istanbul's of that day is taken",
        "a real page of the search for topics: its list is read as several public readers describe it",
        "entries deleted before the first visit",
    ),
    parser_version=PARSER,
    answers="html",
    delay_s=5.0,
    expects=Expectations(
        1, 500_000, {"posted_at": 0.95, "brand_label": 1.0, "text": 0.95, "title": 0.9, "author_key": 0.95}
    ),
    start=start,
    read=read,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    is_newest_first=True,
    targets='a topic: "Acme=https://eksisozluk.com/acme--123456", the words that lead to it: Acme=acme, or "Acme=ara:acme kargo" for every topic named so',
)
