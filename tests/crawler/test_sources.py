"""Declarations: no source without expectations, none that asks too fast, and what happens when expectations are not met."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.expect import check
from crawler.source import SOURCES, Expectations, Source
from store.runs import OpenRun
from store.vocabulary import Level, RunState

FIGURES = {"ny_dfs", "bcb_ranking", "fdic_bankfind"}  # official figures, no records: tests/crawler/test_official*.py


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_every_source_expects_something(source: Source) -> None:
    expects = source.expects
    assert 0 < expects.min_records < expects.max_records
    assert source.source_id in FIGURES or {"posted_at", "brand_label"} <= set(expects.filled)
    assert all(0 < share <= 1 for share in expects.filled.values())


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_every_declaration_is_whole(source: Source) -> None:
    said = source.declaration()
    assert all(
        said[name]
        for name in (
            "name",
            "kind",
            "homepage",
            "licence",
            "terms",
            "time_zone",
            "language",
            "personal",
            "unknown",
        )
    )
    assert {"crawl", "read"}.isdisjoint(said)
    assert all(base.startswith("https://") for base in source.bases)
    assert source.bases or source.targets or source.answers == "file"


def test_a_hasty_source_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="polite"):
        replace(SOURCES["sikayetvar"], delay_s=4.9)


def visit(records: int, **more: Any) -> Any:
    """As much of a crawl as the verdict needs."""
    run = OpenRun(
        1,
        "x",
        {},
        counts={"records": records, "requests": 3},
        facts={"filled_shares": more.pop("shares", {"text": 1.0})},
    )
    run.skipped = more.pop("skipped", {})
    source = SimpleNamespace(expects=Expectations(10, 100, {"text": 0.9}))
    return SimpleNamespace(
        run=run,
        source=source,
        intake=SimpleNamespace(taken=records),
        **{
            "limit": None,
            "brands": (),
            "is_whole": True,
            "is_revisit": False,
            "wrong_count": 0,
            "engine": None,
            "since_run_id": 1,
            **more,
        },
    )


@pytest.mark.parametrize(
    ("crawl", "codes", "state"),
    [
        (visit(50), {}, RunState.OK),
        (visit(9), {"too_few": Level.ERROR}, None),
        (visit(0), {"too_few": Level.ERROR}, RunState.EMPTY),
        (visit(9, limit=9), {}, RunState.OK),
        (visit(9, brands=("a",)), {}, RunState.OK),
        (visit(9, is_whole=False), {}, RunState.OK),
        (visit(0, limit=9), {"too_few": Level.ERROR}, RunState.EMPTY),
        (visit(101), {"too_many": Level.WARNING}, RunState.OK),
        (visit(50, shares={"text": 0.89}), {"too_empty": Level.ERROR}, None),
        (visit(50, shares={}), {"too_empty": Level.ERROR}, None),
        (visit(19, shares={}), {}, RunState.OK),
        (visit(97, skipped={"page_unread": 1}), {}, RunState.OK),
        (visit(97, skipped={"page_unread": 3}), {"too_many_unread": Level.ERROR}, None),
    ],
)
def test_the_verdict(
    crawl: Any, codes: dict[str, Level], state: RunState | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.memory.seen_count", lambda *_: 0)
    check(crawl)
    assert {code: level for level, code, _, _, _ in crawl.run.notices} == codes
    assert crawl.run.state is state


def test_a_revisit_with_nothing_due_is_no_empty_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.memory.seen_count", lambda *_: 0)
    crawl = visit(0, is_revisit=True)
    crawl.run.counts = {}
    check(crawl)
    assert crawl.run.state is RunState.OK
    assert [code for _, code, _, _, _ in crawl.run.notices] == ["nothing_due"]
