"""A researcher's own tables, checked: complaints, exposure and voices as CSV or Parquet, with every fault found at once.

Columns are those of `COLUMNS`. Times `*_h` are hours after the complaint was made, `created_h` hours after the window began.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from scoring.engine import ask
from scoring.errors import ScoringError

COLUMNS = {
    "complaints": ("complaint_id", "brand", "sector", "platform", "type", "difficulty", "created_h", "authenticity", "first_response_h", "confirmed_h",
                   "claimed_h", "contested", "removed_h", "withdrawn_h", "good_dialogue"),
    "exposure": ("brand", "sector", "customers", "lo90", "hi90", "grade"),
    "voices": ("brand", "sector", "platform", "n_voices", "n_positive"),
}  # fmt: skip
_TEXT = {"complaint_id", "brand", "sector", "platform", "type", "grade"}
_MAY_BE_EMPTY = {"first_response_h", "confirmed_h", "claimed_h", "removed_h", "withdrawn_h", "good_dialogue"}
_MOST = 50


@dataclass(frozen=True)
class Rule:
    """What must hold of a row, as SQL that is true where it does not, and how a person is told."""

    column: str
    broken: str
    says: str


_HOURS = ("first_response_h", "confirmed_h", "claimed_h", "removed_h", "withdrawn_h")
RULES = {
    "complaints": (
        Rule("complaint_id", "count(*) OVER (PARTITION BY complaint_id) > 1", "stands more than once"),
        Rule("difficulty", "difficulty NOT IN (1, 2, 3)", "must be 1, 2 or 3"),
        Rule("created_h", "created_h < 0 OR created_h > $snapshot_h", "must lie between 0 and the snapshot"),
        Rule("authenticity", "authenticity < 0 OR authenticity > 1", "must lie between 0 and 1"),
        Rule("contested", "contested NOT IN (0, 1)", "must be 0 or 1"),
        Rule("good_dialogue", "good_dialogue NOT IN (0, 1)", "must be 0, 1 or empty"),
        *(Rule(name, f"{name} < 0", "is before the complaint was made") for name in _HOURS),
        Rule("brand", "NOT EXISTS (SELECT 1 FROM exposure e WHERE e.brand = t.brand AND e.sector = t.sector)",
             "is not in the exposure table under this sector (give it grade D where its base is not known)"),
    ),
    "exposure": (
        Rule("brand", "count(*) OVER (PARTITION BY brand, sector) > 1", "stands more than once in its sector"),
        Rule("grade", "grade NOT IN ('A', 'B', 'C', 'D')", "must be A, B, C or D"),
        Rule("customers", "grade <> 'D' AND NOT coalesce(customers > 0, false)", "must be more than 0 unless the grade is D"),
        Rule("lo90", "grade <> 'D' AND NOT coalesce(lo90 > 0 AND lo90 <= customers AND customers <= hi90, false)",
             "the 90 % range must hold the figure: 0 < lo90 <= customers <= hi90"),
    ),
    "voices": (
        Rule("platform", "count(*) OVER (PARTITION BY brand, sector, platform) > 1", "stands more than once for this brand"),
        Rule("n_voices", "n_voices < 0 OR n_voices <> round(n_voices)", "must be a whole number from 0"),
        Rule("n_positive", "n_positive < 0 OR n_positive > n_voices OR n_positive <> round(n_positive)", "must be a whole number from 0 to n_voices"),
        Rule("brand", "NOT EXISTS (SELECT 1 FROM exposure e WHERE e.brand = t.brand AND e.sector = t.sector)",
             "is not in the exposure table under this sector"),
    ),
}  # fmt: skip


def load(lake: duckdb.DuckDBPyConnection, files: dict[str, Path], snapshot_h: float) -> None:
    """Makes the relations of scoring.case from checked files. Raises ScoringError listing every fault (up to 50): file, line, column."""
    faults = [fault for name, path in files.items() for fault in _read(lake, name, path)]
    if not faults:
        faults = [fault for name, path in files.items() for fault in _check(lake, name, path, snapshot_h)]
    if faults:
        more = f"\n... and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
        raise ScoringError("\n".join(faults[:_MOST]) + more)
    lake.execute(f"""CREATE TEMP VIEW incident AS SELECT complaint_id AS incident_id, * EXCLUDE (complaint_id, line),
                     ({snapshot_h!r} - created_h) / 24 AS age_days, {snapshot_h!r} - created_h AS follow_up_h FROM complaints""")
    lake.execute("CREATE TEMP VIEW voice AS FROM voices")


def _read(lake: duckdb.DuckDBPyConnection, name: str, path: Path) -> list[str]:
    """The file as a typed table with a line column; faults of its columns and of values that are no numbers."""
    if not path.exists():
        return [f"{path}: no such file"]
    is_parquet = path.suffix == ".parquet"
    before = 0 if is_parquet else _lines_before_rows(path)
    source = (
        f"read_parquet('{path}')"
        if is_parquet
        else f"read_csv('{path}', header=true, all_varchar=true, comment='#', strict_mode=true)"
    )
    try:
        found = tuple(lake.sql(f"FROM {source} LIMIT 0").columns)
        faults = [f"{path}: column {column} is missing" for column in COLUMNS[name] if column not in found]
        faults += [
            f"{path}: column {column} is not one of {', '.join(COLUMNS[name])}"
            for column in found
            if column not in COLUMNS[name]
        ]
        if faults:
            return faults
        lake.execute(f"CREATE TEMP TABLE raw AS SELECT *, row_number() OVER () + {before} AS line FROM {source}")
    except duckdb.Error as wrong:
        return [f"{path}: {str(wrong).splitlines()[0]}"]
    wrong_values = [fault for column in COLUMNS[name] for fault in _not_typed(lake, path, name, column)]
    typed = ", ".join(
        column if column in _TEXT else f"try_cast({column} AS DOUBLE) AS {column}" for column in COLUMNS[name]
    )
    lake.execute(f"CREATE TEMP TABLE {name} AS SELECT {typed}, line FROM raw; DROP TABLE raw")
    return wrong_values


def _lines_before_rows(path: Path) -> int:
    """Comment lines and the header."""
    with path.open(encoding="utf-8") as file:
        return next((number for number, line in enumerate(file, 1) if not line.startswith("#")), 0)


def _not_typed(lake: duckdb.DuckDBPyConnection, path: Path, name: str, column: str) -> list[str]:
    may_be_empty = column in _MAY_BE_EMPTY or (name == "exposure" and column in {"customers", "lo90", "hi90"})
    missing = "false" if may_be_empty else f"coalesce({column}::VARCHAR, '') = ''"
    wrong = (
        "false"
        if column in _TEXT
        else f"coalesce({column}::VARCHAR, '') <> '' AND NOT coalesce(isfinite(try_cast({column} AS DOUBLE)), false)"
    )
    rows = ask(
        lake,
        f"SELECT line, {column}::VARCHAR AS value, {missing} AS is_missing FROM raw WHERE ({missing}) OR ({wrong}) ORDER BY line LIMIT {_MOST}",
    ).to_pylist()
    return [
        f"{path}:{row['line']}: {column}: {'is empty' if row['is_missing'] else repr(row['value']) + ' is no number'}"
        for row in rows
    ]


def _check(lake: duckdb.DuckDBPyConnection, name: str, path: Path, snapshot_h: float) -> list[str]:
    faults = []
    for rule in RULES[name]:
        broken = rule.broken.replace("$snapshot_h", repr(snapshot_h))
        query = f"SELECT line, {rule.column}::VARCHAR AS value FROM (SELECT line, {rule.column}, {broken} AS is_broken FROM {name} t) WHERE is_broken ORDER BY line"
        faults += [
            f"{path}:{row['line']}: {rule.column}: {row['value']} {rule.says}"
            for row in ask(lake, f"{query} LIMIT {_MOST}").to_pylist()
        ]
    return faults
