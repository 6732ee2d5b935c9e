"""New York's yearly ranking of car insurers: upheld complaints over premiums (NY DFS, data.ny.gov; method.md section 1).

The copy everybody has is flawed in ways a person must know before scoring it: `ny_dfs_flaws` finds and says them.
"""

from crawler.imports.job import ImportJob
from crawler.imports.ny_dfs_flaws import look_through
from crawler.imports.official import OfficialRow, keep_official
from crawler.imports.table_file import Row, read_table
from store.brandbook import add_sectors

SECTOR = "us-ny-auto-insurance"
UNIT = "million USD of premium, two-year average"
PARTS = ("Upheld Complaints", "Question of Fact Complaints", "Not Upheld Complaints")
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
    job.know_source(
        "ny-dfs",
        "New York State Department of Financial Services: Automobile Insurance Company Complaint Rankings",
        "official",
        "https://www.dfs.ny.gov/consumers/auto_insurance/auto_insurance_complaint_ranking",
        "New York State open data",
    )
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
    rows: list[OfficialRow] = []
    for row in read_table(job, COLUMNS):
        rows.append(_read(row))
        _check_sum(job, row)
    keep_official(
        job, look_through(job, rows), brand_sector_id=SECTOR, unit=UNIT, because="listed by NY DFS under its NAIC code"
    )


def _read(row: Row) -> OfficialRow:
    return OfficialRow(
        line=row.line,
        code=row.text("NAIC"),
        name=row.text("Company Name"),
        sector_id=SECTOR,
        period=str(row.whole("Filing Year")),
        complaints_count=row.whole("Total Complaints"),
        upheld_count=row.whole("Upheld Complaints"),
        exposure=row.decimal("Premiums Written (in Millions)"),
        published_ratio=row.decimal("Ratio"),
        published_rank=row.whole("Rank"),
    )


def _check_sum(job: ImportJob, row: Row) -> None:
    if sum(row.whole(part) for part in PARTS) != row.whole("Total Complaints"):
        job.notice(
            "total-mismatch",
            "total complaints is not upheld + question of fact + not upheld; the published total is kept",
            line=row.line,
        )
