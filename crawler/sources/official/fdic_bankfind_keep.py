"""What the FDIC's banks hold, as customer bases of the brands we know."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from crawler.imports.job import ImportJob
from crawler.imports.kept_rows import keep_rows
from crawler.sources.official.fdic_bankfind_match import BankFigure, Base, match, open_book
from store.errors import InputError
from store.exposure import KEY, range_of
from store.tables import Exposure
from store.vocabulary import Grade, Level

ACCOUNTS = ("DEPSMB", "DEPLGB", "DEPSMRN", "DEPLGRN")
LEAST_BANKS = 3000
UNIT = "accounts"
NAME = "FDIC BankFind Suite: Call Report, deposit accounts (Schedule RC-O)"


def keep(job: ImportJob, figures: Sequence[BankFigure]) -> None:
    """Store the bases of the brands we know, quarter by quarter; who is unsure is set aside and counted."""
    book = open_book(job.session)
    rows: list[dict[str, object]] = []
    for period, of in groupby(sorted(figures, key=lambda one: (one.period, one.line)), key=lambda one: one.period):
        banks = list(of)
        if len(banks) < LEAST_BANKS:
            raise InputError(f"{len(banks)} banks in {period} where at least {LEAST_BANKS} are expected")
        found = match(banks, book)
        for who, because in sorted(found.unsure.items()):
            job.notice("unsure-brand", f"{who}: {because}; set aside", line=banks[0].line)
        for reason, count in (("unsure which brand", len(found.unsure)), ("bank of no known brand", found.nobodys)):
            if count:
                job.run.skip(reason, count)
        for brand_id, base in sorted(found.bases.items()):
            rows += _row(job, brand_id, base)
    if not rows:
        job.notice(
            "no-brand", "no bank goes by a brand's name; collect and score first, or name banks: --brand LABEL=CERT"
        )
    keep_rows(job.session, job.run, Exposure, rows, on=KEY)


def _row(job: ImportJob, brand_id: str, base: Base) -> list[dict[str, object]]:
    first, accounts = base.banks[0], [bank.accounts for bank in base.banks]
    figure = float(sum(count for count in accounts if count is not None))
    if None in accounts or not figure:
        job.run.skip("no count of accounts")
        job.notice("no-accounts", "a bank of a known brand reports no accounts", line=first.line, level=Level.INFO)
        return []
    low, high = range_of(figure, Grade.A)
    certs = ", ".join(base.certs)
    return [{
        "brand_id": brand_id, "unit": UNIT, "period": first.period, "figure": figure, "low": low, "high": high,
        "grade": Grade.A.value, "source_name": NAME, "source_url": first.url, "citation": f"{' + '.join(ACCOUNTS)} of CERT {certs}",
        "as_of_on": date.fromisoformat(first.as_of),
    }]  # fmt: skip
