"""New York's ranking of car insurers from the state's open-data service (Socrata, dataset h2wd-9xfe): JSON by pages, no key.

The same table as `terazi import ny-dfs` reads from a file, through the same reader (crawler.imports.ny_dfs): the rows and the
flaws are the same whichever way they came. The service leaves out what is empty, so a missing column is looked for in the
names it sends along (X-SODA2-Fields), or in all rows of a page.
"""

import json
from collections.abc import Iterable, Iterator
from io import StringIO
from urllib.parse import parse_qs, urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.figures import figures_walk
from crawler.imports.ny_dfs import COLUMNS, HOMEPAGE, LICENCE, NAME, SOURCE_ID, keep_ny_dfs, read_insurer
from crawler.imports.table_file import Row, rows_in
from crawler.page import Page
from crawler.source import Expectations, Signature, Source
from crawler.visit import Visit
from store.errors import InputError
from store.vocabulary import Tier

PARSER = "ny_dfs-1"
BASE = "https://data.ny.gov"
DATASET = "/resource/h2wd-9xfe.json"
PAGE_SIZE = 1000
FIELDS = (
    "naic", "company_name", "ratio", "upheld_complaints", "question_of_fact_complaints", "not_upheld_complaints",
    "total_complaints", "premiums_written_in_millions", "rank", "filing_year",
)  # fmt: skip
NAMES = dict(zip(FIELDS, COLUMNS, strict=True))


def start(_visit: Visit) -> Iterable[Ask]:
    """First how many rows there are, so that none is lost between two pages."""
    return [Ask(f"{DATASET}?$select=count(*)")]


async def sign(visit: Visit) -> Signature:
    """A token only lifts the limit that all callers without one share."""
    token = visit.key("SOCRATA_APP_TOKEN")
    return Signature({"X-App-Token": token} if token else {})


def read(page: Page) -> Batch:
    """The count, a page of rows, or the whole table as somebody saved it from the service (CSV with either set of names)."""
    query = parse_qs(urlsplit(page.asked).query)
    if "$select" in query:
        counts = [row.pop("count", str) for row in page.rows()]
        if len(counts) != 1 or not counts[0].isdecimal():
            raise PageError(f"{counts} is not one count at {page.asked}")
        return Batch(total=int(counts[0]), asks=(_rows_from(0),))
    try:
        figures = tuple(read_insurer(row) for row in _rows(page))
    except InputError as wrong:
        raise PageError(str(wrong)) from wrong
    offset = int(query.get("$offset", ["-1"])[0])
    is_full = offset >= 0 and len(figures) == PAGE_SIZE
    return Batch(figures=figures, next=_rows_from(offset + PAGE_SIZE) if is_full else None)


def _rows_from(offset: int) -> Ask:
    """The service orders nothing by itself: without $order two pages may overlap."""
    return Ask(f"{DATASET}?$order=:id&$limit={PAGE_SIZE}&$offset={offset}")


def _rows(page: Page) -> Iterator[Row]:
    if page.body.lstrip()[:1] != b"[":
        for row in rows_in(iter(StringIO(page.text(), newline="")), page.asked, COLUMNS, FIELDS):
            yield Row(row.file, row.line, {NAMES.get(name, name): cell for name, cell in row.cells.items()})
        return
    found = [row.values for row in page.rows()]
    _check_names(page, {name for values in found for name in values})
    for position, values in enumerate(found, start=1):
        cells = {column: _cell(values.get(name)) for name, column in NAMES.items()}
        yield Row(page.asked, position, cells)


def _check_names(page: Page, in_rows: set[str]) -> None:
    """Raise PageError where a column is gone, or goes by a new name. One that is new is noted."""
    said = page.headers.get("x-soda2-fields", "")
    names = set(json.loads(said)) if said else in_rows
    if missing := [name for name in FIELDS if name not in names]:
        raise PageError(
            f"no column {', '.join(missing)} at {page.asked}; found: {', '.join(sorted(names)) or 'nothing'}"
        )
    for name in sorted(name for name in names - set(FIELDS) if not name.startswith(":")):
        if page.notices is None:
            raise PageError(f"the column {name!r} is not known at {page.asked}")
        page.notices.add("unknown_key", f"the column {name!r} is not known", place=page.asked)


def _cell(value: object) -> str:
    """A value as it would stand in a file; what is left out is empty."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
        raise PageError(f"a value of type {type(value).__name__} in a table")
    return "" if value is None else str(value)


SOURCE = Source(
    source_id=SOURCE_ID,
    name=NAME,
    kind="official ranking, open data (counts and premiums, no records)",
    tier=Tier.A,
    homepage=HOMEPAGE,
    base_url=BASE,
    licence=LICENCE,
    terms="open data of the State of New York; callers without a token share one limit (429 when it is used up)",
    time_zone="America/New_York",
    language="en",
    personal=("none: figures of companies",),
    unknown=("which of the identical filing years 2015 and 2016 is the copy", "ranks of filing year 2014"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1900, 10_000, {"exposure": 0.99, "published_ratio": 0.99, "published_rank": 0.85}),
    read=read,
    crawl=figures_walk(start, keep_ny_dfs),
    sign=sign,
    maybe_keys=("SOCRATA_APP_TOKEN",),
)
