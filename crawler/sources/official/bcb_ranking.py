"""The Brazilian central bank's ranking of complaints from its own service: a JSON list of what there is, one CSV a quarter.

The same table as `terazi import bcb` reads from a file, through the same reader (crawler.imports.bcb), in both layouts: counted
complaints, and (since the method changed) complaints projected from a sample. Only quarters of "Bancos e financeiras" are read.
"""

from collections.abc import Iterable, Iterator
from io import StringIO
from urllib.parse import urlencode

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.figures import figures_walk
from crawler.imports.bcb import (
    COLUMNS,
    ENCODING,
    HOMEPAGE,
    LICENCE,
    NAME,
    PROJECTED_COLUMNS,
    SOURCE_ID,
    keep_bcb,
    read_bank,
)
from crawler.imports.official import OfficialRow
from crawler.imports.table_file import rows_in
from crawler.page import Page, Row
from crawler.source import Expectations, Source
from crawler.visit import Visit
from store.errors import InputError
from store.vocabulary import Level, Tier

PARSER = "bcb_ranking-1"
BASE = "https://www3.bcb.gov.br"
LIST = "/rdrweb/rest/ext/ranking"
KIND, QUARTERLY = "Bancos e financeiras", "TRIMESTRAL"
FIRST = "2020Q1"


def start(_visit: Visit) -> Iterable[Ask]:
    """The list of all rankings there are."""
    return [Ask(LIST)]


def read(page: Page) -> Batch:
    """The list, or one quarter's file."""
    if page.body.lstrip()[:1] == b"{":
        asks = tuple(_file(period) for period in sorted(_quarters(page)) if period >= FIRST)
        if not asks:
            raise PageError(f"no quarter of {KIND!r} from {FIRST} on in the list at {page.asked}")
        return Batch(asks=asks)
    figures = tuple(_figures(page))
    period = page.context.get("period", "")
    if wrong := {row.period for row in figures} - {period} if period else set():
        raise PageError(f"the file of {period} holds rows of {', '.join(sorted(wrong))} at {page.asked}")
    return Batch(figures=figures)


def _quarters(page: Page) -> Iterator[str]:
    for year in page.json().rows("anos"):
        number = year.pop("ano", str)
        for frequency in year.rows("periodicidades"):
            is_quarterly = frequency.pop("periodicidade", str) == QUARTERLY
            for part in frequency.rows("periodos"):
                if _has_banks(page, part) and is_quarterly:
                    yield f"{number}Q{part.pop('periodo', int)}"


def _has_banks(page: Page, part: Row) -> bool:
    kinds = [kind.pop("tipo", str) for kind in part.rows("tipos")]
    for kind in kinds:
        if kind not in {KIND, "Consorcios"} and page.notices is not None:
            page.notices.add("unknown_kind", f"a ranking of {kind!r} is not known and not read", level=Level.INFO)
    return KIND in kinds


def _file(period: str) -> Ask:
    year, _, quarter = period.partition("Q")
    query = urlencode({"ano": year, "periodicidade": QUARTERLY, "periodo": quarter, "tipo": KIND})
    return Ask(f"{LIST}/arquivo?{query}", headers={"Accept": "text/csv, */*"}, context={"period": period})


def _figures(page: Page) -> Iterator[OfficialRow]:
    """Rows of a file, whatever charset its headers name: it is cp1252 (its dash is the byte 0x96)."""
    try:
        lines = StringIO(page.body.decode(ENCODING), newline="")
        for row in rows_in(iter(lines), page.asked, COLUMNS, PROJECTED_COLUMNS):
            yield read_bank(row)
    except InputError as wrong:
        raise PageError(str(wrong)) from wrong
    except UnicodeDecodeError as wrong:
        raise PageError(f"not {ENCODING}: {wrong.reason} at byte {wrong.start + 1} of {page.asked}") from wrong


SOURCE = Source(
    source_id=SOURCE_ID,
    name=NAME,
    kind="official ranking, open data (counts and clients, no records)",
    tier=Tier.A,
    homepage=HOMEPAGE,
    base_url=BASE,
    licence=LICENCE,
    terms="open data of Banco Central do Brasil (ODbL): name the source",
    time_zone="America/Sao_Paulo",
    language="pt-BR",
    personal=("none: figures of companies",),
    unknown=(
        "quarters before 2020, whose columns nobody here has seen",
        "from how many projected complaints an index is shown",
    ),
    parser_version=PARSER,
    answers="json",
    delay_s=2.0,
    expects=Expectations(800, 20_000, {"exposure": 0.95, "complaints_count": 0.9}),
    read=read,
    crawl=figures_walk(start, keep_bcb, is_one_table=False),
)
