"""Curves by brand against the product-limit worked out by hand, one brand at a time."""

import math
from typing import Any

import numpy as np
import pytest

from scoring.aggregates import RESOLUTION, RESPONSE, Clock
from scoring.curves import kaplan_meier
from tests.scoring.small_case import case_of


def _rows() -> list[dict[str, Any]]:
    rng = np.random.default_rng(7)
    rows: list[dict[str, Any]] = []
    for brand, size in (("a", 1), ("b", 40), ("c", 700), ("d", 5)):
        for _ in range(size):
            answer = round(float(rng.exponential(30)), 2)
            rows.append({
                "brand": brand, "follow_up_h": round(float(rng.uniform(0, 900)), 2), "first_response_h": answer if rng.random() < 0.7 else None,
                "confirmed_h": answer + 5 if rng.random() < 0.3 else None, "withdrawn_h": 400.0,
            })  # fmt: skip
    rows += [{"brand": "e", "first_response_h": 0.0}, {"brand": "f"}]  # all at once at hour 0; nobody ever
    return rows


@pytest.mark.parametrize(("clock", "event"), [(RESPONSE, "first_response_h"), (RESOLUTION, "confirmed_h")])
def test_every_brand_equals_the_product_limit_by_hand(clock: Clock, event: str) -> None:
    rows = _rows()
    case = case_of(rows)
    got = kaplan_meier(case, clock)
    wanted: list[tuple[int, int, int, int, float]] = []
    for number, brand in enumerate(case.brands):
        times = []
        for row in (row for row in rows if row["brand"] == brand):
            at, end = row.get(event), min(row.get("follow_up_h", 8760.0), clock.bins[-1])
            is_event = at is not None and at <= end
            times.append((math.ceil(at if is_event and at is not None else end), is_event))
        alive = 1.0
        for hour in sorted({hour for hour, is_event in times if is_event}):
            at_risk, events = sum(other >= hour for other, _ in times), times.count((hour, True))
            alive *= 1 - events / at_risk
            wanted.append((number, hour, at_risk, events, alive))
    expected = np.array(wanted)
    np.testing.assert_array_equal(np.column_stack([got.brand, got.hour, got.at_risk, got.events]), expected[:, :4])
    np.testing.assert_allclose(got.survival, expected[:, 4], rtol=0, atol=1e-12)


def test_nothing_happened_anywhere() -> None:
    assert kaplan_meier(case_of([{"brand": "a"}]), RESPONSE).survival.size == 0
