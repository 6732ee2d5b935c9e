"""What came in past the redaction does not go out: every file of a release, every answer about a record, every line of a log."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from api.evidence import Evidence
from crawler.log import Log
from crawler.pipelines import identify
from store import release as release_module
from store.delta import write_delta
from store.release import Published, open_release, publish
from store.session import table_of
from store.settings import Settings
from store.tables import Record
from tests.scoring.made import base, keep, record

PLANTED = (
    "Ayşe Demirbaş", "0532 000 12 34", "ayse@posta.example", "TR330006100519786457841326", "10000000146", "34 ABC 123", "4111 1111 1111 1111",
    "Lale Sokak No: 12", "998877665", "@ayse_demirbas",
)  # fmt: skip
TEXT = (
    "Ben {}, telefonum {}, postam {}, hesabım {}, kimlik {}, aracım {}, kartım {}, evim {} Kadıköy/İstanbul, sipariş no {}, bana {} yazın."
).format(*PLANTED)


@pytest.fixture
def released(engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A release of records that nobody redacted on their way in."""
    monkeypatch.setattr(identify, "redact", str)
    base(engine, {"Kaplan Kargo": 10_000.0})
    made = [record(str(n), "Kaplan Kargo", hours_ago=50, answered_after=3, answer=TEXT, text=TEXT, title=TEXT, issue=TEXT, thanks_text=TEXT) for n in range(3)]  # fmt: skip
    keep(engine, settings, made)
    publish(engine, settings.releases, 0, published_at=datetime(2026, 11, 2, tzinfo=UTC), facts={}, extra={})
    return open_release(settings.releases)


def leaks(text: str) -> list[str]:
    return [one for one in PLANTED if one in text]


def test_no_file_of_a_release_holds_it(released: Published) -> None:
    for path in sorted(released.folder.iterdir()):
        text = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert not leaks(text), path.name


def test_no_file_of_a_delta_holds_it(engine: Engine, settings: Settings, released: Published, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(table_of(Record).update().values(would_deal_again=True))
    publish(engine, settings.releases, 0, published_at=datetime(2026, 11, 4, tzinfo=UTC), facts={}, extra={})
    said = write_delta(released, open_release(settings.releases), tmp_path / "delta")
    assert said["tables"]["records"]["changed"] == 3
    for path in sorted((tmp_path / "delta").iterdir()):
        text = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert not leaks(text), path.name


def test_no_answer_about_a_record_of_an_older_release_holds_it(
    engine: Engine, settings: Settings, released: Published, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(release_module, "NET", {})
    publish(engine, settings.releases, 0, published_at=datetime(2026, 11, 3, tzinfo=UTC), facts={}, extra={})
    older = open_release(settings.releases)
    assert leaks(str(older.table("records").to_pylist()))
    evidence = Evidence(older, tmp_path / "cache")
    (found,) = [evidence.record("site:1")]
    assert found is not None
    told = f"{found['title']} {found['text']} {evidence.replies('site:1')}"
    evidence.close()
    assert "[NAME]" in told
    assert not leaks(told)


def test_no_line_of_a_log_holds_it(tmp_path: Path) -> None:
    with Log(tmp_path / "crawl.jsonl") as log:
        log.info("refused", answer=TEXT, pages=3)
    written = (tmp_path / "crawl.jsonl").read_text(encoding="utf-8")
    assert '"pages": 3' in written
    assert not leaks(written)
