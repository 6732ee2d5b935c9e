"""consumidor.gov.br, public reports: what consumers wrote, what the firm answered, how the consumer rated it.

Only rated reports are public, and the open data counts the same complaints: this is the site's selection, no volume.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from crawler.ask import Ask, Batch, form
from crawler.errors import PageError
from crawler.helpers.brazil import brazilian_day
from crawler.helpers.keys import hashed_key
from crawler.page import Node, Page, words
from crawler.source import Expectations, Source
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "consumidor_gov_reports-1"
URL = "https://www.consumidor.gov.br/pages/indicador/relatos/consultar"
SIZE = 10
FIELDS = (
    "palavrasChave", "segmentoMercado", "fornecedor", "regiao", "area", "assunto", "problema", "dataInicio", "dataTermino", "avaliacao",
    "nota",
)  # fmt: skip
SOLVED = {"Resolvido": True, "Não Resolvido": False}
UNSAID = "<não há comentários do consumidor>"
UNANSWERED = "<não respondido pela empresa>"
_DAYS = re.compile(r"\((\d+) dia\(s\) depois\)")
_RATING = re.compile(r"Nota ([1-5])")


def start(visit: Visit) -> Iterable[Ask]:
    """The site's own search form, for one firm."""
    for target in visit.targets:
        yield _ask(0, target.at, {"brand": target.label})


def _ask(first: int, firm: str, context: dict[str, str]) -> Ask:
    fields = {"indicePrimeiroResultado": str(first)} | dict.fromkeys(FIELDS, "") | {"fornecedor": firm}
    return form(URL, fields, context=context | {"firm": firm, "first": str(first)})


def read(page: Page) -> Batch:
    """A piece of HTML with up to ten cards; a short one is the last. Raises PageError for a first page without any."""
    cards, first = page.html().many("div.cartao-relato"), int(page.context.get("first", "0"))
    if not cards and not first:
        raise PageError(f"no report at {page.url}")
    seen: Counter[str] = Counter()
    records = tuple(_record(page, card, seen) for card in cards)
    if len(cards) < SIZE or "firm" not in page.context:
        return Batch(records)
    context = {name: value for name, value in page.context.items() if name not in {"firm", "first"}}
    return Batch(records, next=_ask(first + SIZE, page.context["firm"], context))


def _record(page: Page, card: Node, seen: "Counter[str]") -> CrawledRecord:
    """Reports have no number that is shown. A rated one is finished, so that all it says can tell it apart; identical ones on a page are counted."""
    name, status = card.one("h3.relatos-nome-empresa").text(), card.one("h4.relatos-status").text()
    if status not in SOLVED:
        raise PageError(f"{status!r} is not a known verdict at {page.url}")
    told, answer, rating, comment = _paragraphs(card)
    dates = card.many("span.relatos-data")
    day, _, place = dates[0].text().partition(",") if dates else ("", "", "")
    posted_at = brazilian_day(day, page.url)
    key = hashed_key(name, day, place, told, answer, str(rating), comment)
    seen[key] += 1
    replies = (
        [_reply(answer, words(dates[1] if len(dates) > 1 else None), posted_at, page)] if answer != UNANSWERED else []
    )
    replies += [CrawledReply(speaker=Speaker.CUSTOMER, text=comment)] if comment not in {"", UNSAID} else []
    return CrawledRecord(
        source_id="consumidor_gov_reports",
        source_key=key if seen[key] == 1 else f"{key}-{seen[key]}",
        kind=RecordKind.COMPLAINT,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context.get("brand") or name,
        country="BR",
        text=told,
        language="pt",
        posted_at=posted_at,
        posted_precision=Precision.DAY,
        rating=rating,
        rating_worst=1,
        rating_best=5,
        replies=tuple(replies),
        customer_confirms=SOLVED[status],
        customer_score=rating,
        status_raw=status,
        sample_kind=SampleKind.TOP,
        raw={"name": name, "uf": place.rpartition("-")[2].strip()},
    )


def _paragraphs(card: Node) -> tuple[str, str, float, str]:
    """(what the consumer wrote, the firm's answer, the rating, the consumer's last word): the four paragraphs of a card."""
    titles, texts = {node.text() for node in card.many("strong")}, [node.text() for node in card.many("p")]
    rating = _RATING.fullmatch(texts[2]) if len(texts) == 4 else None
    if rating is None or not {"Resposta", "Avaliação"} <= titles:
        raise PageError(
            f"a report of another shape: {len(texts)} paragraphs under {', '.join(sorted(titles))} at {card.url}"
        )
    return texts[0], texts[1], float(rating[1]), texts[3]


def _reply(text: str, said: str, posted_at: datetime, page: Page) -> CrawledReply:
    days = _DAYS.fullmatch(said)
    if said != "(no mesmo dia)" and not days:
        raise PageError(f"{said!r} does not say when the firm answered at {page.url}")
    at = posted_at + timedelta(days=int(days[1]) if days else 0)
    return CrawledReply(speaker=Speaker.BRAND, text=text, posted_at=at, precision=Precision.DAY)


SOURCE = Source(
    source_id="consumidor_gov_reports",
    name="consumidor.gov.br (public reports)",
    kind="public pages of an authority",
    tier=Tier.B,
    homepage="https://www.consumidor.gov.br/pages/indicador/relatos/abrir",
    base_url="https://www.consumidor.gov.br",
    licence="none stated for texts; they are kept for scoring and shown as excerpts",
    terms="public pages; robots.txt decides",
    time_zone="America/Sao_Paulo",
    language="pt",
    personal=(
        "state (kept in raw)",
        "city (dropped)",
        "names in answers and texts (redacted as far as their form tells)",
    ),
    unknown=(
        "the robots rule for these pages",
        "reports that were never rated",
        "how deep the paging goes",
        "which of two identical reports on different pages is which",
    ),
    parser_version=PARSER,
    answers="html",
    delay_s=5.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.95, "rating": 1.0}),
    start=start,
    read=read,
    sample_kind=SampleKind.TOP,
    targets="a firm as the site's own form names it (fornecedor), e.g. Acme=123",
)
