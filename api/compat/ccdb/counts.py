"""How many complaints there are of each value, over time and by state. Raw counts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from api.compat.ccdb.asked import CHILD, FACETS, Condition, Search, Trends, both, conditions, days

Rows = Callable[[str, list[Any]], list[dict[str, Any]]]
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


def total(rows: Rows, where: Condition) -> int:
    """How many complaints fulfil a condition."""
    return int(rows(f"SELECT count(*) AS n FROM complaints WHERE {where[0]}", where[1])[0]["n"])


def aggregations(rows: Rows, asked: Search, match: Condition) -> Json:
    """Complaints by facet. Each facet leaves its own choice out, so that other values can be chosen too."""
    shown = [name for name in FACETS if name not in ONLY_ASKED or getattr(asked, name)]
    free = [name for name in shown if not getattr(asked, name)]
    found = _facets(rows, free, conditions(asked, match))
    for name in set(shown) - set(free):
        found |= _facets(rows, [name], conditions(asked, match, without=name))
    return {name: found[name] for name in shown}


def _facets(rows: Rows, names: Sequence[str], where: Condition) -> Json:
    """All of them in one pass over the complaints."""
    sets = [[name, *([CHILD[name]] if name in CHILD else [])] for name in names]
    columns = sorted({column for one in sets for column in one})
    marks = [sum(1 << n for n, column in enumerate(reversed(columns)) if column not in one) for one in sets]
    found = rows(
        f"SELECT GROUPING({', '.join(columns)}) AS mark, {', '.join(columns)}, count(*) AS n FROM complaints WHERE {where[0]} "
        f"GROUP BY GROUPING SETS ((), {', '.join('(' + ', '.join(one) + ')' for one in sets)})",
        where[1],
    ) if columns else []  # fmt: skip
    count = next((row["n"] for row in found if row["mark"] == (1 << len(columns)) - 1), 0)
    return {
        one[0]: {"doc_count": count, one[0]: _listed(_buckets((row for row in found if row["mark"] == mark), one))}
        for one, mark in zip(sets, marks, strict=True)
    }


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


def states(rows: Rows, asked: Search, match: Condition) -> Json:
    """Complaints by state, each with its products and issues; and by product and issue."""
    where, everywhere = conditions(asked, match), conditions(asked, match, without="state")
    found = rows(
        "SELECT GROUPING(product, issue) AS mark, state, product, issue, count(*) AS n FROM complaints "
        f"WHERE state IS NOT NULL AND {everywhere[0]} GROUP BY GROUPING SETS ((state), (state, product), (state, issue))",
        everywhere[1],
    )
    by: dict[tuple[str, int], list[Json]] = {}
    for row in found:
        by.setdefault((row["state"], row["mark"]), []).append(row)
    buckets = [
        {"key": state, "doc_count": of[0]["n"], "product": _most(by[state, 1], "product"), "issue": _most(by[state, 2], "issue")}
        for (state, mark), of in by.items() if mark == 3
    ]  # fmt: skip
    counted = _facets(rows, ["issue", "product"], where)
    for name in ("issue", "product"):
        most = counted[name][name]["buckets"][:5]
        counted[name][name]["buckets"] = [{_INSIDE[CHILD[name]] if key == f"{CHILD[name]}.raw" else key: value for key, value in one.items()} for one in most]  # fmt: skip
    return counted | {"state": {"doc_count": total(rows, everywhere), "state": _listed(buckets)}}


def _most(rows: list[Json], name: str) -> Json:
    """The map reads the first one of every state: where nothing is said, that is the empty value."""
    found = _listed(_buckets(rows, [name]))
    return found | {"buckets": found["buckets"][:10] or [{"key": "", "doc_count": 0}]}


def trends(rows: Rows, asked: Trends, match: Condition) -> Json:
    """Complaints by day, week, month, quarter or year: all, and the commonest values of the lens."""
    focus: Condition = (f"{asked.lens} = ?", [asked.focus]) if asked.focus and asked.lens != "overview" else ("", [])
    where = both([conditions(asked, match), focus])
    answer = {
        "dateRangeArea": _histogram(rows, asked, where, "dateRangeArea"),
        "dateRangeBrush": _histogram(rows, asked, both([conditions(asked, match, is_dated=False), focus]), "dateRangeBrush"),
        "dateRangeBuckets": _histogram(rows, asked, days(asked), "dateRangeBuckets"),
    }  # fmt: skip
    for name, child, depth in _levels(asked):
        heading = _HEADINGS.get(name, name)
        buckets = _over_time(rows, asked, where, [name], depth)
        if child:
            for sub in _over_time(rows, asked, where, [name, child], depth if asked.lens == "overview" else asked.sub_lens_depth):  # fmt: skip
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


def _histogram(rows: Rows, asked: Trends, where: Condition, name: str) -> Json:
    found = rows(
        f"""WITH counted AS (SELECT date_trunc('{asked.trend_interval}', received_on)::DATE AS day, count(*) AS n FROM complaints WHERE {where[0]} GROUP BY 1),
        steps AS (SELECT unnest(generate_series(min(day)::TIMESTAMP, max(day)::TIMESTAMP, INTERVAL 1 {asked.trend_interval}))::DATE AS day FROM counted)
        SELECT day, coalesce(n, 0) AS n FROM steps LEFT JOIN counted USING (day) ORDER BY day""",
        where[1],
    )
    return {"doc_count": sum(row["n"] for row in found), name: {"buckets": [_period(row) for row in found]}}


def _over_time(rows: Rows, asked: Trends, where: Condition, keys: list[str], depth: int) -> list[Json]:
    """The commonest values of the last key (within those before it), each with its periods, newest first."""
    within, last = keys[:-1], keys[-1]
    part = f"PARTITION BY {within[0]} " if within else ""
    found = rows(
        f"""WITH counted AS (SELECT {", ".join(keys)}, date_trunc('{asked.trend_interval}', received_on)::DATE AS day, count(*) AS n
          FROM complaints WHERE {where[0]} AND {" AND ".join(f"{key} IS NOT NULL" for key in keys)} GROUP BY ALL),
        summed AS (SELECT {", ".join(keys)}, sum(n)::BIGINT AS total FROM counted GROUP BY {", ".join(keys)}
          QUALIFY row_number() OVER ({part}ORDER BY sum(n) DESC, {last}) <= {depth})
        SELECT * FROM counted JOIN summed USING ({", ".join(keys)}) ORDER BY total DESC, {", ".join(keys)}, day DESC""",
        where[1],
    )
    made: dict[tuple[str, ...], Json] = {}
    for row in found:
        key = tuple(row[name] for name in keys)
        if key not in made:
            made[key] = {"key": key[-1], "doc_count": row["total"], "trend_period": {"buckets": []}} | ({"within": key[0]} if within else {})  # fmt: skip
        made[key]["trend_period"]["buckets"].append(_period(row))
    return list(made.values())


def _period(row: Json) -> Json:
    day = row["day"]
    seconds = (day.toordinal() - 719_163) * 86_400
    return {"key_as_string": f"{day.isoformat()}T00:00:00.000Z", "key": seconds * 1000, "doc_count": row["n"]}
