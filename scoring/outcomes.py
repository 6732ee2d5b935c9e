"""What became of a brand's complaints, side by side: badge, stars, templates, claims, the customer's word, removals (W7, W8).

None of it is a score. Laid beside each other the figures show when a badge and the customer disagree.
"""

from collections.abc import Mapping
from functools import reduce

import pyarrow as pa

from scoring.case import VOID, Case
from scoring.engine import ask
from scoring.estimate import Estimate
from scoring.matters import has_column
from scoring.mix import leave_one_out, overlap
from scoring.peer_group import ExposureFact
from scoring.quality import by_brand, contested_claims, grade, outcomes, template_share
from scoring.removals import parity, removals
from scoring.standard import Standard

LOW_MARK = 0.25
"""One or two stars of five."""
KEYS = ["sector", "brand"]


def side_by_side(
    case: Case, estimates: Mapping[str, Estimate], standard: Standard, exposures: Mapping[tuple[str, str], ExposureFact]
) -> pa.Table:
    """One row per brand: counts in incidents, shares with 95 % intervals, the data-quality grade (SPEC-18), answers round
    the clock (SPEC-14), overlap of its mix with the sector's (SPEC-12), and its ratio without its own share (SPEC-11)."""
    parts = [
        _prefixed(outcomes(case), "", {"all": "incidents_count", "resolved_low": "resolved_low_share", "resolved_high": "resolved_high_share"}
                  | {name: f"{name}_count" for name in ("confirmed", "denied", "silent", "claimed", "removed")}),
        _prefixed(contested_claims(case), "contested_", {"claims": "", "contested": ""}),
        _prefixed(template_share(case), "template_", {"answers": "answers_count", "templates": "template_answers_count"}),
        _badges(case),
        _grades(case, exposures),
        by_brand(case, {}, {"mix_overlap_share": overlap(case), "volume_ratio_against_rest": leave_one_out(case, estimates["volume"])}),
    ]  # fmt: skip
    if has_column(case, "is_gone"):
        renamed = {"incidents": "", "removed": "", "expected": "removals_expected_count"}
        parts.append(_prefixed(removals(case), "removals_", renamed))
    if has_column(case, "opened_at"):
        hidden = dict.fromkeys(("off_observed", "off_expected", "office_observed", "office_expected"), "")
        parts.append(_prefixed(parity(case, standard), "parity_", hidden))
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


# followed: seen again when it was a week old, or known to be gone; younger matters are not asked
COVERAGE = f"""
SELECT sector, brand, count(DISTINCT platform) AS platforms_count, max(g.hours) AS median_gap_hours, sum(authenticity::DECIMAL(18, 10))::DOUBLE / count(*) AS mean_authenticity,
    avg(CASE WHEN age_days >= 7 THEN (is_gone OR epoch_us(last_seen_at) - epoch_us(opened_at) >= 7 * 86400e6)::INTEGER END) AS followed_share
FROM incident LEFT JOIN crawl_gap g ON g.source_id = platform WHERE NOT {VOID} GROUP BY ALL ORDER BY ALL
"""


def _grades(case: Case, exposures: Mapping[tuple[str, str], ExposureFact]) -> pa.Table:
    """The data-quality grade of every brand that has incidents, with what it was given for."""
    rows = ask(case.lake, COVERAGE).to_pylist() if has_column(case, "is_gone") else []
    for row in rows:
        base = exposures.get((row["sector"], row["brand"]))
        found = grade(
            base.grade if base else None,
            row["platforms_count"],
            row["median_gap_hours"],
            row["followed_share"],
            row["mean_authenticity"],
        )
        row["data_grade"] = found.letter
        row["data_grade_en"] = " ".join(component.sentence_en for _, component in found.tests)
        row["data_grade_tr"] = " ".join(component.sentence_tr for _, component in found.tests)
    return pa.Table.from_pylist(rows, schema=_GRADES)


_GRADES = pa.schema(
    [(name, pa.string()) for name in ("sector", "brand")] + [("platforms_count", pa.int64())]
    + [(name, pa.float64()) for name in ("median_gap_hours", "followed_share", "mean_authenticity")]
    + [(name, pa.string()) for name in ("data_grade", "data_grade_en", "data_grade_tr")]
)  # fmt: skip
