"""Keys that may write, and the book of acts they are written in."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store.acts import log_act, read_acts
from store.errors import InputError
from store.keys import PREFIX, holder_of, make_key, revoke_key
from store.tables import ApiKey
from store.vocabulary import Scope

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_key_opens_until_it_is_revoked(any_engine: Engine) -> None:
    with Session(any_engine) as session:
        secret = make_key(session, "desk", [Scope.DECIDE], NOW)
        session.commit()
        assert secret.startswith(PREFIX)
        assert secret not in str(session.exec(select(ApiKey)).one().model_dump())
        found = holder_of(session, secret)
        assert found is not None
        assert (found.name, found.scopes) == ("desk", ["decide"])
        assert holder_of(session, secret[:-1]) is None
        revoke_key(session, "desk", NOW, "lost")
        session.commit()
        assert holder_of(session, secret) is None
        assert [(one.act, one.because) for one in read_acts(session)] == [("revoke key", "lost"), ("make key", "")]


@pytest.mark.parametrize(
    ("name", "scopes", "brand"),
    [("desk", [Scope.DECIDE], ""), ("b", [], ""), ("b", [Scope.STATE], ""), ("b", [Scope.DECIDE], "nobody")],
)
def test_a_key_that_makes_no_sense_is_refused(engine: Engine, name: str, scopes: list[Scope], brand: str) -> None:
    with Session(engine) as session:
        make_key(session, "desk", [Scope.WATCH], NOW)
        with pytest.raises(InputError):
            make_key(session, name, scopes, NOW, brand)


def test_the_book_of_acts_holds_no_personal_data_and_pages(engine: Engine) -> None:
    with Session(engine) as session:
        for n in range(5):
            log_act(session, NOW, "desk", "look", "record", str(n % 2), "ask ayse.yilmaz@example.org", n=n)
        session.commit()
        first = read_acts(session, limit=3)
        assert [one.detail["n"] for one in first] == [4, 3, 2]
        assert [one.detail["n"] for one in read_acts(session, before_id=first[-1].act_id or 0)] == [1, 0]
        assert [one.detail["n"] for one in read_acts(session, target=("record", "1"))] == [3, 1]
        assert "example.org" not in first[0].because
