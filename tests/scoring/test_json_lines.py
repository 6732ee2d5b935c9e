"""The pieces on a stranger's file: every fault is one line with file, line and field."""

import csv
import json
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from scoring.evidence.replies.read import read_replies
from scoring.incidents.dedup import dedup


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"id": 1, "text": "a"}\nnot json\n', "f.jsonl:2: is no JSON"),
        (b'{"id": 1}\n', "f.jsonl:1: text: a text is expected, not None"),
        (b'{"id": 1, "text": null}\n', "f.jsonl:1: text: a text is expected"),
        (b"\n[1]\n", "f.jsonl:2: one JSON object is expected, not list"),
        (b'{"id": 1, "text": "\xff"}\n', "f.jsonl:1: is not UTF-8"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "f.jsonl"
    file.write_bytes(content)
    for read in (lambda: dedup(file, tmp_path / "out.csv"), lambda: list(read_replies(file))):
        with pytest.raises(ScoringError, match=says):
            read()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "a", "speaker": "alien"}', "f.jsonl:1: speaker must be one of"),
        ('{"text": "a", "position": "x"}', "f.jsonl:1: position: a whole number"),
    ],
)
def test_faults_of_replies(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ScoringError, match=says):
        list(read_replies(file))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for read in (
        lambda: dedup(tmp_path / "no.jsonl", tmp_path / "out.csv"),
        lambda: list(read_replies(tmp_path / "no.jsonl")),
    ):
        with pytest.raises(ScoringError, match="cannot be read"):
            read()


def test_dedup_of_texts_with_half_an_emoji_and_a_csv_that_is_whole_or_not_there(tmp_path: Path) -> None:
    text = "Kargom on gündür gelmedi, şubeyi aradım, siparişim depoda bekliyormuş, kimse ilgilenmedi."
    rows = [{"id": n, "text": text + tail, "brand": "A", "author": author} for n, (tail, author) in enumerate([("", "u"), ("!\ud83d", "u"), ("", "v"), ("", None)])]  # fmt: skip
    file, out = tmp_path / "f.jsonl", tmp_path / "out.csv"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    stages: list[str] = []
    assert dedup(file, out, lambda what, _: stages.append(what)) == (4, 2)
    with out.open(encoding="utf-8", newline="") as lines:
        assert [row["group"] for row in csv.DictReader(lines)] == ["0", "0", "2", "0"]
    assert {"comparing", "writing"} <= set(stages)
    out.unlink()

    def stopped(what: str, _: float) -> None:
        if what == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dedup(file, out, stopped)
    assert [path.name for path in tmp_path.iterdir()] == ["f.jsonl"]


def test_replies_read_in_parts_are_told_what_they_are_told_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "Başvurunuz alınmıştır, ilgili birimimize iletilmiştir, en kısa sürede dönüş yapılacaktır."
    rows = [{"text": told if n % 3 else f"Ürün {n} numaralı kargoyla bugün yola çıktı.", "brand": "AB"[n % 2]} for n in range(40)]  # fmt: skip
    file = tmp_path / "f.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    whole = list(read_replies(file))
    for module in ("read", "signs"):
        monkeypatch.setattr(f"scoring.evidence.replies.{module}.PART", 7)
    assert list(read_replies(file)) == whole
    assert [row["id"] for row in whole] == [str(n) for n in range(1, 41)]
    assert {row["template_uses"] for row in whole if row["is_template"]} >= {13}


def test_replies_out_of_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="no file that can be read twice"):
        list(read_replies(tmp_path))
