"""A release published before an erasure is served without the words, and is otherwise the same to the bit."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from scoring.publish import publish_release
from scoring.verify import verify
from store.delta import delta_folder, write_delta
from store.delta_apply import apply_delta
from store.editions import LIST, STRUCK, erased_since, list_erased, served
from store.erasure import erase
from store.release import Published, open_release
from store.settings import Settings
from tests.scoring.made import NOW, base, keep, record
from tests.scoring.released import CUSTOMERS, market

SECRET = "yeşilçamlık"
ONE = "site:planted"


@pytest.fixture
def old(engine: Engine, settings: Settings) -> Published:
    """A release that holds the words of a record which is erased afterwards."""
    base(engine, CUSTOMERS, factor=1.2)
    planted = record("planted", "Alfa", hours_ago=100, title=f"{SECRET} sorunu", text=f"Kargom {SECRET} yüzünden gelmedi", answered_after=3,
                                   answer=f"Sayın müşterimiz, {SECRET} konusunu çözdük.", thanks_text=SECRET)  # fmt: skip
    keep(engine, settings, [*market(), planted])
    publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    release = open_release(settings.releases)
    assert holds(release.folder)
    with Session(engine) as session:
        erase(session, settings.archive, ONE, datetime.now(UTC), "operator", "asked")
        session.commit()
    list_erased(engine, settings.releases)
    return release


def holds(folder: Path) -> list[str]:
    """Files in which the words stand."""
    return sorted(path.name for path in folder.iterdir() if SECRET in (str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")))  # fmt: skip


def test_nothing_of_the_words_is_served_and_nothing_else_differs(old: Published, settings: Settings, tmp_path: Path) -> None:  # fmt: skip
    edition, cache = served(old, settings.releases, tmp_path)
    assert not holds(edition.folder)
    assert holds(old.folder), "what was published is not changed"
    assert cache != tmp_path
    assert served(old, settings.releases, tmp_path)[0].folder == edition.folder, "made once"
    for path in sorted(old.folder.glob("*.parquet")):
        if path.stem not in STRUCK:
            assert path.read_bytes() == (edition.folder / path.name).read_bytes(), path.name
    before, after = ({row["record_id"]: row for row in one.table("records").to_pylist()} for one in (old, edition))
    assert {name for name in before if before[name] != after[name]} == {ONE}
    assert (after[ONE]["text"], after[ONE]["title"], after[ONE]["posted_at"]) == ("", "", before[ONE]["posted_at"])


def test_an_edition_is_a_whole_release_that_says_what_it_is(old: Published, settings: Settings, tmp_path: Path) -> None:
    edition, _ = served(old, settings.releases, tmp_path)
    assert verify(edition).faults == []
    said = edition.manifest
    assert (said["erased_count"], list(said["erased"]), said["release_id"]) == (1, [ONE], old.manifest["release_id"])
    assert said["edition_of"] in (edition.folder / "README.md").read_text(encoding="utf-8")


def test_without_an_erasure_the_release_is_served_as_it_is(old: Published, settings: Settings, tmp_path: Path, engine: Engine) -> None:  # fmt: skip
    publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    later = open_release(settings.releases)
    assert not holds(later.folder)
    assert erased_since(later, settings.releases) == {}
    assert served(later, settings.releases, tmp_path) == (later, tmp_path)
    (settings.releases / LIST).unlink()
    assert served(old, settings.releases, tmp_path) == (old, tmp_path)


def test_a_delta_from_what_was_published_fits_its_edition_too(old: Published, settings: Settings, tmp_path: Path, engine: Engine) -> None:  # fmt: skip
    publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    new = open_release(settings.releases)
    delta = delta_folder(settings.releases, old.manifest["release_id"], new.manifest["release_id"])
    edition, _ = served(old, settings.releases, tmp_path)
    made = apply_delta(edition, delta, tmp_path / "made")
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == {path.name: path.read_bytes() for path in new.folder.iterdir()}  # fmt: skip


def test_a_delta_to_an_edition_holds_none_of_the_words(old: Published, settings: Settings, tmp_path: Path) -> None:
    edition, _ = served(old, settings.releases, tmp_path / "cache")
    write_delta(old, edition, tmp_path / "delta")
    assert not holds(tmp_path / "delta")
