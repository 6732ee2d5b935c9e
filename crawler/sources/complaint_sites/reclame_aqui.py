"""Reclame AQUI, the Brazilian complaint site: its own JSON search, and the state its pages carry. Off: no permission is known.

Whether a matter was solved, whether the consumer would deal again and a score of 0 to 10 are three answers of the consumer's.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.ask import Ask, Batch, Gone
from crawler.errors import PageError
from crawler.helpers.saved import is_saved
from crawler.helpers.trail import handed_on
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Source, Vanishes
from crawler.sources.complaint_sites.reclame_aqui_entry import PARSER, SITE, page_of, to_record
from crawler.visit import Visit
from store.vocabulary import Tier, Visibility

SEARCH = "https://iosearch.reclameaqui.com.br/raichu-io-site-search-v1"
SIZE = 10
_LIST = re.compile(r"/raichu-io-site-search-v1/query/companyComplains/(\d+)/(\d+)")


def start(visit: Visit) -> Iterable[Ask]:
    """A company's complaints, newest first, by its number."""
    for target in visit.targets:
        yield Ask(_list_url(0, target.at), context={"brand": target.label})


def _list_url(offset: int, company: str) -> str:
    return f"{SEARCH}/query/companyComplains/{SIZE}/{offset}?{urlencode({'company': company})}"


def read(page: Page) -> Batch:
    """A page of a search, or a page of the site with its state in a script."""
    if page.body.lstrip()[:1] == b"{":
        return _list(page)
    props = page.state("script#__NEXT_DATA__").row("props").row("pageProps")
    complaint, shown = props.maybe("complaint", dict), _latest(props)
    if complaint is None and shown is None:
        raise PageError(f"neither a complaint nor a company's list at {page.url}")
    asks = tuple(_ask(page, Row(row, page.url)) for row in shown or ())
    if complaint is None:
        return Batch(asks=asks)
    return _entry(page, Row(complaint, f"{page.url} complaint"), () if "complaint" in page.context else asks)


def _latest(props: Row) -> "list[object] | None":
    lists = props.maybe("complaints", dict)
    return Row(lists, props.place).maybe("LAST", list) if lists is not None else None


def _entry(page: Page, row: Row, asks: tuple[Ask, ...] = ()) -> Batch:
    gone = _gone(row)
    return Batch(asks=asks, gone=(gone,)) if gone else Batch((to_record(page, row),), asks)


def _gone(row: Row) -> Gone | None:
    """What the site says it took away, and what its author asked it to."""
    key = row.values.get("id")
    if row.values.get("deleted") is not True or not isinstance(key, str):
        return None
    if row.values.get("userRequestedDelete") is True:
        return Gone(key, "deleted at its author's wish", Visibility.WITHDRAWN)
    return Gone(key, "deleted by the site")


def _list(page: Page) -> Batch:
    """In a crawl each complaint's own page is asked for: only there are the answers. A saved search stands for itself."""
    found = page.json().row("complainResult").row("complains")
    rows, total = list(found.rows("data")), found.pop("count", int)
    found.audit(page.notices)
    gone = tuple(one for row in rows if (one := _gone(row)) is not None)
    kept = [row for row in rows if _gone(row) is None]
    walked = _LIST.search(urlsplit(page.url).path)
    if is_saved(page) or walked is None:
        return Batch(tuple(to_record(page, row) for row in kept), gone=gone)
    offset, company = int(walked[2]) + SIZE, parse_qs(urlsplit(page.url).query)["company"][0]
    more = Ask(_list_url(offset, company), context=dict(page.context)) if offset < total and rows else None
    return Batch(asks=tuple(_ask(page, row) for row in kept), gone=gone, next=more, total=total - len(gone))


def _ask(page: Page, row: Row) -> Ask:
    key, changed = row.values.get("id"), str(row.values.get("modified") or "")
    if not isinstance(key, str):
        raise PageError(f"a complaint without its id at {row.place}")
    return Ask(page_of(row, page), context=handed_on(page, complaint=key, modified=changed), may_be_gone=True)


def recheck(known: Known) -> Ask | None:
    """The complaint's own page, where it is known."""
    if not known.url:
        return None
    context = {"brand": known.brand_label, "complaint": known.record_id.partition(":")[2]}
    return Ask(known.url, context=context, may_be_gone=True)


SOURCE = Source(
    source_id="reclame_aqui",
    name="Reclame AQUI",
    kind="complaint site, its own JSON and pages",
    tier=Tier.D,
    homepage="https://www.reclameaqui.com.br",
    base_url=SITE,
    licence="none; texts are the site's and their authors'",
    terms="no public interface for reading; the site's own one is unofficial and behind Cloudflare",
    time_zone="America/Sao_Paulo",
    language="pt",
    personal=(
        "state (kept in raw)",
        "city, name, address, IP (dropped)",
        "free text (as the site masked it, where it masks)",
    ),
    unknown=(
        "every status there is",
        "types of interactions beyond an answer, a reply and a final word",
        "limits and robots.txt",
        "the answers, where only a search was saved",
        "whether a complaint's page vanishes with 404 or with 410",
    ),
    parser_version=PARSER,
    answers="html",
    delay_s=5.0,
    expects=Expectations(1, 5_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.95}),
    start=start,
    read=read,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    is_off=True,
    hosts=("https://iosearch.reclameaqui.com.br",),
    targets="a company's number, e.g. Acme=363850",
    conflicts=("has_stamp", "company_status"),
)
