"""How many complaints there are of each value, over time and by state. Raw counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from api.compat.ccdb.asked import CHILD, FACETS, Search, Trends
from api.compat.ccdb.choice import Choice
from api.compat.ccdb.columns import Array, Columns

Json = dict[str, Any]
ONLY_ASKED = ("company", "zip_code")
"""Counted only where the question names one of their values: there are thousands."""
_HEADINGS = {"sub_product": "sub-product", "sub_issue": "sub-issue"}
_INSIDE = {"sub_product": "product", "sub_issue": "issue", "product": "sub-product", "issue": "sub-issue"}
_LENSES = {
    "product": ("sub_product", "issue", "company", "tags"),
    "issue": ("product", "sub_issue", "company", "tags"),
    "company": ("product", "issue", "tags"),
    "tags": ("product", "issue", "company"),
}


def aggregations(columns: Columns, asked: Search, choice: Choice) -> Json:
    """Complaints by facet. Each facet leaves its own choice out, so that other values can be chosen too."""
    shown = [name for name in FACETS if name not in ONLY_ASKED or getattr(asked, name)]
    return {name: _facet(columns, name, choice.rows(without=name)) for name in shown}


def _facet(columns: Columns, name: str, rows: Array) -> Json:
    keys = [name, *([CHILD[name]] if name in CHILD else [])]
    return {"doc_count": columns.size(rows), name: _listed(_buckets(_counted(columns, rows, *keys), keys))}


def _counted(columns: Columns, rows: Array, *names: str) -> Iterator[Json]:
    """Every combination of values with its count; None where nothing is said."""
    codes, counts = columns.tally(rows, *names)
    values = [[None, *columns.of[name].values] for name in names]
    for *at, n in zip(*(one.tolist() for one in codes), counts.tolist(), strict=True):
        yield {name: of[code] for name, of, code in zip(names, values, at, strict=True)} | {"n": n}


def _buckets(rows: Iterable[Json], keys: Sequence[str]) -> list[Json]:
    counts: dict[str, int] = {}
    inside: dict[str, list[Json]] = {}
    for row in rows:
        if (value := row[keys[0]]) is None:
            continue
        counts[value] = counts.get(value, 0) + row["n"]
        if len(keys) > 1 and row[keys[1]] is not None:
            inside.setdefault(value, []).append({"key": row[keys[1]], "doc_count": row["n"]})
    made = [_bucket(keys[0], value, n) for value, n in counts.items()]
    if len(keys) > 1:
        made = [one | {f"{keys[1]}.raw": _listed(inside.get(one["key"], []))} for one in made]
    return made


def _bucket(name: str, value: str, n: int) -> Json:
    if name == "has_narrative":
        return {"key": int(value == "true"), "key_as_string": value, "doc_count": n}
    return {"key": value, "doc_count": n}


def _listed(buckets: list[Json]) -> Json:
    ordered = sorted(buckets, key=lambda one: (-one["doc_count"], str(one["key"])))
    return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0, "buckets": ordered}


def states(columns: Columns, choice: Choice) -> Json:
    """Complaints by state, each with its products and issues; and by product and issue."""
    everywhere = choice.rows(without="state")
    inside: dict[tuple[str, str], list[Json]] = {}
    for name in ("product", "issue"):
        for row in _counted(columns, everywhere, "state", name):
            inside.setdefault((row["state"], name), []).append(row)
    buckets = [
        {"key": row["state"], "doc_count": row["n"], **{name: _most(inside[row["state"], name], name) for name in ("product", "issue")}}
        for row in _counted(columns, everywhere, "state") if row["state"] is not None
    ]  # fmt: skip
    counted = {name: _facet(columns, name, choice.rows()) for name in ("issue", "product")}
    for name in ("issue", "product"):
        most = counted[name][name]["buckets"][:5]
        counted[name][name]["buckets"] = [{_INSIDE[CHILD[name]] if key == f"{CHILD[name]}.raw" else key: value for key, value in one.items()} for one in most]  # fmt: skip
    return counted | {"state": {"doc_count": columns.size(everywhere), "state": _listed(buckets)}}


def _most(rows: list[Json], name: str) -> Json:
    """The map reads the first one of every state: where nothing is said, that is the empty value."""
    found = _listed(_buckets(rows, [name]))
    return found | {"buckets": found["buckets"][:10] or [{"key": "", "doc_count": 0}]}


def trends(columns: Columns, asked: Trends, choice: Choice) -> Json:
    """Complaints by day, week, month, quarter or year: all, and the commonest values of the lens."""
    rows = {"dateRangeArea": choice.rows(), "dateRangeBrush": choice.rows(is_dated=False), "dateRangeBuckets": choice.of_days()}  # fmt: skip
    answer = {name: _histogram(columns, asked, of, name) for name, of in rows.items()}
    for name, child, depth in _levels(asked):
        heading = _HEADINGS.get(name, name)
        buckets = _over_time(columns, asked, rows["dateRangeArea"], [name], depth)
        if child:
            for sub in _over_time(columns, asked, rows["dateRangeArea"], [name, child], depth if asked.lens == "overview" else asked.sub_lens_depth):  # fmt: skip
                parent = next((one for one in buckets if one["key"] == sub["within"]), None)
                if parent is not None:
                    parent.setdefault(_INSIDE.get(child, child), {"buckets": []})["buckets"].append(
                        {"key": sub["key"], "doc_count": sub["doc_count"], "trend_period": {"buckets": sub["trend_period"]["buckets"][1:2]}}
                    )  # fmt: skip
        answer[heading] = {"doc_count": answer["dateRangeArea"]["doc_count"], heading: {"buckets": buckets}}
    return answer


def _levels(asked: Trends) -> list[tuple[str, str, int]]:
    """(column, column inside it, how many values) of each part of the answer."""
    depth = asked.trend_depth
    if asked.lens == "overview":
        return [("issue", "sub_issue", depth), ("tags", "", depth), ("product", "sub_product", depth)]
    if asked.focus:
        names = (*_LENSES[asked.lens], asked.lens)
        return [(name, "", 10) for name in names if name != "company" or asked.company]
    child = asked.sub_lens or _LENSES[asked.lens][0]
    return [(asked.lens, child if child != asked.lens else "", depth)]


def _histogram(columns: Columns, asked: Trends, rows: Array, name: str) -> Json:
    codes, starts = _periods(columns, asked, rows)
    counts = np.bincount(codes, minlength=len(starts))
    held = np.flatnonzero(counts)
    span = range(held[0], held[-1] + 1) if len(held) else range(0)
    return {"doc_count": len(codes), name: {"buckets": [_period(int(starts[n]), int(counts[n])) for n in span]}}


def _periods(columns: Columns, asked: Trends, rows: Array) -> tuple[Array, Array]:
    """The number of each row's period, and the first day of every period."""
    first, places, starts = columns.periods(asked.trend_interval)
    return places[columns.day[rows] - first], starts


