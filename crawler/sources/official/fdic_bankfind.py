"""The FDIC's BankFind Suite: how many deposit accounts each insured bank of the United States holds, by quarter.

The Call Report counts deposit accounts of $250,000 or less (DEPSMB), of more (DEPLGB) and retirement accounts of either size
(DEPSMRN, DEPLGRN); their sum is the customer base, as certain as the regulator is (grade A). Deposits in dollars are not taken:
they are mostly firms' money, and would make a bank of few rich customers look large.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.figures import figures_walk
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source
from crawler.sources.official.fdic_bankfind_keep import ACCOUNTS, keep
from crawler.sources.official.fdic_bankfind_match import BankFigure
from crawler.visit import Visit
from store.vocabulary import Tier

PARSER = "fdic_bankfind-1"
BASE_URL = "https://api.fdic.gov"
FINANCIALS = "/banks/financials"
FIELDS = ("CERT", "NAMEFULL", "RSSDHCR", "NAMEHCR", "REPDTE", *ACCOUNTS)
PAGE_SIZE = 2000
QUARTERS = 4


def start(visit: Visit) -> Iterable[Ask]:
    """First which quarter is the latest; the banks the operator named go along as certificate -> label."""
    named = {target.at: target.label for target in visit.targets}
    if wrong := [at for at in named if not at.isdecimal()]:
        raise PageError(f"a bank is named by its FDIC certificate, e.g. --brand 'Acme Bank=628', not {wrong[0]!r}")
    context = {"named": json.dumps(named, sort_keys=True)} if named else {}
    return [Ask(_address(fields="REPDTE", sort_by="REPDTE", sort_order="DESC", limit="1", offset="0"), context=context)]


async def sign(visit: Visit) -> Signature:
    """A key of api.data.gov, where there is one: it lifts the limit that callers without one share."""
    key = visit.key("FDIC_API_KEY")
    return Signature(params={"api_key": key} if key else {})


def read(page: Page) -> Batch:
    """The latest quarter, or a page of banks of one quarter in the order of their certificates."""
    answer = page.json()
    meta, rows = answer.row("meta"), [row.row("data") for row in answer.rows("data")]
    quarter = page.context.get("quarter", "")
    if not quarter:
        if len(rows) != 1:
            raise PageError(f"{len(rows)} answers to which quarter is the latest at {page.asked}")
        latest = _day(rows[0])
        return Batch(asks=tuple(_banks(day, 0, page) for day in _quarters_to(latest)))
    named = json.loads(page.context.get("named", "{}"))
    _check_fields(page, rows)
    figures = tuple(_bank(row, line, named, page) for line, row in enumerate(rows, start=1))
    if wrong := {one.as_of for one in figures} - {quarter}:
        raise PageError(f"banks of {', '.join(sorted(wrong))} where {quarter} was asked for at {page.asked}")
    total, offset = meta.pop("total", int), int(page.context["offset"])
    follows = _banks(date.fromisoformat(quarter), offset + PAGE_SIZE, page) if len(figures) == PAGE_SIZE else None
    return Batch(figures=figures, next=follows, total=total if offset == 0 else None)


def _address(**query: str) -> str:
    return f"{FINANCIALS}?{urlencode({**query, 'format': 'json'}, safe=',:')}"


def _banks(day: date, offset: int, page: Page) -> Ask:
    query = _address(filters=f"REPDTE:{day:%Y%m%d}", fields=",".join(FIELDS), sort_by="CERT", sort_order="ASC",
                     limit=str(PAGE_SIZE), offset=str(offset))  # fmt: skip
    context = {name: said for name, said in page.context.items() if name == "named"}
    return Ask(query, context={**context, "quarter": day.isoformat(), "offset": str(offset)})


def _quarters_to(latest: date) -> list[date]:
    """The ends of so many quarters, the oldest first."""
    days = [latest]
    while len(days) < QUARTERS:
        first = days[-1].replace(day=1, month=days[-1].month - 2)
        days.append(first - timedelta(days=1))
    return days[::-1]


def _day(row: Row) -> date:
    """The day a report speaks of: the last of a quarter."""
    said = row.pop("REPDTE", str)
    try:
        day = date.fromisoformat(f"{said[:4]}-{said[4:6]}-{said[6:]}")
    except ValueError as wrong:
        raise PageError(f"{said!r} is no day at {row.place}") from wrong
    if day.month % 3 or (day + timedelta(days=1)).day != 1:
        raise PageError(f"{day} is not the end of a quarter at {row.place}")
    return day


def _check_fields(page: Page, rows: Sequence[Row]) -> None:
    """The service silently leaves out a field it does not know: one that no row has is gone, or goes by a new name."""
    found = {name for row in rows for name in row.values}
    if missing := [name for name in FIELDS if rows and name not in found]:
        raise PageError(f"no field {', '.join(missing)} at {page.asked}; found: {', '.join(sorted(found))}")


def _bank(row: Row, line: int, named: dict[str, str], page: Page) -> BankFigure:
    day, cert = _day(row), _number(row, "CERT")
    parts = [_count(row, name) for name in ACCOUNTS]
    known = [part for part in parts if part is not None]
    figure = BankFigure(
        line=line,
        cert=cert,
        name=row.pop("NAMEFULL", str).strip(),
        holder=_number(row, "RSSDHCR"),
        holder_name=(row.maybe("NAMEHCR", str) or "").strip(),
        period=f"{day.year}Q{day.month // 3}",
        as_of=day.isoformat(),
        accounts=sum(known) if len(known) == len(ACCOUNTS) else None,
        brand=named.get(cert, ""),
    )
    row.audit(page.notices, ignore=("ID",))
    if not figure.cert:
        raise PageError(f"a bank without a certificate at {row.place}")
    return figure


def _number(row: Row, name: str) -> str:
    """A register's number, sent as a number or as a text; "" where there is none."""
    value = row.values.pop(name, None)
    if isinstance(value, bool) or not isinstance(value, (int, str, type(None))):
        raise PageError(f"{name} {value!r} is no number of a register at {row.place}")
    return "" if value in (None, 0, "0") else str(value).strip()


def _count(row: Row, name: str) -> int | None:
    """A count of accounts, which may be missing; the service writes some whole numbers with a point."""
    value = row.values.pop(name, None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0 or value != int(value):
        raise PageError(f"{name} {value!r} is no count of accounts at {row.place}")
    return int(value)


SOURCE = Source(
    source_id="fdic_bankfind",
    name="FDIC BankFind Suite",
    kind="official customer bases, open API (counts of accounts, no records)",
    tier=Tier.A,
    homepage="https://api.fdic.gov/banks/docs/",
    base_url=BASE_URL,
    licence="public domain (work of the United States government)",
    terms="an open API; a key of api.data.gov (FDIC_API_KEY) lifts the limit callers without one share",
    time_zone="America/New_York",
    language="en",
    personal=("none: figures of banks",),
    unknown=("customers: one may hold several accounts", "credit unions (NCUA)", "accounts at firms that are no banks"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"accounts": 0.9, "name": 1.0, "holder_name": 0.5}),
    read=read,
    crawl=figures_walk(start, keep),
    sign=sign,
    maybe_keys=("FDIC_API_KEY",),
)
