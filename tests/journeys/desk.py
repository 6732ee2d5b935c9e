"""The market after a season of disputes: one refused, some accepted, an author's contest, an erasure; each by who may do it.

Releases of it: before anything, after the refusal, after everything. All are of the same moment, so that only the decisions differ.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from sqlmodel import Session

from store.keys import make_key
from store.release import Published, open_release
from store.session import open_engine
from store.settings import Settings
from store.vocabulary import Scope
from tests.api.browsing import served
from tests.commands import said, terazi
from tests.journeys.asking import API, ask, rest_of
from tests.journeys.market import Market
from tests.world.shapes import Complaint, Reply

AT = f"{API}/disputes"


@dataclass
class Desk:
    """Numbers of the disputes by what they are about, ids of records, ids of releases in order."""

    home: Path
    address: str
    http: httpx.Client
    as_of: str
    disputes: dict[str, int] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    brands: dict[str, str] = field(default_factory=dict)
    releases: list[str] = field(default_factory=list)
    opened: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    walks: list[list[str]] = field(default_factory=list)

    def release(self, number: int) -> Published:
        return open_release(self.home / "releases", self.releases[number])

    def publish(self) -> None:
        self.releases.append(str(terazi(self.home, "release", "--simulated", "--as-of", self.as_of)["release_id"]))

    def open(self, kind: str, target: str, brand_id: str = "") -> dict[str, Any]:
        """Somebody says that something is wrong: a brand with its key, an author without."""
        headers = self.key(f"{brand_id} {kind}", Scope.STATE, brand_id) if brand_id else {}
        asked = {"target_kind": kind, "target_id": target, "statement": "That is not so; call me on 0532 000 47 11."}
        answer = self.http.post(AT, json=asked, headers=headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def decide(self, number: int, *, is_accepted: bool, **more: Any) -> None:
        """Somebody who may decide does."""
        headers, body = self.key(f"judge of {number}", Scope.DECIDE), {"is_accepted": is_accepted, "because": "Looked at, with its documents."}  # fmt: skip
        for answer in (self.http.post(f"{AT}/{number}/review", headers=headers), self.http.post(f"{AT}/{number}/decision", json=body | more, headers=headers)):  # fmt: skip
            assert answer.status_code == 200, answer.text

    def key(self, name: str, scope: Scope, brand_id: str = "") -> dict[str, str]:
        """The header of a new key, as `terazi keys add` makes it."""
        engine = open_engine(Settings(home=self.home))
        with Session(engine) as session:
            secret = make_key(session, name, [scope], datetime.now(UTC), brand_id)
            session.commit()
        engine.dispose()
        return {"Authorization": f"Bearer {secret}"}


def rows(desk: Desk, table: str, number: int = -1, **wanted: Any) -> list[dict[str, Any]]:
    """Rows of a table of one of the desk's releases whose columns are so."""
    found = desk.release(number).table(table).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


@contextmanager
def season(market: Market, home: Path) -> Iterator[Desk]:
    """Everything that happens, once; somebody walks through all records the whole time."""
    over = Event()
    with served(Settings(home=home)) as address, httpx.Client(base_url=address, timeout=60) as http, ThreadPoolExecutor(1) as pool:  # fmt: skip
        desk = Desk(home, address, http, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}")
        walking = pool.submit(_walk, address, over)
        try:
            desk.publish()
            _refused(desk)
            _accepted(desk)
            _contested(desk, market)
            _erased(desk)
            desk.publish()
        finally:
            over.set()
        desk.walks = walking.result()
        yield desk


def _walk(address: str, over: Event) -> list[list[str]]:
    """Record ids of walks that were all begun before anything happened, the last of them ended when all was over."""
    with httpx.Client(base_url=address, timeout=60) as http:
        brands = [one["brand_id"] for one in ask(http, "/brands", limit=200)["brands"]]
        begun = {brand: ask(http, f"/brands/{brand}/records", limit=3) for brand in brands}
        walks, is_last = [], False
        while not is_last:
            is_last = over.wait(2.0)
            walks.append([one["record_id"] for brand in brands for one in rest_of(http, f"/brands/{brand}/records", "records", begun[brand])])  # fmt: skip
        return walks


