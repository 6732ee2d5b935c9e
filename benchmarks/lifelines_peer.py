"""Our curves against lifelines, which lives in an environment of its own: the largest difference over some brands."""

import json
import subprocess

import numpy as np

from benchmarks.venvs import python_with
from scoring.aggregates import RESPONSE
from scoring.case import Case
from scoring.curves import kaplan_meier

BRANDS = 40
_FIT = """
import json, sys
from lifelines import KaplanMeierFitter
out = []
for times, events in json.load(sys.stdin):
    curve = KaplanMeierFitter().fit(times, events).survival_function_["KM_estimate"]
    out.append([[float(hour), float(value)] for hour, value in curve.items()])
print(json.dumps(out))
"""


def largest_difference(case: Case) -> tuple[float | None, str]:
    """Largest difference of the survival at any event of `BRANDS` brands, and on how many events; None and why without lifelines."""
    python = python_with("lifelines")
    if isinstance(python, str):
        return None, python
    numbers = np.linspace(0, len(case.brands) - 1, BRANDS).astype(int).tolist()
    given = []
    for number in numbers:
        rows = case.ask(
            f"SELECT ceil(t) AS hour, (d > 0)::INTEGER AS event FROM ({RESPONSE.rows}) WHERE brand_no = {number}"
        )
        given.append((rows["hour"].tolist(), rows["event"].tolist()))
    known = [(number, one) for number, one in zip(numbers, given, strict=True) if one[0]]
    done = subprocess.run(
        [str(python), "-c", _FIT],
        input=json.dumps([one for _, one in known]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    curves, largest, count = kaplan_meier(case, RESPONSE), 0.0, 0
    for (number, _), theirs in zip(known, json.loads(done.stdout), strict=True):
        mine, values = curves.brand == number, dict(map(tuple, theirs))
        for hour, survival in zip(curves.hour[mine].tolist(), curves.survival[mine].tolist(), strict=True):
            largest, count = max(largest, abs(values[float(hour)] - survival)), count + 1
    return largest, f"{count:,} events of {len(known)} brands"
