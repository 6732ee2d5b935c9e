"""The pieces on a stranger's file: every fault is one line with file, line and field."""

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