def _members(desk: Desk) -> dict[str, str]:
    """Brand by record, of records that are counted."""
    brands = {row["incident_id"]: row["brand_id"] for row in rows(desk, "incidents")}
    return {row["record_id"]: brands[row["incident_id"]] for row in rows(desk, "incident_members")}


def _refused(desk: Desk) -> None:
    members = _members(desk)
    record = next(row["record_id"] for row in rows(desk, "records", visibility="live", source_id="sikayetvar") if row["record_id"] in members)  # fmt: skip
    desk.records["refused"], desk.brands["refused"] = record, members[record]
    desk.opened["refused"] = desk.open("record", record, members[record])
    desk.disputes["refused"] = desk.opened["refused"]["dispute"]["dispute_id"]
    desk.decide(desk.disputes["refused"], is_accepted=False)
    desk.publish()


def _accepted(desk: Desk) -> None:
    """A wrong denominator is mended; an entry is set aside."""
    volume = next(row for row in rows(desk, "scores", dimension="volume", band="full", exposure_grade="A"))
    base = next(row for row in rows(desk, "exposures", brand_id=volume["brand_id"]))
    number = desk.open("exposure", str(base["exposure_id"]), volume["brand_id"])["dispute"]["dispute_id"]
    desk.brands["exposure"], desk.disputes["exposure"] = volume["brand_id"], number
    desk.decide(number, is_accepted=True, figure=round(2 * base["figure"]), source_name="Regulator, corrected table",
                source_url="https://regulator.example/corrected", grade="A")  # fmt: skip
    members = _members(desk)
    others = {desk.brands["refused"], desk.brands["exposure"]}
    record = next(row["record_id"] for row in rows(desk, "records", visibility="live", source_id="sikayetvar") if members.get(row["record_id"], "") not in {"", *others})  # fmt: skip
    desk.records["aside"], desk.brands["aside"] = record, members[record]
    desk.disputes["aside"] = desk.open("record", record, members[record])["dispute"]["dispute_id"]
    desk.decide(desk.disputes["aside"], is_accepted=True)


def _contested(desk: Desk, market: Market) -> None:
    """Its author says that a matter is not settled, and shows to be the author by an own answer at the source."""
    settled = {row["incident_id"] for row in rows(desk, "incidents", outcome="confirmed_by_customer", records_count=1)}
    stored = {row["source_key"]: row["record_id"] for row in rows(desk, "records", visibility="live", source_id="sikayetvar") if row["record_id"] in settled}  # fmt: skip
    entry = next(one for one in market.world.published() if one.withdrawn_at is None and str(one.complaint_id) in stored)  # fmt: skip
    record = stored[str(entry.complaint_id)]
    desk.records["contested"] = record
    desk.opened["contested"] = desk.open("resolution", record)
    desk.disputes["contested"] = desk.opened["contested"]["dispute"]["dispute_id"]
    words = f"Sorunum çözülmedi. {desk.opened['contested']['code']}"
    market.server.show(replace(market.world, complaints=tuple(_answered(one, words, market.world.now) if one.complaint_id == entry.complaint_id else one
                                                              for one in market.world.complaints)))  # fmt: skip
    try:
        assert terazi(desk.home, "crawl", "sikayetvar", "--base-url", market.server.urls["sikayetvar"])["state"] == "ok"
    finally:
        market.server.show(market.world)
    said(desk.home, "disputes", "check")
    desk.decide(desk.disputes["contested"], is_accepted=True)


def _answered(complaint: Complaint, words: str, now: datetime) -> Complaint:
    """Some of its replies may be still to come: this one is there."""
    return replace(complaint, replies=(*complaint.replies, Reply("customer", now, words, "denial")))


def _erased(desk: Desk) -> None:
    """An author asks that an entry be erased."""
    taken = set(desk.records.values())
    entry = next(row for row in rows(desk, "records", visibility="live", source_id="sikayetvar")
                 if len(row["text"]) > 150 and row["record_id"] not in taken)  # fmt: skip
    desk.records["erased"], desk.words = entry["record_id"], entry["text"][:100]
    said(desk.home, "erase", entry["record_id"], "--because", "its author asked")
