"""Cases in memory: the golden one, and hand-made ones of a few rows."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from scoring.case import Case
from scoring.method import Parameters
from store.lake import connect
from tests.shared import shared

AUDIT = Parameters(half_life_days=0, centred_exposure=False, exposure_in_prior=False)
INCIDENT = {
    "sector": "s", "platform": "P", "type": "t", "difficulty": 1, "authenticity": 1.0, "age_days": 0.0, "first_response_h": None,
    "confirmed_h": None, "claimed_h": None, "contested": False, "withdrawn_h": None, "follow_up_h": 8760.0, "good_dialogue": None,
}  # fmt: skip
NUMBERS = ("authenticity", "age_days", "first_response_h", "confirmed_h", "claimed_h", "withdrawn_h", "follow_up_h")

TEXT, NUMBER, WHOLE, FLAG = pa.string(), pa.float64(), pa.int64(), pa.bool_()
EXPOSURE: dict[str, Any] = {
    "brand": TEXT,
    "sector": TEXT,
    "customers": NUMBER,
    "lo90": NUMBER,
    "hi90": NUMBER,
    "grade": TEXT,
}
VOICE: dict[str, Any] = {"brand": TEXT, "sector": TEXT, "platform": TEXT, "n_voices": WHOLE, "n_positive": WHOLE}
KINDS: dict[str, Any] = {
    **dict.fromkeys(("incident_id", "brand", "sector", "platform", "type"), TEXT), **dict.fromkeys(NUMBERS, NUMBER),
    **dict.fromkeys(("contested", "good_dialogue"), FLAG), "difficulty": WHOLE,
}  # fmt: skip


def golden_case(parameters: Parameters = AUDIT, *, where: str = "true") -> Case:
    """The integration case of the reference material."""
    lake = connect()
    for name, columns in (
        ("complaints", "complaint_id::VARCHAR AS incident_id, *, 0.0 AS age_days, 8760 - created_h AS follow_up_h"),
        ("exposure", "*"),
        ("voices", "*"),
    ):
        path = shared(f"golden/case/{name}.csv")
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        skip = len(path.read_text(encoding="utf-8").splitlines()) - len(lines)
        table = {"complaints": "incident", "voices": "voice"}.get(name, name)
        found = f"SELECT {columns} FROM read_csv('{path}', skip={skip}, header=true)"
        lake.execute(f"CREATE TEMP TABLE {table} AS {found} WHERE {where if table == 'incident' else 'true'}")
    return Case(lake, parameters)


def case_of(
    incidents: Sequence[dict[str, Any]],
    exposures: Sequence[dict[str, Any]] = (),
    voices: Sequence[dict[str, Any]] = (),
    parameters: Parameters = AUDIT,
) -> Case:
    """A case of a few rows; what an incident does not say is INCIDENT's, an exposure is known exactly."""
    rows: list[dict[str, Any]] = [INCIDENT | {"incident_id": f"i{n:04d}"} | row for n, row in enumerate(incidents)]
    bases = [{"sector": "s", "grade": "A", "lo90": row["customers"], "hi90": row["customers"]} | row for row in exposures]  # fmt: skip
    heard = [{"sector": "s", "platform": "P"} | row for row in voices]
    lake = connect()
    names = dict.fromkeys(("incident_id", "brand", *INCIDENT, *(key for row in rows for key in row)))
    columns = {name: pa.array([row.get(name) for row in rows], KINDS.get(name)) for name in names}
    for name, table in (
        ("incident", pa.table(columns)),
        ("exposure", pa.Table.from_pylist(bases, schema=pa.schema(EXPOSURE))),
        ("voice", pa.Table.from_pylist(heard, schema=pa.schema(VOICE))),
    ):
        lake.register(f"given_{name}", table)
        lake.execute(f"CREATE TEMP TABLE {name} AS FROM given_{name}")
        lake.unregister(f"given_{name}")
    return Case(lake, parameters)
