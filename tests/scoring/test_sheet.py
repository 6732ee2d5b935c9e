"""Lists out of spreadsheets are read whatever they look like; what cannot be read is named by file, line and column."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.errors import ScoringError
from scoring.names.sheet import columns_of, rows
from terazi import app

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
