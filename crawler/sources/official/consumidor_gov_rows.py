"""A row of consumidor.gov.br's open data: what a finished complaint was about, whether the firm answered, what the consumer says."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from crawler.errors import PageError
from crawler.helpers.brazil import brazilian_day
from crawler.helpers.keys import hashed_key
from crawler.helpers.notes import note
from crawler.page import Page
from crawler.sources.official.consumidor_gov_packed import COLUMNS, opened, rows_in
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Level, Precision, RecordKind, Speaker

PARSER = "consumidor_gov-1"
NUMBER = "Ocorrência"  # which of several identical rows it is: written where a file is cut into parts
YES_NO = {"S": True, "N": False}
SOLVED = {"Resolvida": True, "Não Resolvida": False, "Não Avaliada": None, "": None}
RENAMED = re.compile(r"\(\s*DESATIVAD[AO]\s*[-–]\s*Atual\s+(.+?)\s*\)\s*$", re.IGNORECASE)
MOST_WRONG = 100
_RAW = {
    "UF": "uf", "Região": "region", "Área": "area", "Grupo Problema": "problem_group", "Como Comprou Contratou": "bought",
    "Procurou Empresa": "asked_firm_first", "Avaliação Reclamação": "evaluation", "Tempo Resposta": "answer_days",
}  # fmt: skip


def records_in(page: Page, only: Mapping[str, str]) -> Iterator[CrawledRecord]:
    """The rows of a file; of the firms in `only` (trade name -> label), where there are any.

    A row that cannot be read is noted and left out; a hundred of them raise PageError. Raises Packed as `opened` does.
    """
    seen: Counter[str] = Counter()
    wrong_count = 0
    with opened(BytesIO(page.body), page.url) as file:
        rows = rows_in(file, page.url)
        header = next(rows)
        for line, row in enumerate(rows, start=2):
            try:
                record = _record(page, _cells(header, row, f"{page.url} line {line}"), seen, only)
            except PageError as wrong:
                wrong_count += 1
                note(page, "row_unread", str(wrong), level=Level.WARNING)
                if wrong_count >= MOST_WRONG:
                    raise PageError(f"{wrong_count} rows could not be read; the last: {wrong}") from wrong
                continue
            if record is not None:
                yield record


def _cells(header: list[str], row: list[str], place: str) -> dict[str, str]:
    if len(row) != len(header):
        raise PageError(f"{len(row)} cells under {len(header)} columns at {place}")
    return {name: value.strip() for name, value in zip(header, row, strict=True)} | {"place": place}


def key_of(cells: Mapping[str, str]) -> str:
    """No complaint has a number: the columns of the contract tell rows apart, whatever columns a later file adds."""
    return hashed_key(*(cells[name] for name in COLUMNS))


def _record(page: Page, cells: dict[str, str], seen: "Counter[str]", only: Mapping[str, str]) -> CrawledRecord | None:
    """Identical rows are different complaints: the second of them is "-2". Sex, age and city go no further than the key."""
    key, name, place = key_of(cells), cells["Nome Fantasia"], cells["place"]
    seen[key] += 1
    number = int(cells.get(NUMBER) or seen[key])
    if only and name not in only:
        return None
    renamed, rating = RENAMED.search(name), _rating(cells["Nota do Consumidor"], place)
    answered, confirms = _listed(cells, "Respondida", YES_NO), _listed(cells, "Avaliação Reclamação", SOLVED)
    days = cells["Tempo Resposta"]
    if days and not days.isdigit():
        raise PageError(f"{days!r} is not a number of days at {place}")
    raw = {english: cells[name] for name, english in _RAW.items() if cells[name]}
    return CrawledRecord(
        source_id="consumidor_gov",
        source_key=key if number == 1 else f"{key}-{number}",
        kind=RecordKind.COMPLAINT,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=only.get(name, name),
        sector_label=cells["Segmento de Mercado"],
        country="BR",
        product=cells["Assunto"],
        issue=cells["Problema"],
        language="pt",
        posted_at=brazilian_day(cells["Data Finalização"], place),
        posted_precision=Precision.DAY,
        rating=rating,
        rating_worst=1 if rating else None,
        rating_best=5 if rating else None,
        replies=(CrawledReply(speaker=Speaker.BRAND),) if answered else (),
        customer_confirms=confirms,
        customer_score=rating,
        status_raw=cells["Situação"],
        raw=raw | ({"now_called": renamed[1]} if renamed else {}),
    )


def _listed(cells: Mapping[str, str], name: str, closed: Mapping[str, bool | None]) -> bool | None:
    if cells[name] not in closed:
        raise PageError(f"{name!r} has the unknown value {cells[name]!r} at {cells['place']}")
    return closed[cells[name]]


def _rating(text: str, place: str) -> float | None:
    """1 to 5; blank where the consumer did not rate, which is never filled in from elsewhere."""
    if text not in {"", "1", "2", "3", "4", "5"}:
        raise PageError(f"{text!r} is not a rating at {place}")
    return float(text) if text else None


def numbered(rows: Iterable[list[str]], header: list[str]) -> Iterator[list[str]]:
    """Rows with the column `NUMBER` before them, counted over a whole file."""
    seen: Counter[str] = Counter()
    for row in rows:
        cells = dict(zip(header, (value.strip() for value in row), strict=False))
        key = key_of(cells) if set(COLUMNS) <= set(cells) else ""
        seen[key] += 1
        yield [str(seen[key]), *row]
