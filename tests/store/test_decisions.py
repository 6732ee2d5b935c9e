"""Merges, splits and undos: rows are only added, and what stands follows from all of them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store.brandbook import add_sectors, open_brand
from store.decisions import decisions, merge, merged_into, split, standing, undo
from store.errors import InputError
from store.tables import Act, Alias, Brand

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def session(any_engine: Engine) -> Iterator[Session]:
    with Session(any_engine) as session:
        add_sectors(session, [{"sector_id": "tr-cargo", "name_en": "Cargo", "name_tr": "Kargo", "country": "TR"}])
        for name in ("Şahin Kargo", "Sahin Cargo", "Doğan Kargo"):
            open_brand(session, name, "tr-cargo", because="test", at=NOW)
        yield session


def merged(session: Session) -> dict[str, str]:
    return merged_into(decisions(session))


def test_a_merge_stands_until_it_is_undone_and_an_undo_too(session: Session) -> None:
    first = merge(session, "sahin cargo", "Şahin Kargo A.Ş.", because="one firm", by="ayse", at=NOW)
    assert merged(session) == {"sahin-cargo": "sahin-kargo"}
    second = undo(session, first.decision_id or 0, because="two firms", by="ayse", at=NOW)
    assert merged(session) == {}
    undo(session, second.decision_id or 0, because="one after all", by="ali", at=NOW)
    assert merged(session) == {"sahin-cargo": "sahin-kargo"}
    assert [one.decision for one in decisions(session)] == ["merge", "undo", "undo"]
    assert [act.actor for act in session.exec(select(Act)).all()] == ["ayse", "ayse", "ali"]


def test_merges_follow_one_another(session: Session) -> None:
    merge(session, "sahin-cargo", "sahin-kargo", because="x", by="a", at=NOW)
    merge(session, "sahin-kargo", "dogan-kargo", because="x", by="a", at=NOW)
    assert merged(session) == {"sahin-cargo": "dogan-kargo", "sahin-kargo": "dogan-kargo"}
    with pytest.raises(InputError, match="one brand already"):
        merge(session, "dogan-kargo", "sahin-cargo", because="x", by="a", at=NOW)


def test_a_split_that_opened_a_brand_takes_it_back_when_undone(session: Session) -> None:
    before = [brand.brand_id for brand in session.exec(select(Brand).order_by(Brand.brand_id))]
    aliases = len(session.exec(select(Alias)).all())
    made = split(session, "Sahin Cargo", "Kartal Kargo", because="another firm", by="a", at=NOW)
    assert (made.to_brand_id, made.opened) == ("kartal-kargo", True)
    assert session.get(Brand, "kartal-kargo") is not None
    undo(session, made.decision_id or 0, because="was wrong", by="a", at=NOW)
    assert [brand.brand_id for brand in session.exec(select(Brand).order_by(Brand.brand_id))] == before
    assert len(session.exec(select(Alias)).all()) == aliases
    assert standing(decisions(session)) == []


@pytest.mark.parametrize(
    ("label", "to", "because", "says"),
    [
        ("nobody", "Şahin Kargo", "x", "ever said"),
        ("Sahin Cargo", "Doğan Kargo", " ", "say why"),
    ],
)
def test_what_cannot_be_decided_says_why(session: Session, label: str, to: str, because: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        split(session, label, to, because=because, by="a", at=NOW)


def test_there_is_nothing_to_undo_twice(session: Session) -> None:
    made = merge(session, "sahin-cargo", "sahin-kargo", because="x", by="a", at=NOW)
    undo(session, made.decision_id or 0, because="x", by="a", at=NOW)
    with pytest.raises(InputError, match="undone already"):
        undo(session, made.decision_id or 0, because="x", by="a", at=NOW)
    with pytest.raises(InputError, match="no decision 99"):
        undo(session, 99, because="x", by="a", at=NOW)
