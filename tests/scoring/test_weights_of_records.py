"""Weights on their way into a score: matters, voices, what is taken down, what is copied."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from scoring.case import Case
from scoring.method import Parameters
from scoring.pipeline import Scored
from scoring.run import score
from scoring.sensitivity import _counted, again
from store.lake import connect
from store.settings import Settings
from store.vocabulary import RecordKind, Visibility
from tests.scoring.fairness.test_f08_membership import bits
from tests.scoring.made import NOW, base, keep, record

PASTED = (
    "Bu firma harika, herkese gönül rahatlığıyla öneririm, kusursuz hizmet, güler yüzlü ekip, siparişim hızlı geldi."
)


def voice(key: str, brand: str, author: str, text: str, stars: float, **more: Any) -> Any:
    return record(key, brand, hours_ago=200 - int(key.rsplit("-", maxsplit=1)[-1]), kind=RecordKind.REVIEW, text=text, author_key=author, rating=stars,
                  rating_worst=1.0, rating_best=5.0, **more)  # fmt: skip


def weights(found: Scored) -> dict[str, tuple[float, str]]:
    return {row["record_id"]: (row["weight"], row["reasons_en"]) for row in found.evidence["authenticity"].to_pylist()}


def six(engine: Engine) -> None:
    base(engine, {f"Marka {name}": 10_000.0 * (n + 1) for n, name in enumerate("ABCDEF")})


def people() -> list[Any]:
    """Ten complaints and ten reviews of each of six brands, by different people in words of their own."""
    told = [record(f"{name}{n}", f"Marka {name}", hours_ago=400 + 13 * n, answered_after=n if n % 3 else None, author_key=f"c{name}{n}") for name in "ABCDEF" for n in range(10)]  # fmt: skip
    return told + [voice(f"v{name}-{n}", f"Marka {name}", f"v{name}{n}", f"{name} şubesi {n} günde getirdi", 5 if n % 2 else 1) for name in "ABCDEF" for n in range(10)]  # fmt: skip


def test_a_matter_weighs_what_its_heaviest_record_weighs(engine: Engine, settings: Settings) -> None:
    keep(engine, settings, [record("1", "A", hours_ago=50, text="Rezil firma", author_key="u"), record("2", "A", hours_ago=40, text="rezil FİRMA!", author_key="u"),
                            record("3", "A", hours_ago=30, author_key="w")])  # fmt: skip
    found = score(engine, settings, as_of=NOW, parameters=Parameters(half_life_days=0))[1]
    each = {row["incident_id"]: row["weight"] for row in found.incidents.to_pylist()}
    assert each["site:1"] == weights(found)["site:1"][0] < each["site:3"] == 1


def test_pasted_praise_counts_for_its_weight_and_what_comes_later_moves_no_earlier_weight(engine: Engine, settings: Settings) -> None:  # fmt: skip
    six(engine)
    keep(engine, settings, people())
    before = score(engine, settings, as_of=NOW)[1]
    keep(engine, settings, [voice(f"p-{n}", "Marka A", f"p{n}", PASTED, 5) for n in range(40, 70)])
    after = score(engine, settings, as_of=NOW)[1]
    earlier, now = weights(before), weights(after)
    assert {key: now[key] for key in earlier} == earlier
    pasted = [weight for key, (weight, _) in now.items() if key.startswith("site:p-")]
    assert pasted[0] == 1
    assert min(pasted) == 0.5


@pytest.mark.parametrize("way", [Visibility.REMOVED, Visibility.WITHDRAWN])
def test_taking_the_first_of_a_pasted_row_down_moves_no_weight(engine: Engine, settings: Settings, way: Visibility) -> None:  # fmt: skip
    """The rest of a campaign cannot be washed by deleting its beginning, nor a score raised: the voices stay as they were, to the bit."""
    six(engine)
    keep(engine, settings, [*people(), *(voice(f"p-{n}", "Marka A", f"p{n}", PASTED, 5) for n in range(40, 70))])
    before = score(engine, settings, as_of=NOW)[1]
    intake = keep(engine, settings, [])
    for n in range(40, 60):
        intake.gone(f"site:p-{n}", "404", way, NOW - timedelta(hours=90))
    after = score(engine, settings, as_of=NOW)[1]
    assert weights(after) == weights(before)
    assert bits(after) == bits(before)


def test_without_authenticity_every_voice_counts_once() -> None:
    lake = connect()
    lake.execute("""CREATE TABLE voice AS SELECT 'a' AS brand, 's' AS sector, 'p' AS platform, 6.5 AS n_voices, 10 AS voices_count, 2.5 AS n_positive, 4 AS positive_count;
        CREATE TABLE exposure AS SELECT 'a' AS brand, 's' AS sector, 1.0 AS customers, 1.0 AS lo90, 1.0 AS hi90, 'A' AS grade;
        CREATE TABLE incident AS SELECT 'i' AS incident_id, 'a' AS brand, 's' AS sector, 'p' AS platform, '' AS type, 2 AS difficulty, 1.0 AS age_days, .4 AS authenticity,
            NULL::DOUBLE AS first_response_h, NULL::DOUBLE AS confirmed_h, NULL::DOUBLE AS claimed_h, false AS contested, NULL::DOUBLE AS withdrawn_h, 1.0 AS follow_up_h,
            false AS good_dialogue""")
    case = Case(lake, Parameters())
    found = again(case, Parameters(), voices=_counted(case)).ask("SELECT n_voices, n_positive FROM voice")
    assert (found["n_voices"][0], found["n_positive"][0]) == (10, 4)