def _over_time(columns: Columns, asked: Trends, rows: Array, keys: list[str], depth: int) -> list[Json]:
    """The commonest values of the last key (within those before it), each with its periods, newest first."""
    made: dict[tuple[int, ...], Json] = {at: {"key": names[-1], "doc_count": n, "trend_period": {"buckets": []}} | ({"within": names[0]} if keys[:-1] else {})
            for at, names, n in _commonest(columns, rows, keys, depth)}  # fmt: skip
    periods, starts = _periods(columns, asked, rows)
    codes, counts = columns.tally(rows, *keys, also=(periods, len(starts)))
    for *code, period, n in zip(*(one[::-1].tolist() for one in (*codes, counts)), strict=True):
        if (found := made.get(tuple(code))) is not None:
            found["trend_period"]["buckets"].append(_period(int(starts[period]), n))
    return list(made.values())


def _commonest(columns: Columns, rows: Array, keys: list[str], depth: int) -> list[tuple[tuple[int, ...], tuple[str, ...], int]]:  # fmt: skip
    """Codes, names and count of the `depth` commonest values within each parent, the commonest first."""
    codes, counts = columns.tally(rows, *keys)
    values = [["", *columns.of[key].values] for key in keys]
    found = [(tuple(at), tuple(of[code] for of, code in zip(values, at, strict=True)), n)
             for *at, n in zip(*(one.tolist() for one in (*codes, counts)), strict=True) if all(at)]  # fmt: skip
    found.sort(key=lambda one: (-one[2], one[1]))
    met: Counter[tuple[int, ...]] = Counter()
    kept = []
    for one in found:
        met[one[0][:-1]] += 1
        if met[one[0][:-1]] <= depth:
            kept.append(one)
    return kept


def _period(day: int, n: int) -> Json:
    said = date.fromordinal(day + 719_163).isoformat()
    return {"key_as_string": f"{said}T00:00:00.000Z", "key": day * 86_400_000, "doc_count": n}
