"""Pages somebody saved: every source of records reads them without asking anybody, and reads them again the same."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler import replay
from crawler.helpers.decoding import emptied
from crawler.source import SOURCES, Source
from store import archive
from store.settings import Settings
from store.tables import Record, Reply
from store.vocabulary import RunState
from tests.crawler.process import rows
from tests.crawler.test_pages import BESIDE, SERVED_AT
from tests.crawler.test_platforms import FIGURES

PAGES = Path(__file__).parents[1] / "pages"
TARGETS = {
    "discourse": "https://forum.example", "email": "kuzeykargo.example", "google_play_web": "com.kuzey.app", "trendyol": "123456",
    "mastodon": "https://mastodon.example/tags/kuzeykargo", "consumidor_gov": "Luz Exemplo",
}  # fmt: skip


def saved(home: Path, source: Source) -> Path:
    """All pages of the pairs of a source, as files and nothing else."""
    folder = home / "saved"
    folder.mkdir()
    for page in sorted((PAGES / source.source_id).iterdir()):
        if not page.name.endswith(BESIDE):
            (folder / page.name).write_bytes(page.read_bytes())
            os.utime(folder / page.name, (SERVED_AT.timestamp(), SERVED_AT.timestamp()))
    return folder


@pytest.mark.parametrize(
    "source", [one for name, one in SOURCES.items() if name not in FIGURES], ids=lambda source: source.source_id
)
def test_saved_pages_are_read_by_every_source(
    home: Path, source: Source, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in source.keys:
        monkeypatch.delenv(key, raising=False)
    named = f"Kuzey Kargo={TARGETS.get(source.source_id, 'x')}"
    run = replay.from_files(Settings(home=home), source.source_id, [saved(home, source)], brands=(named,))
    assert run.state in {RunState.OK, RunState.FAILED}
    records, replies = rows(home, Record), rows(home, Reply)
    assert records
    assert {record.source_id for record in records} == {source.source_id}
    again = replay.reparse(Settings(home=home), source.source_id)
    assert (again.counts.get("new", 0), again.counts.get("changed", 0)) == (0, 0)
    assert len(rows(home, Record)) == len(records)
    assert len(rows(home, Reply)) == len(replies)


@pytest.mark.parametrize("source_id", sorted(FIGURES - {"fdic_bankfind"}))
def test_saved_figures_say_how_they_come_in(home: Path, source_id: str) -> None:
    run = replay.from_files(Settings(home=home), source_id, [saved(home, SOURCES[source_id])])
    assert run.state is RunState.EMPTY
    assert [message for _, code, message, _, _ in run.notices if code == "too_few"] == [
        "official figures come by `terazi crawl` or `terazi import`"
    ]
    again = replay.reparse(Settings(home=home), source_id)
    assert (again.state, again.counts["pages"]) == (RunState.EMPTY, run.counts["pages"])
    assert "too_few" in {code for _, code, *_ in again.notices}


@pytest.mark.parametrize(("page", "brands", "said"), [
    ("fdic_bankfind/latest.json", (), "not one record in these files: they lead to 4 further pages, which are asked for by a crawl only"),
    ("consumidor_gov/rows-latin1.csv", ("Nobody",), "not one record of Nobody in these files"),
    ("consumidor_gov/publications.json", (), "not one record in these files"),
])  # fmt: skip
def test_files_without_a_record_say_why(home: Path, page: str, brands: tuple[str, ...], said: str) -> None:
    run = replay.from_files(Settings(home=home), page.partition("/")[0], [PAGES / page], brands=brands)
    assert run.state is RunState.EMPTY
    assert [message for _, code, message, _, _ in run.notices if code == "too_few"] == [said]


def test_what_may_be_kept_nowhere_is_not_in_the_archive_either(home: Path) -> None:
    source = SOURCES["hepsiburada"]
    folder = saved(home, source)
    assert any(b"1988-04-02" in page.read_bytes() for page in folder.iterdir())
    replay.from_files(Settings(home=home), "hepsiburada", [folder], brands=("Kuzey Kargo=x",))
    pages = [page.body for file in (home / "archive").rglob("*.warc.gz") for page in archive.pages_in(file)]
    assert (
        sum(page.count(b'"birthDate": null') for page in pages) == sum(page.count(b"birthDate") for page in pages) > 0
    )
    assert not any(b"1988-04-02" in page or b"Female" in page for page in pages)


@given(
    some.text(),
    some.one_of(some.text(), some.integers(), some.floats(allow_nan=False), some.booleans(), some.none()),
    some.booleans(),
)
def test_only_the_value_of_such_a_key_goes(other: str, value: object, is_tight: bool) -> None:
    said = {"a": other, "gender": value, "b": [{"gender": value}, other]}
    body = json.dumps(said, separators=(",", ":") if is_tight else None, ensure_ascii=is_tight).encode()
    expected = {"a": other, "gender": None, "b": [{"gender": None}, other]}
    assert json.loads(emptied(body, ("gender",))) == expected
