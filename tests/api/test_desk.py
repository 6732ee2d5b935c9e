"""Who may write, and the public book of what was done by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.testing import TestClient
from sqlmodel import Session

from api.desk import needs
from store.acts import log_act
from store.keys import make_key, revoke_key
from store.vocabulary import Scope

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@get("/probe", sync_to_thread=False, guards=[needs(Scope.DECIDE)])
def probe(request: Request[Any, Any, Any]) -> str:
    """Says who asks."""
    return str(request.user.name)


@pytest.fixture
def session(client: TestClient[Litestar]) -> Iterator[Session]:
    with Session(client.app.state.engine) as session:
        yield session


def test_a_key_with_the_scope_is_let_in_and_nobody_else(client: TestClient[Litestar], session: Session) -> None:
    deciding, watching = (make_key(session, f"probe {scope}", [scope], NOW) for scope in (Scope.DECIDE, Scope.WATCH))
    session.commit()
    with TestClient(Litestar([probe])) as other:
        other.app.state.engine = client.app.state.engine

        def ask(secret: str) -> tuple[int, str]:
            said = other.get("/probe", headers={"Authorization": f"Bearer {secret}"} if secret else {})
            return said.status_code, said.headers.get("www-authenticate", "")

        assert other.get("/probe", headers={"Authorization": f"bearer {deciding}"}).text == "probe decide"
        assert ask(watching) == (403, "")
        assert ask("") == ask("terazi_guess") == (401, "Bearer")
        revoke_key(session, "probe decide", NOW, "done")
        session.commit()
        assert ask(deciding)[0] == 401


def test_the_book_of_acts_is_public_and_walks_to_its_end(client: TestClient[Litestar], session: Session) -> None:
    for n in range(205):
        log_act(session, NOW, "desk", "look", "test", str(n), "")
    session.commit()
    seen, before = [], 0
    while before is not None:
        page = client.get("/api/v1/acts", params={"before": before}).json()
        seen += [one["target_id"] for one in page["acts"] if one["target_kind"] == "test"]
        before = page["next_before"]
    assert seen == [str(n) for n in reversed(range(205))]
