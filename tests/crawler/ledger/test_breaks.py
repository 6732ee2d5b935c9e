"""Breaks: a field withdrawn, a category renamed; told once, with both names and their days, and never on small numbers."""

from collections import Counter
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ledger.breaks import look_for_breaks
from crawler.ledger.months import Month, months_of
from crawler.ledger.renames import is_excluded, renamed_by_month, renamed_in_run, withdrawn_fields
from crawler.pipelines.identify import CATEGORIES
from store.alerts import alerts, close_alert
from store.runs import OpenRun
from store.settings import Settings
from store.vocabulary import Visibility
from tests.crawler.ledger.stored import BEGIN, Stored

BRANDS = ("Acme", "Beta", "Gama")
LIVE = (Visibility.LIVE, 0.0, 1.0)


def month(**counts: int) -> Month:
    """A month of two brands that use every category."""
    found = Month(Counter(counts))
    for name in counts:
        found.of[name] = {"Acme", "Beta"}
        found.first_on[name], found.last_on[name] = f"first of {name}", f"last of {name}"
    return found


def test_a_field_that_was_solid_and_is_nowhere_is_withdrawn() -> None:
    before = [{"rating": 0.3, "title": 1.0, "product": 0.1}, {"rating": 0.4, "title": 1.0, "product": 0.2}]
    assert [(one.field, one.old_share) for one in withdrawn_fields({"title": 1.0}, 100, before)] == [("rating", 0.3)]
    assert withdrawn_fields({"title": 1.0, "rating": 0.01}, 100, before) == [], "some records have it"
    assert withdrawn_fields({"title": 1.0}, 30, before) == [], "too few to exclude chance"
    assert withdrawn_fields({"title": 1.0}, 100, before[:1]) == [], "one run is no history"


def test_chance_is_excluded_where_it_is_below_one_in_a_million() -> None:
    assert is_excluded(0.2, 62)
    assert not is_excluded(0.2, 61)
    assert not is_excluded(0.0, 10**9)
    assert is_excluded(1.0, 1)


def test_a_category_renamed_for_new_records_shows_by_month() -> None:
    months = [month(late=40, lost=60) for _ in range(6)] + [month(delayed=35, lost=65) for _ in range(4)]
    (found,) = renamed_by_month("issue", months)
    assert (found.old, found.new, found.old_on, found.new_on) == ("late", "delayed", "last of late", "first of delayed")
    assert [found.old_share, found.new_share] == pytest.approx([0.4, 0.35])


def test_a_month_that_holds_both_names_is_no_obstacle() -> None:
    months = [month(late=40, lost=60)] * 5 + [month(late=20, delayed=20, lost=60)] + [month(delayed=40, lost=60)] * 5
    assert [(one.old, one.new) for one in renamed_by_month("issue", months)] == [("late", "delayed")]


def test_each_name_is_paired_with_the_one_of_its_size() -> None:
    months = [month(a=500, b=100, rest=400)] * 5 + [month(x=490, y=110, rest=400)] * 5
    assert {(one.old, one.new) for one in renamed_by_month("issue", months)} == {("a", "x"), ("b", "y")}


@pytest.mark.parametrize("months", [
    [month(late=4, lost=6)] * 5 + [month(delayed=4, lost=6)] * 2,
    [month(late=2, lost=98)] * 5 + [month(delayed=2, lost=98)] * 5,
    [month(late=40, lost=60)] * 5 + [month(lost=100)] * 5,
    [month(lost=100)] * 5 + [month(delayed=40, lost=60)] * 5,
    [month(late=40, lost=60)] * 5 + [month(lost=100)] * 3 + [month(delayed=40, lost=60)] * 5,
    [],
], ids=["too few", "no solid share", "only an end", "only a beginning", "months apart", "nothing"])  # fmt: skip
def test_what_is_no_renaming(months: list[Month]) -> None:
    assert renamed_by_month("issue", months) == []


def test_one_brand_among_several_may_change_its_products() -> None:
    months = [month(late=40, lost=60) for _ in range(5)] + [month(delayed=40, lost=60) for _ in range(5)]
    for one in months:
        for name in ("late", "delayed"):
            one.of[name] = {"Acme"} if name in one.counts else set()
    assert renamed_by_month("product", months) == []


def test_random_categories_of_the_same_shares_are_never_a_renaming() -> None:
    rng, names = Random(5), [f"issue {n}" for n in range(25)]
    weights = [1 / (n + 1) for n in range(25)]
    for _ in range(200):
        months = [month(**Counter(rng.choices(names, weights, k=rng.randint(5, 120)))) for _ in range(18)]
        assert renamed_by_month("issue", months) == []


