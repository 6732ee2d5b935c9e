"""The right of reply as a form: an author without an account, a brand with its key, and nobody in their place."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session, select

from api.app import create_app
from api.pages.dispute_form import A_MINUTE, ticket_of
from store.disputes import check_disputes, confirm, decide, review
from store.erasure import erase_disputed
from store.errors import InputError
from store.keys import make_key
from store.settings import Settings
from store.tables import Dispute, Record, Source
from store.vocabulary import Scope

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ENTRY = "complaint-site:sahin-kargo-0008"
WORDS = "Hâlâ çözülmedi, beni 0532 123 45 67 numarasından aramadılar."


@pytest.fixture
def desk(own: Settings) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(own)) as client:
        yield client


def form(desk: TestClient[Litestar], language: str = "tr", **asked: str) -> dict[str, str]:
    """The hidden fields of an empty form."""
    html = desk.get(f"/{language}/disputes/new", params={"record_id": ENTRY, **asked}).text
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)}


def send(
    desk: TestClient[Litestar], language: str = "tr", headers: dict[str, str] | None = None, **fields: str
) -> Response:
    return desk.post(f"/{language}/disputes/new", data={**form(desk, language), **fields}, headers=headers or {})


def stored(desk: TestClient[Litestar]) -> list[Dispute]:
    with Session(desk.app.state.engine) as session:
        return list(session.exec(select(Dispute).where(Dispute.record_id == ENTRY)))


def words_of(page: str, mark: str = "code") -> list[str]:
    return re.findall(rf'<span class="{mark}">([^<]+)</span>', page)


@pytest.mark.parametrize(("language", "title"), [("tr", "numaralı itiraz alındı"), ("en", "is received")])
def test_an_author_contests_solved_from_the_record_to_the_withdrawal(desk: TestClient[Litestar], own: Settings, language: str, title: str) -> None:  # fmt: skip
    page = desk.get(f"/{language}/records/{ENTRY}").text
    assert f"/{language}/disputes/new?record_id=complaint-site%3Asahin-kargo-0008&amp;what=resolution" in page
    said = send(desk, language, what="resolution", statement=WORDS)
    assert said.status_code == 201, said.text
    assert title in said.text
    assert said.headers["cache-control"] == "private, no-store"
    assert "0532" not in said.text
    code, token = words_of(said.text)
    (row,) = stored(desk)
    number = str(row.dispute_id)
    assert (row.target_kind, row.side, row.proven_at) == ("resolution", "author", None)
    assert "0532" not in row.statement
    assert (row.due_at - row.opened_at).days == own.dispute_days
    assert desk.get(f"/{language}/disputes/{number}").status_code == 404, "a stranger might have sent it"
    look = f"/{language}/disputes/own"
    assert desk.post(look, data={"dispute_id": number, "token": code}).status_code == 404
    mine = desk.post(look, data={"dispute_id": number, "token": token})
    assert (mine.status_code, mine.headers["cache-control"]) == (200, "private, no-store")
    with Session(desk.app.state.engine) as session:
        record = session.get(Record, ENTRY)
        assert record
        record.text += f" {code}"
        session.add(record)
        assert check_disputes(session, own, NOW)[0] == [row.dispute_id]
        session.commit()
    assert desk.get(f"/{language}/disputes/{number}").status_code == 200
    gone = desk.post(look, data={"dispute_id": number, "token": token, "because": "Settled now."})
    assert "Settled now." in gone.text
    assert desk.get(f"/api/v1/disputes/{number}").json()["dispute"]["state"] == "withdrawn"
    assert desk.post(look, data={"dispute_id": number, "token": token, "because": "Again."}).status_code == 409


def test_an_erasure_is_asked_for_without_a_reason(desk: TestClient[Litestar]) -> None:
    assert send(desk, what="erasure").status_code == 201
    (row,) = stored(desk)
    assert (row.target_kind, row.statement) == ("record", "Silinmesi isteniyor.")


def test_label_and_customer_base_too(desk: TestClient[Litestar]) -> None:
    told = desk.get("/en/disputes/new.json", params={"record_id": ENTRY}).json()
    assert told["choices"] == ["resolution", "erasure", "record", "match", "exposure"]
    assert send(desk, what="match", statement="Another firm.").status_code == 201
    base = str(told["bases"][0]["exposure_id"])
    assert send(desk, what="exposure", exposure_id=base, statement="Too many.").status_code == 201
    assert [row.target_kind for row in stored(desk)] == ["match", "exposure"]
    assert desk.get("/en/disputes/new.csv", params={"record_id": ENTRY}).text.startswith("exposure_id,")


def test_sent_twice_is_sent_once(desk: TestClient[Litestar]) -> None:
    fields = {**form(desk), "what": "record", "statement": "Not mine."}
    first, second = (desk.post("/en/disputes/new", data=fields) for _ in range(2))
    assert first.text == second.text
    assert len(stored(desk)) == 1


def test_a_brand_with_its_key_has_the_same_rights(desk: TestClient[Litestar]) -> None:
    with Session(desk.app.state.engine) as session:
        key = make_key(session, "sahin", [Scope.STATE], NOW, "sahin-kargo")
        watching = make_key(session, "watcher", [Scope.WATCH], NOW)
        session.commit()
    said = send(desk, "en", what="resolution", statement="It is settled.", key=key)
    assert said.status_code == 201
    assert words_of(said.text) == []
    assert key not in said.text
    shown = desk.get("/en/disputes.json").json()["disputes"][0]
    assert (shown["side"], shown["target_id"], shown["proven_how"]) == ("brand", ENTRY, "key")
    for other in ("terazi_guess", watching):
        assert send(desk, "en", what="record", statement="x", key=other).status_code == 400
    assert send(desk, "en", what="resolution", statement="Again.", key=key).status_code == 409


@pytest.mark.parametrize(("fields", "says"), [
    ({"what": "record", "statement": " "}, "1 ile 4.000 karakter"), ({"what": "", "statement": "x"}, "yanlış olanı seçin"),
    ({"what": "price", "statement": "x"}, "yanlış olanı seçin"), ({"what": "record", "statement": "x" * 4001}, "1 ile 4.000"),
    ({"what": "record", "statement": "x", "record_id": "nobody:1"}, "bu numarada bir kayıt yok"), ({"what": "record", "statement": "x", "ticket": "1.x.y"}, "birkaç saatten eski"),
    ({"what": "record", "statement": "x", "ticket": ""}, "birkaç saatten eski"),
])  # fmt: skip
def test_what_cannot_be_taken_comes_back_with_what_was_written(desk: TestClient[Litestar], fields: dict[str, str], says: str) -> None:  # fmt: skip
    said = send(desk, "tr", None, **{"statement": "x", **fields})
    assert said.status_code == 400
    assert says in said.text
    assert 'role="alert"' in said.text
    assert f">{fields['statement']}</textarea>" in said.text
    assert not stored(desk)


def test_a_form_grows_old(desk: TestClient[Litestar], own: Settings) -> None:
    old = ticket_of(own, datetime(2026, 1, 1, tzinfo=UTC))
    assert send(desk, what="record", statement="x", ticket=old).status_code == 400


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])  # fmt: skip
def test_forms_of_other_sites_are_not_taken(desk: TestClient[Litestar], headers: dict[str, str]) -> None:
    assert send(desk, what="record", statement="x", headers=headers).status_code == 403
    assert desk.post("/en/disputes/own", data={"dispute_id": "1", "token": "x"}, headers=headers).status_code == 403
    assert not stored(desk)
    assert send(desk, what="record", statement="x", headers={"sec-fetch-site": "same-origin"}).status_code == 201


def test_so_many_a_minute_and_no_more(desk: TestClient[Litestar]) -> None:
    tries: list[Any] = [desk.post("/en/disputes/own", data={"dispute_id": "1", "token": "guess"}) for _ in range(2 * A_MINUTE + 1)]  # fmt: skip
    assert tries[0].status_code == 404
    assert {said.status_code for said in tries} == {404, 429}
    last = next(said for said in tries if said.status_code == 429)
    assert int(last.headers["retry-after"]) <= 60


def test_private_channels_cannot_be_asked_after(desk: TestClient[Litestar]) -> None:
    with Session(desk.app.state.engine) as session:
        source = session.get(Source, "complaint-site")
        assert source
        source.is_private = True
        session.add(source)
        session.commit()
    assert desk.get("/en/disputes/new.json", params={"record_id": ENTRY}).json()["record_id"] == ""
    assert send(desk, what="record", statement="x").status_code == 400


def test_markup_stays_words(desk: TestClient[Litestar]) -> None:
    said = send(desk, what="record", statement="<b>x</b>", ticket="old")
    assert "&lt;b&gt;x&lt;/b&gt;</textarea>" in said.text


def test_what_its_author_won_is_erased_and_nothing_else(desk: TestClient[Litestar], own: Settings) -> None:
    assert send(desk, what="erasure").status_code == 201
    (row,) = stored(desk)
    number = row.dispute_id or 0
    with Session(desk.app.state.engine) as session:
        confirm(session, number, NOW, "operator", "shown by mail")
        taken_up = review(session, number, NOW, "operator")
        with pytest.raises(InputError, match="only an accepted dispute of an author"):
            erase_disputed(session, own.archive, taken_up, NOW, "operator", "asked")
        won = decide(session, number, NOW, "operator", "its author asked", accept=True)
        erase_disputed(session, own.archive, won, NOW, "operator", "its author asked")
        session.commit()
        record = session.get(Record, ENTRY)
        assert record
        assert (record.title, record.text, record.visibility) == ("", "", "removed")
