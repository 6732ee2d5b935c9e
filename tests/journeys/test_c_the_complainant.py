"""C The complainant contests "solved", without an account, and has the own words erased: the tombstone and the count stay."""

import io
from pathlib import Path

import httpx
import pyarrow.parquet as pq
from playwright.sync_api import Page

from api.pages import numbers
from api.pages.numbers import Language
from store.editions import STRUCK
from tests.commands import terazi
from tests.journeys.asking import API, ask, walk, words
from tests.journeys.desk import Desk, rows


def test_an_author_contests_what_the_badge_says(desk: Desk, reader_of_desk: Page, language: Language) -> None:
    record, number = desk.records["contested"], desk.disputes["contested"]
    told = ask(desk.http, f"/disputes/{number}")["dispute"]
    assert (told["side"], told["state"], told["proven_how"]) == ("author", "accepted", "code")
    old, new = (_outcome(desk, record, n) for n in (1, 2))
    assert (old, new) == ("confirmed_by_customer", "denied_by_customer"), "the platform's badge said solved"
    reader_of_desk.goto(f"/{language}/disputes/{number}")
    assert words("dispute.accepted", language) in reader_of_desk.locator("h1").inner_text()
    reader_of_desk.goto(f"/{language}/records/{record}")
    assert words("outcome.denied_by_customer", language) in reader_of_desk.locator("dl.facts").inner_text()


def _outcome(desk: Desk, record: str, number: int) -> str:
    (member,) = rows(desk, "incident_members", number, record_id=record)
    (incident,) = rows(desk, "incidents", number, incident_id=member["incident_id"])
    return str(incident["outcome"])


def test_before_an_author_is_known_nobody_sees_the_dispute(desk: Desk) -> None:
    opened = desk.opened["contested"]
    assert opened["code"].startswith("terazi-")
    assert opened["dispute"]["proven_at"] is None
    assert "author_hash" not in str(opened)


def test_the_words_go_and_the_tombstone_stays(desk: Desk, reader_of_desk: Page, language: Language) -> None:
    record = desk.records["erased"]
    (tombstone,) = rows(desk, "erasures", 2)
    assert (tombstone["record_id"], tombstone["because"]) == (record, "its author asked")
    for release in desk.releases:
        reader_of_desk.goto(f"/{language}/records/{record}?release={release}")
        said = reader_of_desk.locator("main").inner_text()
        assert words("record.erased", language, day=numbers.day(tombstone["erased_at"], language)) in said
        assert desk.words not in said
        assert not reader_of_desk.locator("blockquote").count()
    assert len(rows(desk, "records", 2)) >= len(rows(desk, "records", 1)), "the count stays"
    assert rows(desk, "incident_members", 2, record_id=record)


def test_an_older_release_is_served_without_them_and_with_all_its_figures(desk: Desk, tmp_path: Path) -> None:
    release = desk.releases[0]
    told = ask(desk.http, f"/releases/{release}")
    as_published = desk.release(0)
    assert desk.words in (as_published.folder / "records.jsonl").read_text(encoding="utf-8"), "what was published is not changed"  # fmt: skip
    for file in told["files"]:
        body = desk.http.get(file["address"]).content
        (tmp_path / file["name"]).write_bytes(body)
        text = str(pq.read_table(io.BytesIO(body)).to_pylist()) if file["name"].endswith(".parquet") else body.decode()
        assert desk.words not in text, file["name"]
        if file["name"].endswith(".parquet") and file["name"].removesuffix(".parquet") not in STRUCK:
            assert body == (as_published.folder / file["name"]).read_bytes(), f"{file['name']}: the figures are the same bytes"  # fmt: skip
    assert terazi(tmp_path / "nowhere", "verify", str(tmp_path))["faults"] == []
    assert told["release"]["erased_count"] == 1
    assert desk.records["erased"] in (tmp_path / "release.json").read_text(encoding="utf-8")


def test_lists_and_changes_show_them_no_more(desk: Desk) -> None:
    (listed,) = [one for one in ask(desk.http, "/releases")["releases"] if one["release_id"] == desk.releases[0]]
    assert listed["erased_count"] == 1
    brand = next(one for one in walk_brands(desk.http) if desk.records["erased"] in walk_records(desk.http, one))
    for release in desk.releases:
        for path in (f"/brands/{brand}/records?limit=200", f"/brands/{brand}/themes", f"/brands/{brand}/triage"):
            joint = "&" if "?" in path else "?"
            assert desk.words not in desk.http.get(f"{API}{path}{joint}release={release}").text
    changes = ask(desk.http, "/changes", since=desk.releases[0], release=desk.releases[1])
    for file in changes["files"]:
        assert desk.words.encode() not in desk.http.get(file["address"]).content


def walk_brands(http: httpx.Client) -> list[str]:
    return [one["brand_id"] for one in ask(http, "/brands", limit=200)["brands"]]


def walk_records(http: httpx.Client, brand: str) -> set[str]:
    return {one["record_id"] for one in walk(http, f"/brands/{brand}/records", "records", limit=200)}


def test_a_reader_of_the_list_of_releases_is_told(desk: Desk, reader_of_desk: Page, language: Language) -> None:
    reader_of_desk.goto(f"/{language}/releases")
    assert words("releases.erased.short", language, count=1) in reader_of_desk.locator("section[aria-labelledby=all]").inner_text()  # fmt: skip
    reader_of_desk.goto(f"/{language}/releases?release={desk.releases[0]}")
    assert words("releases.erased", language, count=1) in reader_of_desk.locator("main").inner_text()
