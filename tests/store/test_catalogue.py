"""What a release says of itself: codebook, data package, Croissant, DCAT, citation, hashes; and that it can be made again."""

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import duckdb
import pyarrow as pa
import pyarrow.json
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef
from rdflib.compare import isomorphic
from sqlalchemy import Engine

from store.catalogue.codebook import described, key_of, read_book, tables
from store.catalogue.parts import standing
from store.finish import SUMS, facts_of, finish, hash_of
from store.release import Published, open_folder, open_release, publish
from store.settings import Settings
from tests.api.sample import build
from tests.scoring.released import released

Texts = Callable[[str], str]
BASE = "https://release.example/"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return released(tmp_path_factory.mktemp("catalogue") / "home")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Another one, whose themes, alerts and notices are not empty."""
    return open_release(build(tmp_path_factory.mktemp("sample")).releases)


@pytest.fixture
def said(release: Published) -> Texts:
    return lambda name: (release.folder / name).read_text(encoding="utf-8")


def test_every_column_is_described_in_both_languages(release: Published, sample: Published) -> None:
    for one in (release, sample):
        book = read_book(one.folder)
        assert [
            f"{row['table']}.{row['column']}" for row in book if not (row["en"] and row["tr"] and row["missing_tr"])
        ] == []
        assert {(row["table"], row["column"]) for row in book} == {
            (table, column) for table, about in one.manifest["tables"].items() for column in about["columns"]
        }
        assert one.manifest["tables"].keys() <= tables().keys()
    released = release.manifest["tables"].keys() | sample.manifest["tables"].keys()
    assert tables().keys() - released == set(), "no table goes unlooked at"


def test_the_book_describes_no_column_that_is_nowhere(release: Published, sample: Published) -> None:
    names = {(table, column) for one in (release, sample) for table, about in one.manifest["tables"].items() for column in about["columns"]}  # fmt: skip
    there = names | {("*", column) for _, column in names}
    assert sorted(described() - there) == []


def test_every_key_names_a_row(release: Published, sample: Published) -> None:
    for one in (release, sample):
        for table in one.manifest["tables"]:
            rows = one.table(table).select(list(key_of(table))).to_pylist()
            assert key_of(table), table
            assert len({tuple(row.values()) for row in rows}) == len(rows), table


def test_levels_come_from_the_closed_lists(release: Published) -> None:
    levels = {(row["table"], row["column"]): row["levels"].split() for row in read_book(release.folder)}
    for table, column in (("records", "kind"), ("incidents", "outcome"), ("scores", "band"), ("replies", "speaker")):
        found = set(release.table(table).column(column).to_pylist())
        assert found
        assert found <= set(levels[table, column])


def test_a_withdrawn_column_stays_in_the_book_with_its_last_release(engine: Engine, settings: Settings) -> None:
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 2, 3)]
    whole, cut = pa.table({"source_id": ["a"], "host": ["b"]}), pa.table({"source_id": ["a"]})
    for at, table in zip(days, (whole, cut, cut), strict=True):
        publish(engine, settings.releases, 0, published_at=at, facts={}, extra={"robots": table})
    folder = open_release(settings.releases).folder
    (gone,) = [row for row in read_book(folder) if row["last_release"]]
    assert (gone["table"], gone["column"], gone["last_release"], gone["last_on"]) == (
        "robots",
        "host",
        "2026-11-01T000000Z",
        "2026-11-01",
    )
    assert "`robots.host`: last in 2026-11-01T000000Z" in (folder / "README.md").read_text(encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (robots,) = [one for one in package["resources"] if one["name"] == "robots"]
    assert [field["name"] for field in robots["schema"]["fields"]] == ["source_id"]
    publish(
        engine, settings.releases, 0, published_at=datetime(2026, 11, 4, tzinfo=UTC), facts={}, extra={"robots": whole}
    )
    assert all(row["last_release"] is None for row in read_book(open_release(settings.releases).folder))


def test_the_data_package_describes_the_files_that_are_there(release: Published, said: Texts) -> None:
    package = json.loads(said("datapackage.json"))
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert {one["path"] for one in package["resources"]} == {f"{name}.csv" for name in release.manifest["tables"]}
    for one in package["resources"]:
        path = release.folder / one["path"]
        assert (one["bytes"], one["hash"]) == (path.stat().st_size, f"sha256:{hash_of(path)}")
        with path.open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        assert [field["name"] for field in one["schema"]["fields"]] == head
        assert {field["type"] for field in one["schema"]["fields"]} <= {
            "string",
            "integer",
            "number",
            "boolean",
            "datetime",
            "date",
        }
        assert set(one["schema"]["primaryKey"]) <= set(head)


def test_the_croissant_names_every_file_and_column(release: Published, said: Texts) -> None:
    told = json.loads(said("croissant.json"))
    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert told["@context"]["cr"] == "http://mlcommons.org/croissant/"
    assert told["@context"]["sc"] == "https://schema.org/"
    assert {one["@id"]: one["sha256"] for one in told["distribution"]} == {
        name: about["sha256"]
        for name, about in release.manifest["files"].items()
        if name.endswith((".parquet", ".csv", ".jsonl"))
    }
    columns = {
        (one["name"], field["source"]["extract"]["column"]) for one in told["recordSet"] for field in one["field"]
    }
    assert columns == {
        (table, column) for table, about in release.manifest["tables"].items() for column in about["columns"]
    }


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # rdflib's own reader of JSON-LD
def test_the_catalogue_has_what_dcat_ap_demands(release: Published, said: Texts) -> None:
    linked = Graph().parse(data=said("dcat.jsonld"), format="json-ld", publicID=BASE)
    turtle = Graph().parse(data=said("dcat.ttl"), format="turtle", publicID=BASE)
    assert isomorphic(linked, turtle)
    (catalogue,) = linked.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = linked.objects(catalogue, DCAT.dataset)
    for thing in (catalogue, dataset):
        assert {text.language for text in linked.objects(thing, DCTERMS.title)} == {"en", "tr"}  # type: ignore[attr-defined]
        assert list(linked.objects(thing, DCTERMS.description))
        (publisher,) = linked.objects(thing, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in linked
        assert list(linked.objects(publisher, FOAF.name))
    parts = list(linked.objects(dataset, DCAT.distribution))
    assert len(parts) == 3 * len(release.manifest["tables"])
    for part in parts:
        (address,) = linked.objects(part, DCAT.accessURL)
        assert isinstance(address, URIRef)
        assert (release.folder / address.removeprefix(BASE)).exists()
        assert len(list(linked.objects(part, DCTERMS.license))) == 1


def test_the_citation_names_the_release(release: Published, said: Texts) -> None:
    lines = dict(line.split(": ", 1) for line in said("CITATION.cff").splitlines())
    assert {"cff-version", "message", "title", "authors", "type"} <= lines.keys()
    assert json.loads(lines["version"]) == release.manifest["release_id"]
    assert json.loads(lines["date-released"]) == release.manifest["published_at"][:10]
    assert json.loads(lines["authors"]) == [{"name": "Terazi"}]


def test_every_source_has_its_licence(sample: Published) -> None:
    text = (sample.folder / "README.md").read_text(encoding="utf-8")
    assert sample.manifest["licences"]
    for one in sample.manifest["licences"]:
        assert f"(`{one['source_id']}`): {one['licence']}" in text


def test_the_list_of_hashes_covers_every_file(release: Published, said: Texts) -> None:
    listed = {line[66:]: line[:64] for line in said(SUMS).splitlines()}
    found = {path.name: hash_of(path) for path in release.folder.iterdir() if path.name != SUMS}
    assert listed == found


def test_the_whole_folder_follows_from_its_tables_byte_by_byte(release: Published, tmp_path: Path) -> None:
    again = Path(copytree(release.folder, tmp_path / "again"))
    for path in again.iterdir():
        if path.suffix != ".parquet":
            path.unlink()
    finish(again, facts_of(release.manifest))
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in release.folder.iterdir()
    }
    assert open_folder(again).manifest == release.manifest


def test_three_formats_hold_the_same_counts_and_sums(release: Published) -> None:
    with duckdb.connect() as lake:
        for table, about in release.manifest["tables"].items():
            path = release.folder / table
            numbers = [name for name, kind in about["columns"].items() if kind in {"double", "int64", "int32"}]
            rows = release.table(table)
            sums = {
                name: sum(value for value in rows.column(name).to_pylist() if value is not None) for name in numbers
            }
            with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
                text = list(csv.DictReader(file))
            assert len(text) == rows.num_rows, table
            assert {name: sum(float(row[name]) for row in text if row[name]) for name in numbers} == sums
            asked = ", ".join(["count(*) AS n", *(f'coalesce(fsum("{name}"), 0) AS "{name}"' for name in numbers)])
            kinds = dict.fromkeys(numbers, "DOUBLE")
            for kind in ("parquet", "csv", "jsonl"):
                options = f", types={kinds}" if kind == "csv" and numbers else ""
                if not rows.num_rows:
                    continue
                reader = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}[kind]
                found = lake.execute(f"SELECT {asked} FROM {reader}('{path}.{kind}'{options})").fetchone()
                assert found is not None
                assert found[0] == rows.num_rows
                assert list(found[1:]) == pytest.approx(list(sums.values()), rel=1e-12), (table, kind)
            if rows.num_rows:
                lines = pyarrow.json.read_json(path.with_suffix(".jsonl"))
                assert lines.num_rows == rows.num_rows
                assert lines.column_names == rows.column_names


def test_the_codebook_lists_what_stands(release: Published) -> None:
    rows = [row for row in read_book(release.folder) if row["table"] == "scores"]
    assert [row["column"] for row in standing(rows)] == release.table("scores").column_names
