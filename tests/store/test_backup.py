"""A backup brings everything back, into either kind of database; a damaged one brings nothing."""

import tarfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from store.backup import backup, restore
from store.errors import InputError, SetupError
from store.migrate import migrate
from store.session import open_engine
from store.settings import Settings
from store.tables import Record
from tests.scoring.made import base, keep, record


def rows(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.fixture
def full(engine: Engine, settings: Settings) -> Engine:
    """A home with tables, an archive and a key."""
    base(engine, {"Şahin Kargo": 1000.0})
    keep(engine, settings, [record(f"k{n}", "Şahin Kargo", hours_ago=50 + n, answered_after=3, raw={"şehir": None, "n": n}) for n in range(30)])  # fmt: skip
    (settings.home / "archive" / "a").mkdir(parents=True)
    (settings.home / "archive" / "a" / "page.warc.gz").write_bytes(b"page" * 1000)
    (settings.home / "lake").mkdir()
    (settings.home / "lake" / "scratch").write_text("made anew", encoding="utf-8")
    return engine


def test_everything_comes_back_into_either_database(
    full: Engine, settings: Settings, any_settings: Settings, tmp_path: Path
) -> None:
    counts = backup(full, settings, tmp_path / "b.tar")
    assert counts["record"] == 30
    other = any_settings.model_copy(update={"home": tmp_path / "other"})
    engine = open_engine(other)
    assert restore(engine, other, tmp_path / "b.tar") == counts
    assert rows(engine) == rows(full)
    kept = [sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and "sqlite3" not in path.name) for home in (settings.home, other.home)]  # fmt: skip
    assert kept[1] == [name for name in kept[0] if name.split("/")[0] not in ("lake", "locks")]
    assert other.author_key() == settings.author_key()
    keep(engine, other, [record("later", "Şahin Kargo", hours_ago=5)])  # its run gets a number that nobody has
    with Session(engine) as session:
        assert session.get(Record, "site:later") is not None
    engine.dispose()


def test_nothing_is_written_over(full: Engine, settings: Settings, tmp_path: Path) -> None:
    backup(full, settings, tmp_path / "b.tar")
    with pytest.raises(SetupError, match="never written over"):
        backup(full, settings, tmp_path / "b.tar")
    with pytest.raises(SetupError, match="lies in the home"):
        backup(full, settings, settings.home / "b.tar")
    assert not (settings.home / "b.tar").exists()
    before = rows(full)
    with pytest.raises(SetupError, match=r"already: alias, archive, author\.key, .*record"):
        restore(full, settings, tmp_path / "b.tar")
    assert rows(full) == before


def test_a_damaged_backup_brings_nothing(full: Engine, settings: Settings, tmp_path: Path) -> None:
    backup(full, settings, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    other = Settings(home=tmp_path / "other")
    engine = open_engine(other)
    for broken in (whole.replace(b"pagepage", b"pagePAGE", 1), whole[: len(whole) // 2], b"no tar"):
        (tmp_path / "broken.tar").write_bytes(broken)
        with pytest.raises(InputError, match=r"broken\.tar"):
            restore(engine, other, tmp_path / "broken.tar")
    migrate(engine)
    assert not any(rows(engine).values())
    engine.dispose()


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../../evil"))
    other = Settings(home=tmp_path / "other")
    engine = open_engine(other)
    with pytest.raises(InputError, match="no whole backup"):
        restore(engine, other, tmp_path / "evil.tar")
    engine.dispose()
