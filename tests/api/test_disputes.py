"""Right of reply over HTTP: a brand by its key, an author by a code, decisions by scope, and nothing shown of whom nobody knows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import Session

from api.app import create_app
from store.disputes import check_disputes
from store.keys import make_key
from store.settings import Settings
from store.tables import Record
from store.vocabulary import Scope
from tests.api import sample

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AT = "/api/v1/disputes"
ENTRY = "complaint-site:sahin-kargo-0004"
ASKED = {"target_kind": "record", "target_id": ENTRY, "statement": "That is not about us."}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return sample.build(tmp_path_factory.mktemp("disputes"))


@pytest.fixture(scope="module")
def desk(own: Settings) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(own)) as client:
        yield client


@pytest.fixture(scope="module")
def keys(desk: TestClient[Litestar]) -> dict[str, dict[str, str]]:
    """Headers by name of key."""
    wanted = {"brand": ([Scope.STATE], "sahin-kargo"), "rival": ([Scope.STATE], "ulak-teslimat"), "judge": ([Scope.DECIDE], ""),
              "own judge": ([Scope.STATE, Scope.DECIDE], "sahin-kargo"), "watcher": ([Scope.WATCH], "")}  # fmt: skip
    with Session(desk.app.state.engine) as session:
        made = {name: make_key(session, name, scopes, NOW, brand) for name, (scopes, brand) in wanted.items()}
        session.commit()
    return {name: {"Authorization": f"Bearer {secret}"} for name, secret in made.items()}


def opened(desk: TestClient[Litestar], asked: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    said = desk.post(AT, json=asked, headers=headers)
    assert said.status_code == 201, said.text
    return dict(said.json())


def test_the_whole_way_of_a_brand(desk: TestClient[Litestar], keys: dict[str, dict[str, str]]) -> None:
    number = opened(desk, ASKED, keys["brand"])["dispute"]["dispute_id"]
    assert desk.post(f"{AT}/{number}/decision", json={"is_accepted": True, "because": "so"}, headers=keys["judge"]).status_code == 409  # fmt: skip
    assert desk.post(f"{AT}/{number}/review", headers=keys["judge"]).json()["state"] == "under_review"
    said = desk.post(f"{AT}/{number}/decision", json={"is_accepted": True, "because": "seen"}, headers=keys["judge"])
    assert (said.status_code, said.json()["state"], said.json()["outcome"]) == (200, "accepted", "seen")
    told = desk.get(f"{AT}/{number}").json()
    assert [(one["effect"], one["before"], one["undone_at"]) for one in told["corrections"]] == [("set_aside", "live", None)]  # fmt: skip
    assert (told["release_before"][:4], told["release_after"], told["scores"]) == ("2026", "", [])
    assert desk.post(f"{AT}/{number}/undoing", json={"because": "no"}, headers=keys["judge"]).status_code == 200
    assert desk.get(f"{AT}/{number}").json()["corrections"][0]["undone_because"] == "no"
    acts = [one["act"] for one in desk.get("/api/v1/acts").json()["acts"]]
    assert acts[:4] == ["undo decision", "accept dispute", "review dispute", "open dispute"]


def test_the_whole_way_of_an_author(desk: TestClient[Litestar], own: Settings, keys: dict[str, dict[str, str]]) -> None:
    asked = {**ASKED, "target_id": "complaint-site:sahin-kargo-0005", "target_kind": "resolution"}
    told = opened(desk, asked, {})
    number, token = told["dispute"]["dispute_id"], {"Authorization": f"Bearer {told['token']}"}
    assert desk.get(f"{AT}/{number}").status_code == 404
    assert desk.get(f"{AT}/{number}", headers=token).json()["dispute"]["state"] == "opened"
    assert number not in [one["dispute_id"] for one in desk.get(AT).json()["disputes"]]
    assert desk.post(f"{AT}/{number}/review", headers=keys["judge"]).status_code == 409
    with Session(desk.app.state.engine) as session:
        record = session.get(Record, asked["target_id"])
        assert record
        record.text += f" {told['code']}"
        session.add(record)
        check_disputes(session, own, NOW)
        session.commit()
    assert desk.get(f"{AT}/{number}").json()["dispute"]["proven_how"] == "code"
    assert desk.post(f"{AT}/{number}/withdrawal", json={"because": "settled"}, headers=keys["brand"]).status_code == 403
    assert desk.post(f"{AT}/{number}/withdrawal", json={"because": "settled"}, headers=token).json()["state"] == "withdrawn"  # fmt: skip


def test_who_speaks_for_a_brand_decides_nothing(desk: TestClient[Litestar], keys: dict[str, dict[str, str]]) -> None:
    number = opened(desk, {**ASKED, "target_id": "complaint-site:sahin-kargo-0006"}, keys["brand"])["dispute"]["dispute_id"]  # fmt: skip
    for name, status in (("own judge", 403), ("brand", 403), ("watcher", 403)):
        assert desk.post(f"{AT}/{number}/review", headers=keys[name]).status_code == status
    assert desk.post(f"{AT}/{number}/review").status_code == 401
    assert desk.post(f"{AT}/{number}/withdrawal", json={"because": "x"}, headers=keys["rival"]).status_code == 403


@pytest.mark.parametrize(("key", "asked", "status"), [
    ("rival", ASKED, 409), ("watcher", ASKED, 403), ("brand", {**ASKED, "statement": ""}, 400), ("brand", {**ASKED, "target_kind": "price"}, 400),
    ("brand", {**ASKED, "more": 1}, 400), ("brand", {}, 400), ("", {**ASKED, "target_kind": "exposure", "target_id": "1"}, 409),
    ("", {**ASKED, "target_id": "nobody"}, 409),
])  # fmt: skip
def test_what_cannot_be_taken_is_a_problem(desk: TestClient[Litestar], keys: dict[str, dict[str, str]], key: str, asked: dict[str, Any], status: int) -> None:  # fmt: skip
    said = desk.post(AT, json=asked, headers=keys.get(key, {}))
    assert (said.status_code, said.headers["content-type"]) == (status, "application/problem+json")
    assert said.json()["detail"]


def test_the_same_request_again_is_the_same_dispute(desk: TestClient[Litestar], keys: dict[str, dict[str, str]]) -> None:  # fmt: skip
    asked, once = {**ASKED, "target_id": "complaint-site:sahin-kargo-0007"}, {"Idempotency-Key": "a-key-of-our-own-1"}
    first = opened(desk, asked, once)
    assert opened(desk, asked, once) == first
    assert desk.post(AT, json={**asked, "statement": "other"}, headers=once).status_code == 409
    assert desk.post(AT, json=asked, headers={"Idempotency-Key": "short"}).status_code == 400
    assert opened(desk, asked, {**once, **keys["brand"]})["dispute"]["dispute_id"] != first["dispute"]["dispute_id"]


def test_the_list_walks_and_shows_what_is_late(desk: TestClient[Litestar]) -> None:
    late = desk.get(AT, params={"is_overdue": True}).json()["disputes"]
    assert [(one["target_kind"], one["state"], one["is_overdue"]) for one in late] == [("resolution", "under_review", True)]  # fmt: skip
    accepted = desk.get(AT, params={"in_state": "accepted", "brand_id": "sahin-kargo", "before": 2}).json()
    assert [one["dispute_id"] for one in accepted["disputes"]] == [1]
    assert desk.get(f"{AT}/999").status_code == 404
    assert desk.get(AT, params={"in_state": "lost"}).status_code == 400


@pytest.mark.parametrize(("language", "words"), [("en", "The delivery note names another company."), ("tr", "kabul edildi")])  # fmt: skip
def test_pages_in_both_languages(desk: TestClient[Litestar], language: str, words: str) -> None:
    listed, one = desk.get(f"/{language}/disputes"), desk.get(f"/{language}/disputes/1")
    assert (listed.status_code, one.status_code) == (200, 200)
    assert words in one.text
    assert "A stranger says so" not in listed.text
    assert desk.get(f"/{language}/disputes.csv").text.startswith("dispute_id,")
    assert desk.get(f"/{language}/disputes/1.json").json()["dispute"]["state"] == "accepted"
    assert desk.get(f"/{language}/disputes/4").status_code == 404


def test_a_release_says_nothing_of_whom_nobody_knows(own: Settings) -> None:
    folder: Path = next(own.releases.glob("2*"))
    told = (folder / "disputes.jsonl").read_text(encoding="utf-8")
    assert "not about our company" in told
    for secret in ("stranger", "sahin-desk", "request_key"):
        assert secret not in told
