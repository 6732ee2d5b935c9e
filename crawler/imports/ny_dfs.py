"""New York's yearly ranking of car insurers: upheld complaints over premiums (NY DFS, data.ny.gov; method.md section 1).

The copy everybody has is flawed in ways a person must know before scoring it: `ny_dfs_flaws` finds and says them.
A file brings them (`import_ny_dfs`), or the state's open-data service (crawler.sources.official.ny_dfs).
"""

from collections.abc import Sequence

from crawler.imports.job import ImportJob
from crawler.imports.ny_dfs_flaws import look_through
from crawler.imports.official import OfficialRow, keep_official
from crawler.imports.table_file import Row, read_table
from store.brandbook import add_sectors

SOURCE_ID = "ny_dfs"
NAME = "New York State Department of Financial Services: Automobile Insurance Company Complaint Rankings"
HOMEPAGE = "https://www.dfs.ny.gov/consumers/auto_insurance/auto_insurance_complaint_ranking"
LICENCE = "New York State open data"

SECTOR = "us-ny-auto-insurance"
UNIT = "million USD of premium, two-year average"
PARTS = ("Upheld Complaints", "Question of Fact Complaints", "Not Upheld Complaints")
MISMATCH = (
    "total-mismatch",
    "total complaints is not upheld + question of fact + not upheld; the published total is kept",
)
COLUMNS = (
    "NAIC",
    "Company Name",
    "Ratio",
    *PARTS,
    "Total Complaints",
    "Premiums Written (in Millions)",
    "Rank",
    "Filing Year",
)


def import_ny_dfs(job: ImportJob) -> None:
    """Every insurer-year of the file as an OfficialCount (1,942 for 2009-2020); the flaws as notices and set-aside rows."""
    for source_id in ("ny-dfs", SOURCE_ID):
        job.know_source(source_id, NAME, "official", HOMEPAGE, LICENCE)
    rows = []
    for row in read_table(job, COLUMNS):
        rows.append(read_insurer(row))
        job.note_flaws(rows[-1])
    keep_ny_dfs(job, rows)


def keep_ny_dfs(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    """Look the whole ranking through and store it, wherever it was read."""
    add_sectors(
        job.session,
        [
            {
                "sector_id": SECTOR,
                "name_en": "Car insurance, New York",
                "name_tr": "Araç sigortası, New York",
                "country": "US",
            }
        ],
    )
    keep_official(
        job, look_through(job, rows), source_id=SOURCE_ID, brand_sector_id=SECTOR, unit=UNIT,
        because="listed by NY DFS under its NAIC code",
    )  # fmt: skip


def read_insurer(row: Row) -> OfficialRow:
    """One insurer-year. Raises InputError at the column that cannot be."""
    total = row.whole("Total Complaints")
    return OfficialRow(
        line=row.line,
        code=row.text("NAIC"),
        name=row.text("Company Name"),
        sector_id=SECTOR,
        period=str(row.whole("Filing Year")),
        complaints_count=total,
        upheld_count=row.whole("Upheld Complaints"),
        exposure=row.decimal("Premiums Written (in Millions)"),
        published_ratio=row.decimal("Ratio"),
        published_rank=row.whole("Rank"),
        flaws=() if sum(row.whole(part) for part in PARTS) == total else (MISMATCH,),
    )
