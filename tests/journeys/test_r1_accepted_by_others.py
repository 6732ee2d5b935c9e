"""R1 A researcher asks: do my own programs take it? Each opens the files as they came over HTTP, in a process of its own."""

import json
import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pyarrow.parquet as pq
import pytest
from rdflib import DCAT, RDF, Graph, Namespace

from tests.peers.measure import plainly, total
from tests.peers.running import HERE, peer, rscript, script

Told = dict[str, tuple[int, dict[str, tuple[int, float]]]]
SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = HERE / "dcat_ap_3.ttl"


@pytest.fixture(scope="module")
def expected(downloaded: Path) -> Told:
    """{table: (rows, {column: (cells that hold something, their sum)})} of the Parquet files, by pyarrow."""
    manifest = json.loads((downloaded / "release.json").read_text(encoding="utf-8"))
    tables = {name: (pq.read_table(downloaded / f"{name}.parquet"), about["columns"]) for name, about in manifest["tables"].items()}  # fmt: skip
    told = {name: (rows.num_rows, {column: total(kind, rows.column(column).to_pylist()) for column, kind in kinds.items()})
            for name, (rows, kinds) in tables.items()}  # fmt: skip
    kinds = {plainly(kind) for _, columns in tables.values() for kind in columns.values()}
    assert kinds == {"string", "int", "double", "bool", "timestamp", "date"}
    assert sum(rows for rows, _ in told.values()) > 1000
    return told


def read(done: Any) -> Any:
    """The JSON that a program of another printed."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def same(told: Told, expected: Told) -> None:
    """The same rows and filled cells, and the same sums up to the order in which a program adds."""
    assert told.keys() == expected.keys()
    for table, (rows, columns) in expected.items():
        assert told[table][0] == rows, table
        assert told[table][1].keys() == columns.keys(), table
        for name, (count, sum_) in columns.items():
            assert told[table][1][name][0] == count, (table, name)
            assert told[table][1][name][1] == pytest.approx(sum_, rel=1e-12), (table, name)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_pandas_reads_the_same_counts_and_sums(downloaded: Path, expected: Told, kind: str) -> None:
    same(read(script("with_pandas", downloaded, kind)), expected)


def test_mlcroissant_takes_it_and_reads_the_same_counts_and_sums(downloaded: Path, expected: Told) -> None:
    same(read(script("with_croissant", downloaded)), expected)


def test_readr_reads_the_same_counts_and_sums(downloaded: Path, expected: Told) -> None:
    done = rscript("with_readr.R", downloaded)
    assert done.returncode == 0, done.stderr
    told: Told = {}
    for table, rows, column, count, sum_ in (line.split("\t") for line in done.stdout.splitlines()):
        told.setdefault(table, (int(rows), {}))[1][column] = (int(count), float(sum_))
    same(told, expected)


def test_frictionless_takes_it(downloaded: Path, expected: Told) -> None:
    done = peer("frictionless", "validate", downloaded / "datapackage.json", "--json")
    told = read(done)
    assert told["valid"], done.stdout
    assert {Path(one["place"]).stem for one in told["tasks"]} == expected.keys()


def test_frictionless_refuses_it_with_one_changed_figure(downloaded: Path, tmp_path: Path) -> None:
    """So it does read every cell: a word where a number belongs, and the size and hash that follow."""
    forged = Path(copytree(downloaded, tmp_path / "forged"))
    text = (forged / "exposures.csv").read_text(encoding="utf-8")
    figure = re.search(r",(\d+\.\d+),", text)
    assert figure
    (forged / "exposures.csv").write_text(text.replace(figure[0], ",many,", 1), encoding="utf-8")
    done = peer("frictionless", "validate", forged / "datapackage.json", "--json")
    faults = {(Path(task["place"]).name, error["type"]) for task in json.loads(done.stdout)["tasks"] for error in task["errors"]}  # fmt: skip
    assert faults == {("exposures.csv", "type-error"), ("exposures.csv", "hash-count"), ("exposures.csv", "byte-count")}


def test_cffconvert_takes_it_and_writes_a_reference(downloaded: Path, tmp_path: Path) -> None:
    done = peer("cffconvert", "--validate", "-i", downloaded / "CITATION.cff", environment="citation")
    assert done.returncode == 0, done.stderr
    written = peer("cffconvert", "-f", "apalike", "-i", downloaded / "CITATION.cff", environment="citation")
    assert json.loads((downloaded / "release.json").read_text(encoding="utf-8"))["release_id"] in written.stdout
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\ntitle: Nobody's\n", encoding="utf-8")
    assert peer("cffconvert", "--validate", "-i", tmp_path / "CITATION.cff", environment="citation").returncode != 0


FAULTS = [
    ("dcat:Catalog", "dct:title", ""), ("dcat:Catalog", "dct:description", ""), ("dcat:Catalog", "dct:publisher", ""),
    ("dcat:Catalog", "dcat:dataset", ""), ("dcat:Dataset", "dct:title", ""), ("dcat:Dataset", "dct:description", ""),
    ("dcat:Distribution", "dcat:accessURL", ""), ("foaf:Agent", "foaf:name", ""), ("spdx:Checksum", "spdx:checksumValue", ""),
    ("dcat:Distribution", "dcat:accessURL", '"here"'), ("dcat:Distribution", "dcat:byteSize", '"large"'),
    ("dcat:Catalog", "dct:issued", '"yesterday"'), ("dcat:Dataset", "dcat:theme", "<urn:nothing-said>"),
    ("dcat:Catalog", "dct:publisher", "?there, <#dataset>"), ("dcat:Distribution", "dct:license", "?there, <urn:another>"),
    ("dcat:Catalog", "dct:issued", '?there, "2026-01-01"^^xsd:date'),
]  # fmt: skip
"""What of which property is lacking, is something else, or is there twice."""


def shorter(whole: Graph) -> Graph:
    """The same catalogue with one of its files: enough to be wrong in."""
    kept = {min(whole.objects(None, name), key=str) for name in (DCAT.distribution, SPDX.checksum)}
    other = {thing for kind in (DCAT.Distribution, SPDX.Checksum) for thing in whole.subjects(RDF.type, kind)} - kept
    graph = Graph(namespace_manager=whole.namespace_manager)
    for triple in whole:
        if other.isdisjoint(triple):
            graph.add(triple)
    return graph


def test_the_shapes_of_dcat_ap_take_it_and_refuse_each_fault(downloaded: Path, tmp_path: Path) -> None:
    whole = Graph().parse(downloaded / "dcat.ttl")
    for number, (kind, name, instead) in enumerate(FAULTS):
        graph = shorter(whole)
        there = set(graph)
        put = f"INSERT {{ ?thing {name} {instead} }}" if instead else ""
        graph.update(f"DELETE {{ ?thing {name} ?there }} {put} WHERE {{ ?thing a {kind} ; {name} ?there }}")
        assert set(graph) != there
        graph.serialize(tmp_path / f"{number}.ttl")
    told = read(script("with_shacl", SHAPES, downloaded / "dcat.ttl", *(tmp_path / f"{number}.ttl" for number in range(len(FAULTS)))))  # fmt: skip
    assert told.pop("dcat.ttl") == []
    for (kind, name, _), faults in zip(FAULTS, told.values(), strict=True):
        assert any(name.partition(":")[2] in fault for fault in faults), (kind, name, faults)
