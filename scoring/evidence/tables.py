"""What the evidence comes to for people who read a release: how brands answer, what they are complained of, what rose, what to read first."""

from datetime import datetime

import duckdb
import pyarrow as pa

from scoring.engine import ask
from scoring.evidence.replies.habits import reply_habits
from scoring.evidence.themes.scopes import scopes
from scoring.evidence.themes.tables import read_scope, theme_tables
from scoring.evidence.triage.tables import triage_table
from scoring.evidence.waves.tables import under_way, wave_tables


def evidence_tables(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, pa.Table]:
    """Extra tables of a release by name. The lake must hold the incidents (scoring.incidents.duplicates). No score reads them."""
    told, waves = [read_scope(scope) for scope in scopes(lake, as_of)], wave_tables(lake, as_of)
    return {
        "authenticity": ask(lake, "FROM authenticity ORDER BY record_id"),
        "reply_habits": reply_habits(lake),
        **theme_tables(told),
        **waves,
        "triage": triage_table(lake, told, under_way(waves)),
    }
