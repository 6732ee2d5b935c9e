"""The sample release with each record many times over: other moments, other words, and the bureau's fields."""

import json
import shutil

import duckdb

from store.release import open_release
from store.settings import Settings

_WORDS = "array_to_string(list_transform(range(40), lambda i: 'w' || floor(exp(ln(60000.0) * ((hash(record_id, n, i) % 1000003) / 1000003.0)))::INTEGER || 'q'), ' ')"
"""Forty words, the n-th of them a n-th as common as the first."""
RECORD, INCIDENT = (f"{name} || if(n = 0, '', '-' || n)" for name in ("record_id", "incident_id"))
"""The first of its copies keeps an id: other tables speak of it."""
_GROWN = {
    "records": f"""* EXCLUDE (n) REPLACE ({RECORD} AS record_id, text || ' ' || {_WORDS} AS text,
        posted_at - INTERVAL 1 MINUTE * n AS posted_at, first_seen_at - INTERVAL 1 MINUTE * n AS first_seen_at)""",
    "replies": f"* EXCLUDE (n) REPLACE ({RECORD} AS record_id)",
    "sightings": f"* EXCLUDE (n) REPLACE ({RECORD} AS record_id)",
    "incidents": f"* EXCLUDE (n) REPLACE ({INCIDENT} AS incident_id, opened_at - INTERVAL 1 MINUTE * n AS opened_at)",
    "incident_members": f"* EXCLUDE (n) REPLACE ({RECORD} AS record_id, {INCIDENT} AS incident_id)",
}


def _one_of(*names: str) -> str:
    """One of the names by the record's id, the n-th a n-th as common as the first."""
    count = len(names)
    listed = ", ".join(f"'{name}'" for name in names)
    return f"[{listed}][1 + floor(exp(ln({count} + 1.0) * ((hash(record_id, '{names[0]}') % 1000003) / 1000003.0)) - 1)::INTEGER]"


_FIELDS = {
    "product": _one_of("Loan", "Card", "Account", "Mortgage", "Report", "Transfer", "Debt"),
    "sub_product": _one_of("Credit", "Debit", "Store", "Student", "Vehicle", "Home", "Prepaid", "Payday"),
    "sub_issue": _one_of(*(f"Part {n}" for n in range(120))),
    "company_public_response": _one_of("None", "Disputes", "Explains", "Acted"),
    "timely": _one_of("Yes", "No"),
    "submitted_via": _one_of("Web", "Phone", "Postal mail", "Referral"),
    "date_sent_to_company": "'2026-08-01'",
    "consumer_consent_provided": _one_of("Consent provided", "Consent not provided", "N/A"),
    "consumer_disputed": _one_of("N/A", "No", "Yes"),
    "state": _one_of(
        *(
            "TX",
            "CA",
            "FL",
            "NY",
            "GA",
            "IL",
            "PA",
            "NC",
            "OH",
            "NJ",
            "MI",
            "VA",
            "MD",
            "AZ",
            "WA",
            "TN",
            "MA",
            "IN",
            "MO",
            "SC",
        )
    ),
    "zip_code": "lpad((hash(record_id) % 20000)::VARCHAR, 5, '1')",
    "tags": _one_of("", "Servicemember", "Older American"),
}


def grow(settings: Settings, rows: int) -> str:
    """A release of `rows` records, a minute apart; the latest from then on."""
    small = open_release(settings.releases)
    folder = settings.releases / "2026-11-21T000000Z"
    shutil.copytree(small.folder, folder)
    times = max(1, rows // small.manifest["tables"]["records"]["rows"])
    manifest = {**small.manifest, "release_id": folder.name}
    with duckdb.connect(config={"memory_limit": "2GB"}) as lake:
        lake.execute("SET TimeZone = 'UTC'; SET threads = 2; SET enable_progress_bar = false")
        for name, columns in _GROWN.items():
            order = "incident_id" if name == "incidents" else "record_id"
            lake.execute(f"""COPY (SELECT {columns} FROM (SELECT t.*, n FROM '{small.path(name)}' t, range({times}) r(n)) ORDER BY {order})
                             TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)""")
            manifest["tables"][name]["rows"] *= times
        fields = ", ".join(f"{value} AS {name}" for name, value in _FIELDS.items())
        lake.execute(f"COPY (SELECT record_id, {fields} FROM '{folder}/records.parquet') TO '{folder}/bureau_fields.parquet' (FORMAT parquet)")  # fmt: skip
    manifest["tables"]["bureau_fields"]["rows"] = manifest["tables"]["records"]["rows"]
    (folder / "release.json").write_text(json.dumps(manifest), encoding="utf-8")
    (settings.releases / "latest.json").write_text(json.dumps({"release_id": folder.name}), encoding="utf-8")
    return folder.name
