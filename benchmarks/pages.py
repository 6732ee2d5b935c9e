"""Every kind of page and question over a release of a million records: the slowest twentieth of each."""

import json
import random
import shutil
import tempfile
import time
from pathlib import Path

import duckdb
from litestar.testing import TestClient

from api.app import create_app
from benchmarks.figures import Report, peak_mb
from store.release import open_release
from store.settings import Settings
from tests.api import sample

TIMES = 20
BRANDS, SECTORS = ("sahin-kargo", "bulut-ekspres", "ulak-teslimat"), ("tr-cargo", "xx-auto-insurance")
_GROWN = {
    "records": "* EXCLUDE (n) REPLACE (record_id || '-' || n AS record_id, posted_at - INTERVAL 1 MINUTE * n AS posted_at)",
    "replies": "* EXCLUDE (n) REPLACE (record_id || '-' || n AS record_id)",
    "sightings": "* EXCLUDE (n) REPLACE (record_id || '-' || n AS record_id)",
    "incidents": "* EXCLUDE (n) REPLACE (incident_id || '-' || n AS incident_id, opened_at - INTERVAL 1 MINUTE * n AS opened_at)",
    "incident_members": "* EXCLUDE (n) REPLACE (record_id || '-' || n AS record_id, incident_id || '-' || n AS incident_id)",
}
ASKED = (
    "/api/v1/sectors", "/api/v1/sectors/{sector}", "/api/v1/sectors/{sector}/weighted?volume=2", "/api/v1/sectors/{sector}/timeline?every=day&days=1100",
    "/api/v1/brands?q={typo}", "/api/v1/brands/{brand}", "/api/v1/brands/{brand}?release={release}", "/api/v1/brands/{brand}/records?limit=200",
    "/api/v1/brands/{brand}/records?kind=thanks&sort=oldest", "/api/v1/brands/{brand}/timeline?every=day&days=1100", "/api/v1/brands/{brand}/removals",
    "/api/v1/brands/{brand}/themes", "/api/v1/brands/{brand}/triage", "/api/v1/records/{record}", "/api/v1/incidents?limit=200",
    "/api/v1/incidents?brand_id={brand}&sort=oldest", "/api/v1/incidents/{incident}", "/api/v1/removals?limit=200", "/api/v1/comparisons?brand=sahin-kargo&brand=bulut-ekspres",
    "/api/v1/sources", "/api/v1/search?q={typo}", "/api/v1/releases", "/feeds/brands/{brand}.atom", "/feeds/sectors/{sector}.atom", "/feeds/removals.atom",
    "/en", "/tr/brands?q={typo}", "/en/sectors/{sector}", "/tr/brands/{brand}", "/en/brands/{brand}/records", "/en/records/{record}", "/tr/sources",
    "/en/method", "/en/releases",
)  # fmt: skip


def pages(rows: int = 1_000_000) -> Report:
    """The 95th percentile in ms of each address, and how long opening took. Wrong where an answer was not 200."""
    report = Report(f"{TIMES} times each address over {rows:,} records, answers in process")
    with tempfile.TemporaryDirectory(prefix="terazi-pages-") as folder:
        settings = sample.build(Path(folder))
        release_id = _grow(settings, rows)
        began = time.perf_counter()
        with TestClient(create_app(settings)) as client:
            report.add("opened for the first time", time.perf_counter() - began, "s", note="laid out once per release")
            named = {
                "record": [one["record_id"] for one in client.get("/api/v1/brands/sahin-kargo/records?limit=200&sort=oldest").json()["records"]],
                "incident": [one["incident_id"] for one in client.get("/api/v1/incidents?limit=200&sort=oldest").json()["incidents"]],
                "brand": list(BRANDS), "sector": list(SECTORS), "typo": ["sahn krgo", "bulut", "insurance"], "release": [release_id],
            }  # fmt: skip
            for asked in ASKED:
                rng, took = random.Random(7), []
                for _ in range(TIMES):
                    path = asked.format(**{name: rng.choice(values) for name, values in named.items()})
                    begun = time.perf_counter()
                    answer = client.get(path)
                    took.append((time.perf_counter() - begun) * 1000)
                    report.is_wrong |= answer.status_code != 200
                report.add(asked, sorted(took)[int(TIMES * 0.95) - 1], "ms", at_most=500, note=f"most {max(took):.0f}" if answer.status_code == 200 else f"{answer.status_code}")  # fmt: skip
        report.add("peak memory", peak_mb(), "MB")
    return report


def _grow(settings: Settings, rows: int) -> str:
    """A release with each record of the sample many times over, a minute apart; the latest from then on."""
    small = open_release(settings.releases)
    folder = settings.releases / "2026-11-21T000000Z"
    shutil.copytree(small.folder, folder)
    times = max(1, rows // small.manifest["tables"]["records"]["rows"])
    manifest = {**small.manifest, "release_id": folder.name}
    with duckdb.connect(config={"memory_limit": "2GB"}) as lake:
        lake.execute("SET TimeZone = 'UTC'; SET threads = 2")
        for name, columns in _GROWN.items():
            order = "incident_id" if name == "incidents" else "record_id"
            lake.execute(f"""COPY (SELECT {columns} FROM (SELECT t.*, n FROM '{small.path(name)}' t, range({times}) r(n)) ORDER BY {order})
                             TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)""")
            manifest["tables"][name]["rows"] *= times
    (folder / "release.json").write_text(json.dumps(manifest), encoding="utf-8")
    (settings.releases / "latest.json").write_text(json.dumps({"release_id": folder.name}), encoding="utf-8")
    return folder.name
