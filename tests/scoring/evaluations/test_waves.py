"""The evaluation of waves with small numbers: floors hold, the same seed gives the same card, and no file is needed."""

import pytest
from typer.testing import CliRunner

from scoring.errors import ScoringError
from scoring.evaluations import Evaluation, evaluate
from scoring.evaluations.waves import Size, false_alarms
from scoring.evaluations.waves import evaluate as evaluate_waves
from terazi import app

SMALL = Size(quiet=150, waves=15, worlds=2)


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate_waves(size=SMALL)


def value(found: Evaluation, name: str) -> float:
    return next(one.value for one in found.figures if one.name == name)


def test_the_published_rate_of_false_alarms_is_kept(found: Evaluation) -> None:
    assert value(found, "false alarms per brand and year") <= 0.15
    assert value(found, "brand-years without a false alarm") >= 0.86


def test_recall_and_delay_by_size(found: Evaluation) -> None:
    assert value(found, "noticed on the first day: 10 a day, 5 times as many") >= 0.85
    assert value(found, "noticed on the first day: 3 a day, 10 times as many") >= 0.85
    assert value(found, "noticed within the week: 3 a day, 5 times as many") >= 0.95
    assert value(found, "noticed within the week: 1 a day, 5 times as many") >= 0.6


def test_organic_waves_are_not_said_to_be_coordinated(found: Evaluation) -> None:
    assert value(found, "organic not said to be coordinated") == 1


def test_the_same_seed_gives_the_same_figures() -> None:
    assert list(false_alarms(SMALL, 3)) == list(false_alarms(SMALL, 3))


def test_the_card_names_no_file(found: Evaluation) -> None:
    assert "Measured on invented worlds" in found.markdown()
    assert "sha256" not in found.markdown()


def test_others_still_need_their_file() -> None:
    with pytest.raises(ScoringError, match="give it with --data"):
        evaluate("themes")
    assert "--data" in str(CliRunner().invoke(app, ["evaluate", "duplicates"]).exception)
