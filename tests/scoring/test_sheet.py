"""Lists out of spreadsheets are read whatever they look like; what cannot be read is named by file, line and column."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.errors import ScoringError
from scoring.names.files import match_file
from scoring.names.sheet import columns_of, rows
from terazi import app
from tests.shared import shared

SAID = "Marka Adı;Sektör\r\nŞahin Kargo;kargo\r\n;\r\nİpekyolu Bankası;banka;\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
def test_any_spreadsheets_text_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(SAID.encode(encoding))
    assert columns_of(file) == ("marka_adi", "sektor")
    assert [(row.line, row.cells["marka_adi"]) for row in rows(file, ("marka_adi",))] == [
        (2, "Şahin Kargo"),
        (4, "İpekyolu Bankası"),
    ]


def test_a_told_separator_and_quoted_lines(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('sep=|\nname|sector\n"Kuzgun\nHolding"|x\nAlfa|y\n', encoding="utf-8")
    assert [(row.line, row.cells["name"]) for row in rows(file, ("name",))] == [(3, "Kuzgun\nHolding"), (5, "Alfa")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":1: no column name; found: nothing"),
        (b"firm;where\na;b\n", ":1: no column name; found: firm, where"),
        (b"name;sector\nAlfa;x\nBeta\n", ":3: 1 cells where the head names 2"),
        (b"name;sector\nAlfa;x;y\n", ":2: 3 cells where the head names 2"),
        (b'name;sector\nAlfa;x\n"Beta;y\n', ":3: a quote is opened here"),
        (b"PK\x03\x04", "this is a workbook"),
        ("name\nŞahin\nÇınar\nİpek\nGöktürk\n".encode() + b"Be\xffta\n", ":6: this is not UTF-8 text"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(ScoringError, match=says):
        list(rows(file, ("name",)))


def test_the_command_takes_a_messy_list_and_writes_beside_it(tmp_path: Path) -> None:
    asked = tmp_path / "markalar.csv"
    asked.write_bytes("\ufeffFirma;Not\r\nŞAHİN KARGO A.Ş.;\r\n;;\r\nSahin Kargo;iki kez\r\n".encode())
    done = CliRunner().invoke(app, ["match-brand", str(asked)])
    assert done.exit_code == 0, done.output
    told = list(csv.DictReader((tmp_path / "markalar.matched.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["answer"] for row in told] == ["none", "match"]


def test_the_command_names_the_line_of_an_empty_name(tmp_path: Path) -> None:
    asked = tmp_path / "markalar.csv"
    asked.write_text("name;sector\nAlfa;x\n;y\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["match-brand", str(asked)])
    assert done.exit_code != 0
    assert "markalar.csv:3: name: empty" in str(done.exception) + done.output


def test_a_head_of_ones_own_is_told_to_the_command(tmp_path: Path) -> None:
    asked = tmp_path / "bankalar.csv"
    asked.write_text("Banka Ünvanı;il\nIşıkyolu Bankası;Bursa\nIŞIKYOLU BANKASI A.Ş.;İzmir\n", encoding="utf-8")
    lost = CliRunner().invoke(app, ["match-brand", str(asked)])
    assert lost.exit_code != 0
    assert "bankalar.csv:1: no column label, name, brand (another is told by --column); found: banka_unvani, il" in str(lost.exception) + lost.output  # fmt: skip
    done = CliRunner().invoke(app, ["match-brand", str(asked), "--column", "Banka Ünvanı"])
    assert done.exit_code == 0, done.output
    told = list(csv.DictReader((tmp_path / "bankalar.matched.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["answer"] for row in told] == ["none", "match"]
    wrong = CliRunner().invoke(app, ["match-brand", str(asked), "--column", "şube"])
    assert "bankalar.csv:1: no column şube; found" in str(wrong.exception) + wrong.output


def test_a_name_under_several_heads_is_one_and_a_list_without_names_is_refused(tmp_path: Path) -> None:
    asked = tmp_path / "list.csv"
    asked.write_text("name,category\nAlfa Delta,small\nALFA DELTA,large\nAlfa Delta A.Ş.,small\n", encoding="utf-8")
    assert match_file(asked, None, tmp_path / "out.csv") == {"match": 2, "none": 1}
    with pytest.raises(ScoringError, match="there is no folder"):
        match_file(asked, None, tmp_path / "nowhere" / "out.csv")
    asked.write_text("name,category\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="no names below the head"):
        match_file(asked, None, tmp_path / "out.csv")


@pytest.mark.shared
def test_twelve_years_of_a_regulators_table_are_told_apart_by_name(tmp_path: Path) -> None:
    """New York's insurers under the names of each year; the regulator's own code tells which rows are one company."""
    table = shared("data/ny_auto/ny_auto_2009_2020.csv")
    found = match_file(table, None, tmp_path / "out.csv")
    codes = [(row.cells["company_name"], row.cells["naic"]) for row in rows(table, ("company_name", "naic"))]
    answers = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    code_of = dict(reversed(codes))
    said = [(row["brand_id"], code) for row, (_, code) in zip(answers, codes, strict=True) if row["answer"] == "match"]
    right = sum(code_of[brand] == code for brand, code in said)
    again = len(codes) - len({code for _, code in codes})
    assert found["match"] == len(said) > 1_600
    assert right / len(said) >= 0.99
    assert right / again >= 0.98
