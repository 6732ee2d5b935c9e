"""What was met is known again, in memory that does not grow."""

import pytest

from crawler import met as module
from crawler.ask import Ask
from crawler.met import Lately, Met


def test_no_key_that_was_met_is_forgotten() -> None:
    met, keys = Met(), [Ask(f"/{n}").key for n in range(4000)]
    for key in keys[:2000]:
        met.add(key)
    assert all(key in met for key in keys[:2000])
    assert sum(key in met for key in keys[2000:]) <= 2


def test_words_are_known_for_as_long_as_a_filter_takes_to_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FULL", 100)
    lately = Lately()
    assert all(lately.meet(f"word {n}") for n in range(100))
    assert not any(lately.meet(f"word {n}") for n in range(100))
    assert all(lately.meet(f"word {n}") for n in range(100, 199))
    assert not lately.meet("word 0")
    assert all(lately.meet(f"later {n}") for n in range(200))
    assert lately.meet("word 0")
    assert not lately.meet("word 0")
