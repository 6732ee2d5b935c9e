"""Two that send at the same time send each message once."""

import time
from threading import Thread

from sqlalchemy import Engine
from sqlmodel import Session, select

from store.settings import Settings
from store.tables import Delivery, WatchList
from store.watching import deliver
from tests.api import sample


def test_a_message_is_sent_once_by_two_at_the_same_time(any_engine: Engine, any_settings: Settings) -> None:
    with Session(any_engine) as session:
        session.add(
            WatchList(
                watch_id=1,
                owner="us",
                name="ours",
                brand_ids=["a"],
                webhook_url="https://example.org",
                created_at=sample.AS_OF,
                release_id="x",
            )
        )
        session.flush()
        for n in range(20):
            session.add(Delivery(event_id=f"e{n:02}", watch_id=1, state="waiting", next_at=sample.AS_OF, body="{}"))
        session.commit()
    sent: list[str] = []

    def post(url: str, secret: bytes, event_id: str, timestamp: int, body: bytes) -> str:
        sent.append(event_id)
        time.sleep(0.01)
        return ""

    def work() -> None:
        with Session(any_engine) as session:
            deliver(session, any_settings, sample.AS_OF, post)

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(sent) == [f"e{n:02}" for n in range(20)]
    with Session(any_engine) as session:
        assert {row.state for row in session.exec(select(Delivery))} == {"delivered"}
