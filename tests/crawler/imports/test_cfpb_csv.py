"""The bureau's bulk file: five eras in one reader, rows without a number kept apart, a cut file refused whole."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler.imports.cfpb_csv import KEYS
from store.errors import InputError
from store.settings import Settings
from store.tables import Record, Sighting, Source
from store.vocabulary import RunState
from tests.crawler.imports.told import brought, codes, counted, last_run, notices, stored
from tests.shared import shared

FILE = "data/cfpb/cfpb_combined_14960.csv"
PLAIN = {
    "Complaint ID": "1", "Date received": "2024-01-02", "Product": "Mortgage", "Issue": "Billing", "Company": "ACME",
    "Company response to consumer": "Closed with explanation", "Date sent to company": "2024-01-03", "Timely response?": "Yes",
}  # fmt: skip


def small(tmp_path: Path, *rows: dict[str, str], columns: tuple[str, ...] = tuple(KEYS)) -> Path:
    path = tmp_path / "cfpb.csv"
    lines = [columns, *(tuple((PLAIN | row).get(name, "") for name in columns) for row in rows)]
    path.write_text("".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines), encoding="utf-8")
    return path


def records(engine: Engine) -> list[Record]:
    with Session(engine) as session:
        return list(session.exec(select(Record).order_by(col(Record.record_id))).all())


def test_five_eras_are_stored_whole_and_again_change_nothing(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "cfpb-csv", shared(FILE))
    name = "cfpb_combined_14960.csv"
    assert run.counts["new"] == run.counts["records"] == counted(engine, Record) == 14960
    assert notices(run, "no-complaint-id") == [(f"{name}:8342", 3186)]
    assert notices(run, "identical-row") == [(f"{name}:9282", 11)]
    assert notices(run, "sent-before-received") == [(f"{name}:8466", 6)]
    assert notices(run, "column-ignored") == [(f"{name}:1", 1)]
    assert codes(run) == {"no-complaint-id", "identical-row", "sent-before-received", "column-ignored"}
    first = stored(engine)
    again = brought(settings, "cfpb-csv", shared(FILE))
    assert (again.counts["unchanged"], again.counts["records"], again.counts.get("new", 0)) == (14960, 14960, 0)
    assert stored(engine) == first
    assert {row["source_id"] for row in first["Record"]} == {"cfpb"}
    assert sum(row["url"] == "" for row in first["Record"]) == 3186
    assert counted(engine, Sighting) == 14960


def test_a_file_cut_in_a_quoted_field_is_refused_whole(settings: Settings, engine: Engine) -> None:
    path = shared("data/cfpb/truncated_in_quoted_field.csv")
    with pytest.raises(InputError, match="the row that begins here is never closed") as wrong:
        brought(settings, "cfpb-csv", path)
    assert (wrong.value.file, wrong.value.line) == (str(path), 3302)
    assert counted(engine, Record) == counted(engine, Source) == 0
    run, _ = last_run(engine)
    assert (run.state, run.records_count) == (RunState.FAILED, 0)
    assert "3302" in run.error


def test_the_open_quote_is_found_in_a_row_of_many_lines(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    path = small(tmp_path, {"Consumer complaint narrative": "one\ntwo\nthree"}, {"Complaint ID": "2"})
    path.write_text(path.read_text(encoding="utf-8")[:-3] + "cut\nand\ncut", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        brought(settings, "cfpb-csv", path)
    assert wrong.value.line == 5
    assert counted(engine, Record) == 0


def test_columns_in_any_order_say_the_same(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    rows = ({"Consumer complaint narrative": "text"}, {"Complaint ID": ""}, {"Complaint ID": ""})
    brought(settings, "cfpb-csv", small(tmp_path, *rows))
    run = brought(settings, "cfpb-csv", small(tmp_path, *rows, columns=tuple(reversed(KEYS))))
    assert run.counts.get("unchanged") == 3
    assert len(records(engine)) == 3
    assert [row.brand_label for row in records(engine)] == ["ACME"] * 3


def test_identical_rows_without_a_number_stay_apart(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(
        settings,
        "cfpb-csv",
        small(tmp_path, {"Complaint ID": ""}, {"Complaint ID": ""}, {"Complaint ID": "", "Issue": "X"}),
    )
    keys = sorted(row.source_key.rpartition("-")[2] for row in records(engine))
    assert keys == ["1", "1", "2"]
    assert notices(run, "no-complaint-id") == [("cfpb.csv:2", 3)]
    assert notices(run, "identical-row") == [("cfpb.csv:3", 1)]


@pytest.mark.parametrize(("row", "told"), [
    ({"Complaint ID": "1"}, "1 stands in line 2 already"), ({"Date received": "soon"}, "not a date"), ({"Company": ""}, "company"),
    ({"Company response to consumer": "Maybe"}, "company_response"), ({"Timely response?": "Perhaps"}, "timely"),
])  # fmt: skip
def test_a_row_that_cannot_be_is_refused(
    settings: Settings, engine: Engine, tmp_path: Path, row: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=rf"cfpb\.csv:3: .*{told}"):
        brought(settings, "cfpb-csv", small(tmp_path, {}, {"Complaint ID": "2"} | row))
    assert counted(engine, Record) == 0


def test_personal_data_is_taken_out(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "cfpb-csv", small(tmp_path, {"Consumer complaint narrative": "write to bob@example.com"}))
    assert records(engine)[0].text == "write to [E-MAIL]"
