"""R1 A researcher asks: give me all of it, citable. Everything is done with the files alone, as they come over HTTP."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pyarrow.parquet as pq
from playwright.sync_api import Page
from rdflib import DCAT, RDF, Graph

from api.pages.numbers import Language
from store.finish import facts_of, finish
from tests.journeys.asking import ask
from tests.journeys.market import Market

LAKE = duckdb.connect(config={"threads": 2})
SUMMED = {"INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"}


def query(sql: str) -> list[dict[str, Any]]:
    """Rows, as DuckDB reads them."""
    found = LAKE.execute(sql)
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_the_page_leads_to_every_file_and_says_how_to_cite(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    told = ask(http, "/releases/latest")
    reader.goto(f"/{language}/releases")
    links = set(reader.locator("main a").evaluate_all("all => all.map(one => one.getAttribute('href'))"))
    assert {file["address"] for file in told["files"]} <= links
    assert told["manifest_sha256"] in reader.locator("main").inner_text()
    assert reader.locator("section.cite code").inner_text().endswith(f"release={market.releases[-1]}")
    assert f"terazi verify {market.releases[-1]}" in reader.locator("main").inner_text()


def test_every_file_is_the_one_its_hash_names(downloaded: Path, http: httpx.Client) -> None:
    lines = (downloaded / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}
    assert sums.keys() | {"SHA256SUMS"} == {path.name for path in downloaded.iterdir()}
    for name, expected in sums.items():
        assert hashlib.sha256((downloaded / name).read_bytes()).hexdigest() == expected, name
    assert ask(http, "/releases/latest")["manifest_sha256"] == sums["release.json"]


def test_three_formats_have_the_same_counts_and_sums(downloaded: Path) -> None:
    manifest = json.loads((downloaded / "release.json").read_text(encoding="utf-8"))
    for table, about in manifest["tables"].items():
        told = [_counted(downloaded, table, kind) for kind in ("parquet", "csv", "jsonl")]
        assert told[0] == told[1] == told[2], table
        assert told[0]["rows"] == about["rows"]


def _counted(downloaded: Path, table: str, kind: str) -> dict[str, Any]:
    """Rows, filled cells of every column and sums of its numbers, by DuckDB."""
    typed = {row["column_name"]: row["column_type"] for row in query(f"DESCRIBE FROM '{downloaded / table}.parquet'")}
    columns = json.dumps(typed).replace('"', "'")
    source = {"parquet": f"read_parquet('{downloaded / table}.parquet')",
              "csv": f"read_csv('{downloaded / table}.csv', header = true, columns = {columns}, allow_quoted_nulls = false)",
              "jsonl": f"read_json('{downloaded / table}.jsonl', format = 'newline_delimited', columns = {columns})"}[kind]  # fmt: skip
    sums = [f'fsum("{name}"::DOUBLE) AS "sum {name}"' for name, type_ in typed.items() if type_ in SUMMED]
    filled = [f'count("{name}") AS "filled {name}"' for name in typed]
    (row,) = query(f"SELECT count(*) AS rows, {', '.join([*filled, *sums])} FROM {source}")
    return row


def test_a_plain_csv_reader_reads_the_same_rows(downloaded: Path) -> None:
    for table in ("scores", "records", "replies", "incidents"):
        with (downloaded / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        schema = pq.read_schema(downloaded / f"{table}.parquet")
        assert head == schema.names
        assert len(rows) == pq.read_metadata(downloaded / f"{table}.parquet").num_rows
        assert {len(row) for row in rows} == {len(head)}


def test_the_catalogues_name_the_files_that_are_there(downloaded: Path) -> None:
    names = {path.name for path in downloaded.iterdir()}
    graph = Graph().parse(downloaded / "dcat.ttl")
    assert (None, RDF.type, DCAT.Dataset) in graph
    files = {str(url).rpartition("/")[2] for url in graph.objects(None, DCAT.downloadURL)}
    package = json.loads((downloaded / "datapackage.json").read_text(encoding="utf-8"))
    croissant = json.loads((downloaded / "croissant.json").read_text(encoding="utf-8"))
    for listed in (files, {one["path"] for one in package["resources"]}, {one["name"] for one in croissant["distribution"]}):  # fmt: skip
        assert listed
        assert listed <= names
    book = pq.read_table(downloaded / "codebook.parquet").to_pylist()
    manifest = json.loads((downloaded / "release.json").read_text(encoding="utf-8"))
    assert {f"{row['table']}.{row['column']}" for row in book} >= {f"{table}.{column}" for table, about in manifest["tables"].items() for column in about["columns"]}  # fmt: skip
    assert "cff-version:" in (downloaded / "CITATION.cff").read_text(encoding="utf-8")
    assert all(one["licence"] for one in manifest["licences"])


def test_made_again_from_its_tables_it_has_the_same_bytes(downloaded: Path, tmp_path: Path) -> None:
    for path in downloaded.glob("*.parquet"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    finish(tmp_path, facts_of(json.loads((downloaded / "release.json").read_text(encoding="utf-8"))))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {path.name: path.read_bytes() for path in downloaded.iterdir()}  # fmt: skip
