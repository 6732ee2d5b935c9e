"""What became of a brand's complaints, side by side: badge, stars, templates, claims, the customer's word, removals (W7, W8).

None of it is a score. Laid beside each other the figures show when a badge and the customer disagree.
"""

from functools import reduce

import pyarrow as pa

from scoring.case import VOID, Case
from scoring.engine import ask
from scoring.matters import has_column
from scoring.quality import contested_claims, outcomes, template_share
from scoring.removals import removals

LOW_MARK = 0.25
"""One or two stars of five."""
KEYS = ["sector", "brand"]


def side_by_side(case: Case) -> pa.Table:
    """One row per brand: counts in incidents, shares with 95 % intervals; columns are named after what they hold."""
    parts = [
        _prefixed(outcomes(case), "", {"all": "incidents_count", "resolved_low": "resolved_low_share", "resolved_high": "resolved_high_share"}
                  | {name: f"{name}_count" for name in ("confirmed", "denied", "silent", "claimed", "removed")}),
        _prefixed(contested_claims(case), "contested_", {"claims": "", "contested": ""}),
        _prefixed(template_share(case), "template_", {"answers": "answers_count", "templates": "template_answers_count"}),
        _badges(case),
    ]  # fmt: skip
    if has_column(case, "is_gone"):
        renamed = {"incidents": "", "removed": "", "expected": "removals_expected_count"}
        parts.append(_prefixed(removals(case), "removals_", renamed))
    joined = reduce(lambda left, right: left.join(right, KEYS), parts)
    names = {"sector": "sector_id", "brand": "brand_id"}
    return joined.sort_by([(key, "ascending") for key in KEYS]).rename_columns(
        [names.get(name, name) for name in joined.column_names]
    )


def _prefixed(table: pa.Table, prefix: str, names: dict[str, str]) -> pa.Table:
    """Columns under their public names; those named "" are left out, the others get the prefix."""
    kept = [name for name in table.column_names if names.get(name, name)]
    public = [name if name in KEYS else names.get(name, f"{prefix}{name}") for name in kept]
    return table.select(kept).rename_columns(public)


def _badges(case: Case) -> pa.Table:
    """How many matters carry the platform's "solved" badge, and how many of those a low mark of the customer."""
    if not has_column(case, "mark"):
        return ask(case.lake, "SELECT sector::VARCHAR AS sector, brand::VARCHAR AS brand FROM brand_index ORDER BY ALL")
    query = f"""
        SELECT b.sector::VARCHAR AS sector, b.brand::VARCHAR AS brand, count(*) FILTER (is_marked_solved) AS badge_count,
            count(*) FILTER (is_marked_solved AND mark <= {LOW_MARK}) AS badge_low_mark_count,
            count(*) FILTER (is_marked_solved AND mark IS NOT NULL) AS badge_marked_count
        FROM brand_index b LEFT JOIN (FROM incident WHERE NOT {VOID}) i ON i.brand = b.brand::VARCHAR AND i.sector = b.sector::VARCHAR
        GROUP BY ALL ORDER BY ALL"""
    return ask(case.lake, query)