def test_a_category_renamed_for_all_records_at_once_shows_by_run() -> None:
    before = [{"Open": 500, "Closed": 500}, {"Open": 450, "Closed": 550}]
    (found,) = renamed_in_run("status_raw", {"Open": 480, "Resolved": 520}, before)
    assert (found.old, found.new, found.old_on) == ("Closed", "Resolved", "")
    assert renamed_in_run("status_raw", {"Open": 4, "Resolved": 6}, before) == []
    assert renamed_in_run("status_raw", {"Open": 480, "Resolved": 520}, before[:1]) == []
    assert renamed_in_run("status_raw", {"Open": 1000}, before) == [], "nothing new in its place"
    known = [*before, {"Open": 450, "Closed": 540, "Resolved": 10}]
    assert renamed_in_run("status_raw", {"Open": 480, "Resolved": 520}, known) == [], (
        "a name that was there before is not new"
    )


def fill(store: Stored, days: int, turn: int, per_day: int = 5) -> None:
    """Records of three brands, whose delays are called otherwise from day `turn` on."""
    for day in range(days):
        for n in range(per_day):
            issue = "lost" if n % 2 else "late" if day < turn else "delayed"
            store.add(
                f"{day}-{n}", LIVE, brand=BRANDS[(day + n) % 3], issue=issue, posted_at=BEGIN + timedelta(days=day)
            )


def visit(
    store: Stored, run_id: int, taken: int, values: dict[str, Counter[str]] | None = None, **filled: float
) -> Any:
    """As much of a crawl as the search for breaks needs."""
    counts = {name: (values or {}).get(name, Counter()) for name in CATEGORIES}
    run = OpenRun(run_id, "site", {}, counts={"new": 5, "records": taken}, facts={"filled_shares": filled})
    return SimpleNamespace(
        engine=store.engine, run=run, command="crawl site", intake=SimpleNamespace(taken=taken, values=counts)
    )


def test_the_months_of_a_source_are_read_from_the_store(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        fill(store, 75, 40)
        months = months_of(store.engine, "site", "issue")
        assert [sum(one.counts.values()) for one in months] == [150, 155, 70]
        assert (months[1].last_on["late"], months[1].first_on["delayed"]) == ("2026-10-10", "2026-10-11")
        assert months[0].of["lost"] == set(BRANDS)
        assert months_of(store.engine, "site", "product") == months_of(store.engine, "elsewhere", "issue") == []


def test_a_break_is_told_once_and_blocks_nothing(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        fill(store, 120, 61)
        crawl = visit(store, store.run(), 100)
        look_for_breaks(crawl)
        (alert,) = alerts(store.engine)
        assert (alert["kind"], alert["blocks"], alert["run_id"]) == ("break", False, 1)
        assert {name: alert["detail"][name] for name in ("field", "old", "new", "old_on", "new_on")} == {
            "field": "issue", "old": "late", "new": "delayed", "old_on": "2026-10-31", "new_on": "2026-11-01",
        }  # fmt: skip
        assert [code for _, code, *_ in crawl.run.notices] == ["break"]
        close_alert(store.engine, store.settings, alert["alert_id"], by="Ada", because="the site says so")
        look_for_breaks(visit(store, store.run(), 100))
        assert len(alerts(store.engine, is_all=True)) == 1


def test_a_withdrawn_field_is_told_while_nobody_has_looked(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        for _ in range(3):
            store.run(filled_shares={"rating": 0.5, "text": 1.0}, facts={"taken": 200, "values": {}})
        store.run(filled_shares={"text": 1.0}, facts={"taken": 3, "values": {}})
        store.run(filled_shares={"text": 1.0}, facts={"taken": 200, "values": {}}, command="crawl site --limit 200")
        for _ in range(2):
            look_for_breaks(visit(store, store.run(), 200, text=1.0))
        assert [alert["message"] for alert in alerts(store.engine)] == [
            "site: rating was filled in 50% of the records or more and is in none any more"
        ]


def test_a_status_renamed_everywhere_is_told_by_the_runs(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        for _ in range(2):
            store.run(facts={"taken": 400, "values": {"status_raw": {"Open": 200, "Closed": 200}}})
        status = {"status_raw": Counter({"Open": 190, "Resolved": 210})}
        look_for_breaks(visit(store, store.run(), 400, status))
        (alert,) = alerts(store.engine)
        assert (alert["detail"]["old"], alert["detail"]["new"]) == ("Closed", "Resolved")
