"""consumidor.gov.br, open data: every finished complaint by month, with the firm's answer and the consumer's verdict (CC BY).

The files hold one date only, the day a complaint was closed: it stands for the day it was posted (answered within 10 days,
rated within 20 more). A file whose packing is not read is noted and looked for at the ministry's mirror.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.saved import is_saved
from crawler.helpers.stand import last_facts
from crawler.page import Page, Row
from crawler.source import Expectations, Source
from crawler.sources.official.consumidor_gov_packed import Packed, opened, rows_in
from crawler.sources.official.consumidor_gov_rows import NUMBER, PARSER, numbered, records_in
from crawler.visit import Visit
from store.vocabulary import Level, Tier

HOME, MIRROR = "https://www.consumidor.gov.br", "https://dados.mj.gov.br"
LIST = "/pages/publicacao/externo/publicacoes.json?indicadorTipoPublicacao=2"
CKAN = "/api/3/action/package_show"
DATASET = f"{MIRROR}{CKAN}?id=reclamacoes-do-consumidor-gov-br"
PART = 20_000
_MONTH = re.compile(r"finalizadas\D{0,3}(20\d\d)\D?(\d\d)", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A month's file: `mark` changes when it is published anew."""

    month: str
    url: str
    mark: str


async def crawl(visit: Visit) -> None:
    """Newest month first; everything the first time, later what was published or changed since, and the newest again."""
    files = await _published(visit)
    read = set(map(str, last_facts(visit).get("files", [])))
    visit.is_whole = not read
    done = list(visit.position.get("done", []))
    for place, file in enumerate(files):
        if file.mark not in done and (place == 0 or file.mark not in read):
            if await _month(visit, file):
                done.append(file.mark)
            visit.flush({"done": done})
    visit.run.facts["files"] = sorted(read | set(done))


async def _published(visit: Visit) -> list[File]:
    """The site's own list. It may want a cookie, which it does not get: then the mirror's."""
    try:
        return files_of(await visit.get(LIST))
    except (Blocked, PageError) as wrong:
        visit.run.notices.add("mirror", f"the site's own list is not read: {wrong}", level=Level.INFO)
        return files_of(await visit.get(DATASET))


def files_of(page: Page) -> list[File]:
    """The monthly files a list names, the newest first. Raises PageError where there is none."""
    found = list(_mirrored(page) if urlsplit(page.url).path == CKAN else _own(page))
    if not found:
        raise PageError(f"no monthly file at {page.url}")
    return sorted({file.month: file for file in found}.values(), key=lambda file: file.month, reverse=True)


def _own(page: Page) -> Iterator[File]:
    for row in page.rows():
        code, said = row.values.pop("codigo", ""), f"{row.values.get('nomeArquivo')} {row.values.get('titulo')}"
        if (month := _MONTH.search(said)) and code:
            mark = f"{code} {row.values.get('tamanhoArquivo')} {row.values.get('dataPublicacao')}"
            yield File(f"{month[1]}-{month[2]}", f"{HOME}/pages/publicacao/externo/{code}/download", mark)
        row.audit(page.notices, ignore=("nomeArquivo", "titulo", "tamanhoArquivo", "dataPublicacao"))


def _mirrored(page: Page) -> Iterator[File]:
    body = page.json()
    if not body.pop("success", bool):
        raise PageError(f"the mirror does not know the data set at {page.url}")
    for row in body.row("result").rows("resources"):
        url = row.pop("url", str)
        if month := _MONTH.search(f"{row.values.get('name')} {url}"):
            yield File(f"{month[1]}-{month[2]}", url, f"{url} {_changed(row)}")


def _changed(row: Row) -> str:
    return str(row.values.get("last_modified") or row.values.get("created") or "")


async def _month(visit: Visit, file: File) -> bool:
    """One month, from the site or else from the mirror. Whether it was read."""
    try:
        _take(visit, await visit.ask(Ask(file.url)))
    except Packed as wrong:
        visit.run.notices.add("packed", f"{file.month}: {wrong}")
        other = await _at_mirror(visit, file)
        if other is None:
            visit.run.skip("a month in a packing that is not read")
            visit.is_whole = False
            return False
        _take(visit, await visit.ask(Ask(other.url)))
    return True


async def _at_mirror(visit: Visit, file: File) -> File | None:
    if file.url.startswith(MIRROR):
        return None
    try:
        found = files_of(await visit.get(DATASET))
    except (Blocked, PageError):
        return None
    return next((one for one in found if one.month == file.month), None)


def _take(visit: Visit, page: Page) -> None:
    for record in records_in(page, {target.at: target.label for target in visit.targets}):
        visit.take(record)


def read(page: Page) -> Batch:
    """A list of files, or the rows of one."""
    path = urlsplit(page.url).path
    if path == urlsplit(LIST).path or path == CKAN:
        return Batch(asks=tuple(Ask(file.url) for file in files_of(page)))
    only = {page.context["target"]: page.context["brand"]} if is_saved(page) else {}
    return Batch(tuple(records_in(page, only)))


def files(path: Path) -> Iterable[Page]:
    """A saved file of any size, in parts that fit into memory; identical rows are counted over the whole of it."""
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with path.open("rb") as packed, opened(packed, path.name) as file:
        rows = rows_in(file, path.name)
        header = next(rows)
        counted = numbered(rows, header)
        while part := list(islice(counted, PART)):
            text = io.StringIO()
            csv.writer(text, delimiter=";").writerows([[NUMBER, *header], *part])
            yield Page(f"{HOME}/{path.name}", 200, text.getvalue().encode(), "", at, at, {"content-type": "text/csv"})


SOURCE = Source(
    source_id="consumidor_gov",
    name="consumidor.gov.br (open data)",
    kind="open data of an authority",
    tier=Tier.A,
    homepage="https://www.consumidor.gov.br/pages/dadosabertos/externo/",
    base_url=HOME,
    licence="CC BY",
    terms="open data with attribution, one file a month; firms must answer within 10 days, consumers have 20 to rate",
    time_zone="America/Sao_Paulo",
    language="pt",
    personal=("state (kept in raw)", "city, sex, age band (dropped)"),
    unknown=(
        "when a complaint was opened and answered: only how many days that took",
        "files packed as 7z or Deflate64, where the mirror has no other",
        "whether the list stays open to visitors without a cookie",
        "texts: they are in the public reports",
    ),
    parser_version=PARSER,
    answers="file",
    delay_s=5.0,
    expects=Expectations(1, 30_000_000, {"posted_at": 1.0, "brand_label": 1.0, "issue": 0.9}),
    crawl=crawl,
    read=read,
    files=files,
    hosts=(MIRROR,),
)
