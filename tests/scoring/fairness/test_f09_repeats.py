"""F9: the same matter told again, and what nobody believes, change nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from sqlalchemy import Engine

from scoring.groups import SCORED
from scoring.run import score
from store.settings import Settings
from tests.scoring.fairness.market import SEEDS, Market, few, scored, small_market
from tests.scoring.fairness.test_f08_membership import bits
from tests.scoring.made import NOW, base, keep, record


def with_unbelieved(market: Market, rng: np.random.Generator, types: tuple[str, ...]) -> Market:
    """Eighty incidents of authenticity 0 more, about any brand, all answered at once and well."""
    more = market.taken(np.append(np.arange(market.size), rng.integers(0, market.size, 80)))
    new = np.arange(more.size) >= market.size
    brand = np.where(new, more.incident["brand"][rng.permutation(more.size)], more.incident["brand"])
    changes: dict[str, Any] = {"authenticity": 0.0, "first_response_h": 0.5, "confirmed_h": 1.0, "good_dialogue": True, "type": rng.choice(types, more.size)}  # fmt: skip
    columns = {name: np.where(new, value, more.incident[name]) for name, value in changes.items()}
    return more.changed(**columns, brand=brand, sector=np.array([name[:2] for name in brand]))


@few(5)
@given(seed=SEEDS)
def test_f9_incidents_of_authenticity_zero_change_no_bit(seed: int) -> None:
    market = small_market(seed)
    more = with_unbelieved(market, np.random.default_rng(seed), ("late", "lost"))
    assert scored(more).bits == scored(market).bits


@few(3)
@given(seed=SEEDS)
def test_f9_nor_do_they_where_they_are_of_a_type_of_their_own(seed: int) -> None:
    """New strata without weight change how sums over strata are rounded, and so the last digits of the priors fitted to them."""
    market = small_market(seed)
    before, after = scored(market), scored(with_unbelieved(market, np.random.default_rng(seed), ("invented",)))
    for dimension in SCORED:
        np.testing.assert_allclose(after.of(dimension), before.of(dimension), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("author", "source", "again_by"), [("", "site", ""), ("", "elsewhere", ""), ("u", "site", "u"), ("u", "elsewhere", ""), ("u", "elsewhere", "u")])  # fmt: skip
def test_f9_the_same_matter_again_and_elsewhere(engine: Engine, settings: Settings, author: str, source: str, again_by: str) -> None:  # fmt: skip
    """The first ten complaints of a brand, twice more."""
    base(engine, {f"Marka {name}": 10_000.0 * (n + 1) for n, name in enumerate("ABCDEF")})
    told = [record(f"{name}{n}", f"Marka {name}", hours_ago=400 + 13 * n, answered_after=n % 50 if n % 3 else None, text=f"{name} {n} gelmedi",
                   author_key=author and f"{author}{name}{n}") for name in "ABCDEF" for n in range(15)]  # fmt: skip
    keep(engine, settings, told)
    before = score(engine, settings, as_of=NOW)[1]
    keep(engine, settings, [record(f"again{n}-{k}", "Marka A", hours_ago=400 + 13 * n - k, source_id=source, text=f"A {n} gelmedi", author_key=again_by and f"{again_by}A{n}")
                            for n in range(10) for k in (1, 2)])  # fmt: skip
    after = score(engine, settings, as_of=NOW)[1]
    assert after.skipped["repeats of the same matter"] == 20
    assert bits(after) == bits(before)
