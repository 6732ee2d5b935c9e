"""Copies and moulds planted in the simulated worlds are recovered at the rates stated here (docs/models/README.md lists all of them)."""

from datetime import UTC, datetime

import pytest

from scoring.incidents.repeats import Complaints
from store.naming import text_hash
from tests.world.campaigns import build_market
from tests.world.truth import build_world

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("has_accounts", [True, False])
def test_planted_copies_are_found_and_nothing_else_is_merged(has_accounts: bool) -> None:
    """95 of 100 copies at the same brand, and 95 of 100 merges are planted; the same letter to another brand is never merged."""
    found = planted = right = merges = letters = 0
    for seed in range(4):
        rows = [one for one in build_world(seed, now=NOW).complaints if not one.is_insult_only]
        text = [one.text for one in rows]
        author = [str(one.member_id) if has_accounts else "" for one in rows]
        case = Complaints([one.brand_slug for one in rows], ["site"] * len(rows), author, text, [text_hash(one) for one in text])  # fmt: skip
        head = {rows[n].complaint_id: rows[lead].complaint_id for n, lead in enumerate(case.leaders().tolist()) if n != lead}  # fmt: skip
        known = {one.complaint_id: one for one in rows}
        copies = {one.complaint_id: one.duplicate_of for one in rows if one.duplicate_of in known}
        planted, found = planted + len(copies), found + sum(head.get(one) == of for one, of in copies.items())
        merges, right = merges + len(head), right + sum(copies.get(one) == of for one, of in head.items())
        letters += sum(head.get(one.complaint_id) == one.cross_post_of for one in rows if one.cross_post_of)
    assert planted > 50
    assert found >= 0.95 * planted, (found, planted)
    assert right >= 0.95 * merges, (right, merges)
    assert not letters


@pytest.mark.parametrize("has_accounts", [True, False])
def test_people_with_one_mould_are_people(has_accounts: bool) -> None:
    """Of 240 that filled their own sum and day into a mould at most 3 in 100 are merged, even where no account is known."""
    rows = [row for row in build_market(3, people=10) if row["scene"] == "mould"]
    text = [row["text"] for row in rows]
    author = [row["author_key"] if has_accounts else "" for row in rows]
    case = Complaints([row["brand_label"] for row in rows], ["site"] * len(rows), author, text, [text_hash(one) for one in text])  # fmt: skip
    merged = sum(n != lead for n, lead in enumerate(case.leaders().tolist()))
    assert len(rows) == 240
    assert merged <= 0.03 * len(rows) * (not has_accounts), merged
