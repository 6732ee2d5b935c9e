"""Incidents, removals, timeline, the standard, search, alerts and the changelog over the sample release."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from api.acts import list_acts
from api.alerts import list_alerts
from api.app import create_app
from api.changes import superseded
from api.timeline import _outages
from store.settings import Settings
from store.tables import Alert

Client = TestClient[Litestar]
API = "/api/v1"


def ask(client: Client, path: str, status: int = 200) -> Any:
    """The JSON of an answer with the expected status."""
    answer = client.get(f"{API}{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def walk(client: Client, path: str, items: str) -> list[Any]:
    """Every item of a list, page by page."""
    seen, cursor = [], ""
    joint = "&" if "?" in path else "?"
    while cursor is not None:
        page = ask(client, f"{path}{joint}limit=7&cursor={cursor}")
        seen += page[items]
        cursor = page["next_cursor"]
    assert len(seen) == page["found_count"]
    return seen


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_walk_through_incidents_has_no_gap_and_no_double(client: Client, sort: str) -> None:
    found = walk(client, f"/incidents?brand_id=sahin-kargo&sort={sort}", "incidents")
    moments = [one["opened_at"] for one in found]
    assert moments == sorted(moments, reverse=sort == "newest")
    assert len({one["incident_id"] for one in found}) == len(found) > 7
    assert {one["brand_id"] for one in found} == {"sahin-kargo"}


def test_an_incident_leads_to_its_records(client: Client) -> None:
    one = ask(client, "/incidents?limit=1")["incidents"][0]
    found = client.get(one["address"]).json()
    assert found["incident"] == one
    assert len(found["records"]) == one["records_count"]
    assert {record["incident_id"] for record in found["records"]} == {one["incident_id"]}
    ask(client, "/incidents/nobody", 404)


def test_incidents_of_a_span_of_days(client: Client) -> None:
    day = ask(client, "/incidents?limit=1")["incidents"][0]["opened_at"][:10]
    assert {one["opened_at"][:10] for one in ask(client, f"/incidents?since={day}&until={day}")["incidents"]} == {day}
    assert ask(client, "/incidents?since=2999-01-01")["found_count"] == 0
    assert "since" in ask(client, "/incidents?since=yesterday", 400)["detail"]


def test_what_vanished_keeps_its_dates_and_loses_its_words(client: Client) -> None:
    removed = walk(client, "/removals?brand_id=sahin-kargo", "removals")
    assert removed
    moments = [one["gone_at"] for one in removed]
    assert moments == sorted(moments, reverse=True)
    assert not {"text", "title"} & set(removed[0])
    told = ask(client, "/brands/sahin-kargo/removals")
    assert told["removed_count"] == len(removed) == sum(told["by_actor"].values())


def test_a_day_nobody_looked_is_no_day_without_complaints(client: Client) -> None:
    steps = ask(client, "/brands/sahin-kargo/timeline?every=day&days=60")["steps"]
    assert len(steps) == 60
    assert {step["looked"] for step in steps} >= {"yes", "no"}
    months = ask(client, "/brands/sahin-kargo/timeline?every=month&days=60")["steps"]
    assert sum(step["records_count"] for step in steps) == sum(step["records_count"] for step in months)
    assert sum(step["crawled_days_count"] for step in months) == sum(step["looked"] == "yes" for step in steps)


def test_a_timeline_tells_what_else_happened(client: Client) -> None:
    events = ask(client, "/sectors/tr-cargo/timeline?days=365")["events"]
    assert {event["kind"] for event in events} >= {"break", "mass_removal"}
    assert all(event["sentence_en"] and event["sentence_tr"] for event in events)
    assert "1100" in ask(client, "/sectors/tr-cargo/timeline?days=1101", 400)["detail"]
    assert ask(client, "/sectors/tr-cargo/timeline?days=3&until=0001-01-01")["steps"][0]["starts_on"] == "0001-01-01"


def test_days_without_a_run_are_an_outage_from_two_on() -> None:
    looked = {date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 8)}
    spans = [(event.starts_on.day, event.ends_on.day) for event in _outages(looked, date(2026, 1, 9))]
    assert spans == [(4, 7)]


@pytest.mark.parametrize(("query", "what", "name"), [
    ("sahin", "brand", "sahin-kargo"), ("kargo", "sector", "tr-cargo"), ("complaint site", "source", "complaint-site")])  # fmt: skip
def test_everything_with_a_name_is_found(client: Client, query: str, what: str, name: str) -> None:
    assert (what, name) in {(hit["what"], hit["id"]) for hit in ask(client, f"/search?q={query}")["hits"]}


def test_a_release_without_a_standard_says_so(client: Client) -> None:
    assert ask(client, "/standards")["found_count"] == 0


def test_alerts_are_as_they_stand_now(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        before = ask(client, "/alerts?status=open")["found_count"]
        cursor = ask(client, "/alerts?limit=1")["next_cursor"]
        second = ask(client, f"/alerts?limit=1&cursor={cursor}")["alerts"]
        with Session(client.app.state.engine) as session:
            row = Alert(kind="break", source_id="complaint-site", brand_label="", blocks=False, message="Call 0532 123 45 67", detail={"x": 1},
                        run_id=1, opened_at=datetime(2026, 11, 22, tzinfo=UTC))  # fmt: skip
            session.add(row)
            session.commit()
            found = ask(client, "/alerts?status=open")
            assert found["found_count"] == before + 1
            assert "0532" not in found["alerts"][0]["message"]
            assert ask(client, f"/alerts?limit=1&cursor={cursor}")["alerts"] == second, "a walk keeps its place"
            session.delete(row)
            session.commit()


def test_the_changelog_is_in_both_languages(client: Client) -> None:
    told = ask(client, "/changelog")
    assert [one["on"] for one in told["changes"]] == sorted((one["on"] for one in told["changes"]), reverse=True)
    assert all(one["sentence_en"] and one["sentence_tr"] for one in told["changes"])


def test_an_address_that_will_go_says_so(settings: Settings) -> None:
    @get("/old", sync_to_thread=False, **superseded(date(2026, 12, 1), date(2027, 6, 1), "/api/v1/new"))
    def old() -> dict[str, int]:
        return {"n": 1}

    app = create_app(settings)
    app.register(old)
    with TestClient(app) as client:
        answer = client.get("/old")
        assert client.get("/schema/openapi.json").json()["paths"]["/old"]["get"]["deprecated"] is True
    assert answer.headers["deprecation"] == "@1796083200"
    assert answer.headers["sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert answer.headers["link"] == '</api/v1/new>; rel="successor-version"'
    with pytest.raises(ValueError, match="180 days"):
        superseded(date(2026, 12, 1), date(2027, 1, 1), "/new")


def test_what_stands_in_the_database_is_listed_on_every_database(any_engine: Engine) -> None:
    alert = Alert(kind="mass_removal", source_id="site", brand_label="", blocks=True, message="many are gone", detail={}, run_id=1, opened_at=datetime(2026, 11, 1, tzinfo=UTC))  # fmt: skip
    with Session(any_engine) as session:
        session.add(alert)
        session.commit()
        alerts: Any = list_alerts.fn(session)
        all_acts: Any = list_acts.fn(session)
        former: Any = list_acts.fn(session, before=2**31 - 1)
        (found,) = alerts.alerts
        assert (found.kind, found.message) == ("mass_removal", "many are gone")
        assert all_acts.acts == former.acts == []
