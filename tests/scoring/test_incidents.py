"""Which records are one matter, and what its times are: hand-made cases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from scoring.method import Parameters
from scoring.pipeline import Scored
from scoring.results import outcome
from scoring.run import score
from store.records import CrawledReply
from store.settings import Settings
from store.vocabulary import Outcome, Speaker, Visibility
from tests.scoring.made import NOW, keep, record


def scored(engine: Engine, settings: Settings, records: list[Any], **parameters: Any) -> Scored:
    keep(engine, settings, records)
    return score(engine, settings, as_of=NOW, parameters=Parameters(**parameters))[1]


def rows(found: Scored) -> dict[str, dict[str, Any]]:
    """The matters found, by the key of their earliest record."""
    return {row["incident_id"].removeprefix("site:"): row for row in found.incidents.to_pylist()}


def test_the_same_text_twice_by_one_author_is_one_matter(engine: Engine, settings: Settings) -> None:
    same: dict[str, Any] = {"text": "Kargom on gündür gelmedi.", "author_key": "u1"}
    found = scored(engine, settings, [record("1", "A", hours_ago=50, **same), record("2", "A", hours_ago=20, **same)])
    assert set(rows(found)) == {"1"}
    assert found.skipped["repeats of the same matter"] == 1


@pytest.mark.parametrize(
    ("first", "second", "matters"),
    [
        ({"author_key": "u1"}, {"author_key": "u2"}, 2),  # two people, one text
        ({"author_key": "u1"}, {"author_key": ""}, 1),  # nobody else is known
        ({"brand": "A"}, {"brand": "Başka Marka"}, 2),  # the same letter to two brands is two matters
        ({"text": "Kargom GELMEDİ!"}, {"text": "kargom gelmedi"}, 1),  # cosmetic
        ({"text": ""}, {"text": ""}, 2),  # nothing to compare
    ],
)
def test_what_is_one_matter(
    engine: Engine, settings: Settings, first: dict[str, Any], second: dict[str, Any], matters: int
) -> None:
    made = [
        record(str(n), given.pop("brand", "A"), hours_ago=50 - n, **{"text": "Aynı metin", **given})
        for n, given in enumerate((dict(first), dict(second)))
    ]
    assert len(rows(scored(engine, settings, made))) == matters


def test_times_are_hours_since_the_matter_was_opened(engine: Engine, settings: Settings) -> None:
    found = rows(
        scored(engine, settings, [record("1", "A", hours_ago=100, answered_after=7), record("2", "A", hours_ago=30)])
    )
    assert found["1"]["first_response_h"] == pytest.approx(7)
    assert found["2"]["first_response_h"] is None
    assert found["2"]["follow_up_h"] == pytest.approx(30)


def test_a_wording_given_again_and_again_is_a_template_and_no_answer(engine: Engine, settings: Settings) -> None:
    made = [
        record(str(n), "A", hours_ago=90 + n, answered_after=1, answer=f"Başvuru numaranız {n} alınmıştır.")
        for n in range(6)
    ]
    made.append(record("real", "A", hours_ago=90, answered_after=5, answer="İadenizi bugün yaptık."))
    found = rows(scored(engine, settings, made))
    assert [key for key, row in found.items() if row["first_response_h"] is not None] == ["real"]
    assert sum(row["template_answers_count"] for row in found.values()) == 6


def test_let_us_call_you_is_no_dialogue(engine: Engine, settings: Settings) -> None:
    def talk(key: str, answer: str) -> Any:
        one = record(key, "A", hours_ago=90, answered_after=1, answer=answer)
        turn = CrawledReply(speaker=Speaker.CUSTOMER, text="Peki hangi gün?", posted_at=NOW - timedelta(hours=2))
        again = CrawledReply(speaker=Speaker.BRAND, text="Salı günü kapınızda olacak.", posted_at=NOW)
        return one.model_copy(update={"replies": (*one.replies, turn, again)})

    made = [
        talk("solved", "Kargonuz bugün dağıtımda."),
        talk("away", "Sizi arayalım, numaranızı iletin."),
        record("one-way", "A", hours_ago=90, answered_after=1),
    ]
    found = rows(scored(engine, settings, made))
    assert {key: row["good_dialogue"] for key, row in found.items()} == {
        "solved": True,
        "away": False,
        "one-way": False,
    }


def test_weight_halves_with_the_half_life(engine: Engine, settings: Settings) -> None:
    made = [record("1", "A", hours_ago=24 * 90), record("2", "A", hours_ago=0)]
    found = rows(scored(engine, settings, made, half_life_days=90))
    assert (found["1"]["weight"], found["2"]["weight"]) == (pytest.approx(0.5), pytest.approx(1.0))


def test_removal_does_not_end_the_time_at_risk(engine: Engine, settings: Settings) -> None:
    """F7: a complaint taken down after 10 h goes on waiting for its answer until the moment scored."""
    early: dict[str, Any] = {"retrieved_at": NOW - timedelta(hours=499)}
    intake = keep(engine, settings, [record("1", "A", hours_ago=500, **early), record("2", "A", hours_ago=500)])
    intake.gone("site:1", "404", Visibility.REMOVED, NOW - timedelta(hours=490))
    found = rows(score(engine, settings, as_of=NOW)[1])
    assert found["1"]["follow_up_h"] == pytest.approx(500)
    assert outcome(found["1"]) is Outcome.REMOVED


def test_withdrawn_within_a_day_and_unanswered_is_void(engine: Engine, settings: Settings) -> None:
    made = [
        record("quick", "A", hours_ago=100),
        record("late", "A", hours_ago=100),
        record("after", "A", hours_ago=100, answered_after=2),
    ]
    intake = keep(engine, settings, made)
    for key, hours in (("quick", 20), ("late", 30), ("after", 20)):
        intake.gone(f"site:{key}", "card", Visibility.WITHDRAWN, NOW - timedelta(hours=100 - hours))
    run, found = score(engine, settings, as_of=NOW)
    assert set(rows(found)) == {"after", "late"}
    assert run.skipped["withdrawn within a day, before any answer"] == 1


def test_every_complaint_left_out_has_one_reason(engine: Engine, settings: Settings) -> None:
    made = [
        record("1", "A", hours_ago=10), record("2", "", hours_ago=10), record("3", "A", hours_ago=10, posted_at=None),
        record("4", "A", hours_ago=24 * 800), record("5", "A", hours_ago=-5),
    ]  # fmt: skip
    found = scored(engine, settings, made)
    left_out = {reason: n for reason, n in found.skipped.items() if n}
    assert left_out == {"no brand named": 1, "no date": 1, "before the window": 1, "after the moment scored": 1}
    assert len(rows(found)) + sum(left_out.values()) == len(made)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Outcome.OPEN),
        ({"claimed_by_brand": True}, Outcome.CLAIMED),
        ({"solved_mark": True}, Outcome.OPEN),  # the platform's badge is nobody's word
        ({"claimed_by_brand": True, "customer_confirms": True}, Outcome.CONFIRMED),
        ({"claimed_by_brand": True, "customer_confirms": False}, Outcome.DENIED),
    ],
)
def test_a_brands_claim_is_never_the_customers_word(
    engine: Engine, settings: Settings, fields: dict[str, Any], expected: Outcome
) -> None:
    found = rows(scored(engine, settings, [record("1", "A", hours_ago=10, **fields)]))
    assert outcome(found["1"]) is expected
