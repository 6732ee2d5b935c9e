"""B4 A brand says: that is wrong about us. Status, deadline and outcome are public; a refusal changes nothing; nothing can be bought away."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from api.pages import numbers
from api.pages.numbers import Language
from tests.journeys.asking import API, ask, words
from tests.journeys.desk import Desk, rows

SCORED = ("scores", "components", "comparisons", "incidents", "incident_members", "outcomes", "funnel_limits", "standard")  # fmt: skip


def test_it_has_a_number_a_state_and_a_day(desk: Desk) -> None:
    opened = desk.opened["refused"]["dispute"]
    assert (opened["state"], opened["side"], opened["is_overdue"]) == ("opened", "brand", False)
    assert datetime.fromisoformat(opened["due_at"]) - datetime.fromisoformat(opened["opened_at"]) == timedelta(days=30)
    assert "0532" not in opened["statement"], "personal data in a statement is masked too"


def test_the_page_shows_state_deadline_and_reason(desk: Desk, reader_of_desk: Page, language: Language) -> None:
    for what, state in (("refused", "rejected"), ("exposure", "accepted"), ("aside", "accepted")):
        told = ask(desk.http, f"/disputes/{desk.disputes[what]}")["dispute"]
        reader_of_desk.goto(f"/{language}/disputes")
        reader_of_desk.locator(f'a[href$="/disputes/{desk.disputes[what]}"]').click()
        said = reader_of_desk.locator("main").inner_text()
        assert words(f"dispute.{state}", language) in said
        assert numbers.day(datetime.fromisoformat(told["due_at"]), language) in said
        assert "Looked at, with its documents." in said


def test_a_refused_dispute_leaves_the_bytes_unchanged(desk: Desk) -> None:
    before, after = desk.release(0), desk.release(1)
    for table in SCORED:
        kept = [(one.folder / f"{table}.parquet").read_bytes() for one in (before, after)]
        assert kept[0] == kept[1], table


def test_a_corrected_denominator_scores_again_and_lists_old_and_new(desk: Desk, reader_of_desk: Page, language: Language) -> None:  # fmt: skip
    brand = desk.brands["exposure"]
    old, new = (next(row for row in rows(desk, "scores", n, brand_id=brand, dimension="volume")) for n in (1, 2))
    assert new["exposure"] == pytest.approx(2 * old["exposure"])
    assert new["per_100k"] == pytest.approx(old["per_100k"] / 2, rel=0.05)
    assert new["score"] > old["score"], "more customers, fewer complaints for each"
    told = ask(desk.http, f"/disputes/{desk.disputes['exposure']}")
    assert (told["release_before"], told["release_after"]) == (desk.releases[1], desk.releases[2])
    line = next(one for one in told["scores"] if one["dimension"] == "volume")
    assert (line["before"], line["after"]) == (old["score"], new["score"])
    reader_of_desk.goto(f"/{language}/disputes/{desk.disputes['exposure']}")
    table = reader_of_desk.locator("section[aria-labelledby=scores] table").inner_text()
    for value in (old["score"], new["score"]):
        assert numbers.number(value, language, 1) in table
    reader_of_desk.goto(f"/{language}/brands/{brand}")
    assert "Regulator, corrected table" in reader_of_desk.locator("main").inner_text()


def test_an_entry_set_aside_goes_on_counting(desk: Desk) -> None:
    brand, record = desk.brands["aside"], desk.records["aside"]
    (row,) = rows(desk, "records", 2, record_id=record)
    assert (row["visibility"], row["text"]) == ("removed", "")
    old, new = ({row["dimension"]: row for row in rows(desk, "scores", n, brand_id=brand)} for n in (1, 2))
    assert new["volume"]["observed"] == old["volume"]["observed"]
    assert [row["incident_id"] for row in rows(desk, "incident_members", 2, record_id=record)]
    assert desk.http.get(f"{API}/records/{record}").json()["record"]["gone_how"] == f"set aside by dispute {desk.disputes['aside']}"  # fmt: skip


def test_there_is_no_way_to_have_something_removed(desk: Desk, reader_of_desk: Page, language: Language) -> None:
    record = desk.records["refused"]
    for address in (f"{API}/records/{record}", f"{API}/brands/{desk.brands['refused']}", f"{API}/incidents/{record}"):
        for method in ("DELETE", "PUT", "PATCH", "POST"):
            assert desk.http.request(method, address).status_code in {404, 405}
    paths = desk.http.get("/schema/openapi.json").json()["paths"]
    own = {
        f"{API}/watch-lists/{{watch_id}}",
        f"{API}/own-figures/{{figures_id}}",
    }  # what a key keeps for itself, and only that
    assert {path for path, about in paths.items() if "delete" in about} == own
    assert desk.http.get(f"{API}/records/{record}").json()["record"]["visibility"] == "live"
    reader_of_desk.goto(f"/{language}/disputes")
    assert words("disputes.how.record", language) in reader_of_desk.locator("main").inner_text()
