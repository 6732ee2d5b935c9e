"""Right of reply: who may dispute what, how it is shown to be the author, the states, the days, and what is kept out of sight."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store.acts import read_acts
from store.brandbook import add_sectors, open_brand
from store.disputes import (
    Asked,
    check_disputes,
    code_of,
    confirm,
    decide,
    is_overdue,
    is_token,
    list_disputes,
    open_dispute,
    review,
    token_of,
    undo_decision,
    withdraw,
)
from store.errors import ConflictError, InputError
from store.redaction import redact, redact_label
from store.session import table_of, upsert
from store.settings import Settings
from store.tables import Alias, Correction, Dispute, Exposure, Record, Reply
from store.vocabulary import DisputeState, Grade, Judgement, Speaker, Target

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = NOW + timedelta(days=31)


def a_record(record_id: str, label: str, **fields: Any) -> dict[str, Any]:
    """A row of `record` with everything empty that is not given."""
    row: dict[str, Any] = {}
    for column in table_of(Record).c:
        empty: Any = {"VARCHAR": "", "JSON": {}, "INTEGER": 0, "BOOLEAN": False}.get(str(column.type), NOW)
        row[column.name] = None if column.nullable else empty
    return row | {"record_id": record_id, "source_id": "site", "source_key": record_id[5:], "kind": "complaint", "brand_label": label,
                  "visibility": "live", "text": "Kargom gelmedi."} | fields  # fmt: skip


def fill(session: Session) -> None:
    """Two brands, a base each, an entry each."""
    add_sectors(session, [{"sector_id": "tr-cargo", "name_en": "Cargo", "name_tr": "Kargo", "country": "TR"}])
    for name in ("Alfa", "Beta"):
        brand_id = open_brand(session, name, "tr-cargo", because="test", at=NOW)
        session.add(Exposure(brand_id=brand_id, unit="customers", period="2026", figure=50_000, low=40_000, high=62_500, grade="B",
                             source_name="a filing", source_url="https://example.org", as_of_on=date(2026, 9, 30), run_id=0))  # fmt: skip
        session.flush()
    upsert(session, Record, [a_record("site:a1", "Alfa"), a_record("site:b1", "Beta")])
    session.commit()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        fill(session)
        yield session


@pytest.fixture
def any_session(any_engine: Engine) -> Iterator[Session]:
    with Session(any_engine) as session:
        fill(session)
        yield session


def brand_asks(session: Session, settings: Settings, kind: Target, target: str, **more: str) -> Dispute:
    return open_dispute(session, settings, NOW, Asked(kind, target, "That is wrong."), key_name="alfa-desk", brand_id="alfa", **more)  # fmt: skip


def author_asks(session: Session, settings: Settings, kind: Target, target: str, entry: str = "") -> Dispute:
    return open_dispute(session, settings, NOW, Asked(kind, target, "That is wrong.", entry))


def numbers(session: Session, **wanted: Any) -> list[int | None]:
    return [row.dispute_id for row in session.exec(list_disputes(**wanted))]


TARGETS = [(Target.RECORD, "site:a1"), (Target.RESOLUTION, "site:a1"), (Target.MATCH, "Alfa"), (Target.EXPOSURE, "1")]


@pytest.mark.parametrize(("kind", "target"), TARGETS)
def test_both_sides_have_the_same_rights_and_the_same_days(session: Session, settings: Settings, kind: Target, target: str) -> None:  # fmt: skip
    """Each may dispute each kind of thing that concerns it, has the same days, and goes through the same states."""
    told = []
    for row in (brand_asks(session, settings, kind, target), author_asks(session, settings, kind, target, "site:a1")):  # fmt: skip
        number = row.dispute_id or 0
        if row.side == "author":
            confirm(session, number, NOW, "operator", "wrote from the address of the account")
        review(session, number, NOW, "operator")
        decide(session, number, NOW, "operator", "it is right as it stands", accept=False)
        told.append((row.state, row.target_kind, row.brand_id, row.due_at - row.opened_at))
    assert told == [("rejected", kind.value, "alfa", timedelta(days=30))] * 2


@pytest.mark.parametrize(("kind", "target"), [(Target.RECORD, "site:b1"), (Target.RECORD, "site:none"), (Target.MATCH, "Beta"), (Target.EXPOSURE, "2"),
                                              (Target.EXPOSURE, "x"), (Target.EXPOSURE, "9" * 30), (Target.RESOLUTION, "site:b1")])  # fmt: skip
def test_nobody_disputes_what_does_not_concern_them(session: Session, settings: Settings, kind: Target, target: str) -> None:  # fmt: skip
    with pytest.raises(ConflictError, match="that concerns who disputes it"):
        brand_asks(session, settings, kind, target)
    with pytest.raises(ConflictError, match="that concerns who disputes it"):
        author_asks(session, settings, kind, target, "site:a1")


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_a_dispute_says_what_is_wrong(session: Session, settings: Settings, text: str) -> None:
    with pytest.raises(InputError, match="statement"):
        open_dispute(session, settings, NOW, Asked(Target.RECORD, "site:a1", text))


def test_statements_are_redacted_before_they_are_kept(session: Session, settings: Settings) -> None:
    asked = Asked(Target.RECORD, "site:a1", "Ask ayse.yilmaz@example.org or +90 532 111 22 33.")
    row = open_dispute(session, settings, NOW, asked)
    assert "example.org" not in row.statement
    assert "532" not in row.statement


def test_an_author_is_known_by_a_code_where_only_the_author_can_write(
    any_session: Session, any_settings: Settings
) -> None:
    row = author_asks(any_session, any_settings, Target.RECORD, "site:a1")
    number = row.dispute_id or 0
    code = code_of(any_settings, number)
    assert code == redact(code) == redact_label(code)
    assert redact(f"Kargom gelmedi. {code}") == f"Kargom gelmedi. {code}"
    assert numbers(any_session) == []  # not shown before
    with pytest.raises(ConflictError, match="not shown yet"):
        review(any_session, number, NOW, "operator")
    its = {"record_id": "site:a1", "posted_at": NOW, "precision": None, "uncertainty_hours": None}
    upsert(any_session, Reply, [its | {"position": 0, "speaker": Speaker.BRAND.value, "text": code}])
    assert check_disputes(any_session, any_settings, NOW) == ([], [])  # a brand's answer shows nothing
    upsert(any_session, Reply, [its | {"position": 1, "speaker": Speaker.CUSTOMER.value, "text": f"Benim: {code}"}])
    assert check_disputes(any_session, any_settings, NOW) == ([number], [])
    assert row.proven_how == "code"
    assert numbers(any_session) == [number]
    assert review(any_session, number, NOW, "operator").state == DisputeState.REVIEW


def test_who_never_shows_to_be_the_author_is_told_so_in_the_end(session: Session, settings: Settings) -> None:
    row = author_asks(session, settings, Target.RECORD, "site:a1")
    assert check_disputes(session, settings, row.due_at - timedelta(seconds=1)) == ([], [])
    assert check_disputes(session, settings, LATER) == ([], [row.dispute_id])
    assert (row.state, row.decided_at) == ("expired", LATER)
    with pytest.raises(ConflictError, match="is expired"):
        confirm(session, row.dispute_id or 0, LATER, "operator", "too late")


def test_what_is_late_is_seen_and_does_not_lapse(session: Session, settings: Settings) -> None:
    row = brand_asks(session, settings, Target.RECORD, "site:a1")
    assert numbers(session, overdue_at=NOW) == []
    assert check_disputes(session, settings, LATER) == ([], [])
    assert numbers(session, overdue_at=LATER) == [row.dispute_id]
    assert is_overdue(row, LATER)


def test_codes_and_tokens_belong_to_one_dispute(settings: Settings) -> None:
    assert len({code_of(settings, n) for n in range(200)} | {token_of(settings, n) for n in range(200)}) == 400
    assert is_token(settings, 7, token_of(settings, 7))
    assert not is_token(settings, 7, token_of(settings, 8))
    assert not is_token(settings, 7, "ş")


def test_the_same_request_twice_is_one_dispute(any_session: Session, any_settings: Settings) -> None:
    first = brand_asks(any_session, any_settings, Target.RECORD, "site:a1", request_key="a" * 16)
    assert brand_asks(any_session, any_settings, Target.RECORD, "site:a1", request_key="a" * 16) is first
    with pytest.raises(ConflictError, match="Idempotency-Key"):
        brand_asks(any_session, any_settings, Target.MATCH, "Alfa", request_key="a" * 16)
    with pytest.raises(ConflictError, match=f"dispute {first.dispute_id} about the same"):
        brand_asks(any_session, any_settings, Target.RECORD, "site:a1")
    withdraw(any_session, first.dispute_id or 0, NOW, "alfa-desk", "our own mistake")
    assert brand_asks(any_session, any_settings, Target.RECORD, "site:a1").dispute_id != first.dispute_id


def test_a_stranger_cannot_bar_the_author(session: Session, settings: Settings) -> None:
    stranger, author = (author_asks(session, settings, Target.RECORD, "site:a1") for _ in range(2))
    assert stranger.dispute_id != author.dispute_id


def test_every_step_needs_its_state_and_a_reason(session: Session, settings: Settings) -> None:
    number = brand_asks(session, settings, Target.RECORD, "site:a1").dispute_id or 0
    with pytest.raises(ConflictError, match="is opened"):
        decide(session, number, NOW, "operator", "because", accept=True)
    review(session, number, NOW, "operator")
    with pytest.raises(InputError, match="because"):
        decide(session, number, NOW, "operator", " ", accept=True)
    session.rollback()


def test_every_manual_step_stands_in_the_public_book(any_session: Session, any_settings: Settings) -> None:
    number = brand_asks(any_session, any_settings, Target.RECORD, "site:a1").dispute_id or 0
    review(any_session, number, NOW, "operator")
    decide(any_session, number, NOW, "desk", "it names a private person", accept=True)
    undo_decision(any_session, number, NOW, "desk", "it does not")
    with pytest.raises(ConflictError, match="no correction in force"):
        undo_decision(any_session, number, NOW, "desk", "again")
    acts = [(one.actor, one.act) for one in reversed(read_acts(any_session))]
    assert acts == [("alfa-desk", "open dispute"), ("operator", "review dispute"), ("desk", "accept dispute"), ("desk", "undo decision")]  # fmt: skip


def accepted(any_session: Session, settings: Settings, kind: Target, target: str, **how: Any) -> int:
    number = brand_asks(any_session, settings, kind, target).dispute_id or 0
    review(any_session, number, NOW, "operator")
    decide(any_session, number, NOW, "operator", "seen", accept=True, **how)
    return number


def test_a_corrected_base_keeps_the_old_figure_and_comes_back(any_session: Session, any_settings: Settings) -> None:
    new = ("BTK table 3", "https://btk.example", Grade.A)
    number = accepted(any_session, any_settings, Target.EXPOSURE, "1", figure=80_000.0, source=new)

    def standing() -> list[tuple[float, str, bool]]:
        its = select(Exposure).where(Exposure.brand_id == "alfa").order_by(Exposure.exposure_id)  # type: ignore[arg-type]
        return [(row.figure, row.grade, not row.set_aside_because) for row in any_session.exec(its)]

    assert standing() == [(50_000, "B", False), (80_000, "A", True)]
    undo_decision(any_session, number, NOW, "operator", "the table was another year's")
    assert standing() == [(50_000, "B", True), (80_000, "A", False)]


@pytest.mark.parametrize("how", [{"figure": 1e5}, {"figure": 1e5, "source": ("own", "https://alfa.example", Grade.C)}, {"figure": -1.0, "source": ("x", "https://x.example", Grade.A)},
                                 {"figure": 1e5, "source": ("own", "ask us", Grade.B)}])  # fmt: skip
def test_a_base_is_not_replaced_by_a_worse_one(session: Session, settings: Settings, how: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        accepted(session, settings, Target.EXPOSURE, "1", **how)


def test_a_match_that_is_refused_is_a_dated_no_and_can_be_undone(any_session: Session, any_settings: Settings) -> None:
    number = accepted(any_session, any_settings, Target.MATCH, "Alfa")
    alias = any_session.exec(select(Alias).where(Alias.label == "Alfa")).one()
    correction = any_session.exec(select(Correction)).one()
    assert (alias.judgement, correction.before, correction.effect) == (Judgement.NEGATIVE, "positive", "not_this_brand")
    undo_decision(any_session, number, NOW, "operator", "it does")
    assert alias.judgement == Judgement.POSITIVE
