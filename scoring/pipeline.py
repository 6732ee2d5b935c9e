"""THE RECIPE: from a frozen snapshot to explained numbers, top to bottom.

snapshot -> which label is which brand -> which records are one matter -> weights
         -> observed and expected per dimension -> priors -> scores, groups, signals -> checks
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from scoring import checks
from scoring.aggregates import Incidents, read_incidents
from scoring.dimensions.official import QUERY, official_volume
from scoring.dimensions.times import RESOLUTION, RESPONSE, times
from scoring.dimensions.volume import volume
from scoring.engine import ask, open_lake
from scoring.incidents.brand_match import UNSORTED, Decision, Label, match_labels
from scoring.incidents.duplicates import find_incidents
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.peer_group import ExposureFact, PeerGroup, Weighed, prior_of, weigh
from scoring.statistics.gamma_poisson import shrink_priors
from store.naming import fold_brand
from store.vocabulary import Judgement


@dataclass
class Scored:
    """Everything a scoring found, ready to be stored."""

    decisions: list[Decision]
    members: pa.Table
    incidents: Incidents
    opened_at: dict[str, datetime]
    weighed: list[Weighed]
    standard_hash: str
    skipped: dict[str, int] = field(default_factory=dict)


def score_snapshot(folder: Path, as_of: datetime, parameters: Parameters) -> Scored:
    """The whole calculation. The same folder, moment and parameters give the same answer, bit for bit."""
    with open_lake(folder) as lake:
        checks.check_inputs(
            column
            for (column,) in lake.execute(
                "SELECT DISTINCT column_name FROM information_schema.columns ORDER BY 1"
            ).fetchall()
        )
        decisions = _decide_labels(lake)
        members, found = find_incidents(lake, _label_table(decisions), as_of=as_of, starts_at=as_of - timedelta(days=parameters.window_days),
                                        template_uses=parameters.template_uses)  # fmt: skip
        incidents = read_incidents(found, as_of, parameters)
        groups = [*official_volume(ask(lake, QUERY).to_pylist()), *_record_groups(lake, incidents, as_of, parameters)]
        standard_hash = _standard_hash(groups, parameters)
        weighed = [
            weigh(group, prior, parameters, standard_hash)
            for group, prior in zip(groups, _priors(groups, parameters), strict=True)
        ]
        for one in weighed:
            checks.check_weighed(one)
        opened = {row["incident_id"]: row["opened_at"] for row in found.select(["incident_id", "opened_at"]).to_pylist()}
        return Scored(
            decisions,
            members,
            incidents,
            opened,
            weighed,
            standard_hash,
            _skipped(lake, found.num_rows, incidents, members, as_of),
        )


def _decide_labels(lake: Any) -> list[Decision]:
    known: dict[str, dict[str, str]] = {}
    for sector_id, label, brand_id in lake.execute(
        "SELECT sector_id, label, brand_id FROM aliases WHERE judgement = 'positive' ORDER BY alias_id"
    ).fetchall():
        known.setdefault(sector_id, {}).setdefault(fold_brand(label), brand_id)
    labels = lake.execute("""SELECT brand_label, sector_label, country, count(*) FROM records WHERE brand_label <> ''
                             GROUP BY ALL ORDER BY ALL""").fetchall()
    taken = [brand_id for (brand_id,) in lake.execute("SELECT brand_id FROM brands ORDER BY 1").fetchall()]
    return list(match_labels((Label(*label) for label in labels), known, taken))


def _label_table(decisions: list[Decision]) -> pa.Table:
    sure = [decision for decision in decisions if decision.judgement is Judgement.POSITIVE]
    return pa.table({
        "brand_label": pa.array([one.label.label for one in sure], pa.string()), "sector_label": pa.array([one.label.sector_label for one in sure], pa.string()),
        "country": pa.array([one.label.country for one in sure], pa.string()), "brand_id": pa.array([one.brand_id for one in sure], pa.string()),
        "sector_id": pa.array([one.sector_id for one in sure], pa.string()),
    })  # fmt: skip


def _record_groups(lake: Any, incidents: Incidents, as_of: datetime, parameters: Parameters) -> Iterator[PeerGroup]:
    """Volume, responsiveness and resolution of every sector that has records or exposures."""
    exposures = _exposures(lake)
    brands = set(zip(incidents.sector.tolist(), incidents.brand.tolist(), strict=True)) | set(exposures)
    for sector_id in sorted({sector for sector, _ in brands}):
        mine = incidents.of_sector(sector_id)
        if not mine.ids or sector_id.endswith(UNSORTED):  # brands of no known sector are nobody's peers
            continue
        names = tuple(sorted(brand for sector, brand in brands if sector == sector_id))
        yield volume(
            sector_id,
            mine,
            names,
            {brand: fact for (sector, brand), fact in exposures.items() if sector == sector_id},
            as_of,
            parameters,
        )
        for clock, hours, flag in (
            (RESPONSE, mine.first_response_hours, None),
            (RESOLUTION, mine.confirmed_hours, mine.flags["is_confirmed"]),
        ):
            happened = np.isfinite(hours)
            is_timed = flag is None or happened.sum() >= parameters.timed_share * flag.sum()
            group = (
                times(clock, sector_id, mine, hours, names, as_of, parameters) if is_timed and happened.any() else None
            )
            if group is not None:
                yield group


def _exposures(lake: Any) -> dict[tuple[str, str], ExposureFact]:
    """(sector, brand) -> its best denominator: the best grade, then the latest date."""
    rows = ask(
        lake,
        """SELECT b.sector_id, e.* FROM exposures e JOIN brands b USING (brand_id)
                        ORDER BY e.grade DESC, e.as_of_on, e.exposure_id""",
    ).to_pylist()
    return {
        (row["sector_id"], row["brand_id"]): ExposureFact(
            **{name: row[name] for name in ExposureFact.__dataclass_fields__}
        )
        for row in rows
    }


def _priors(groups: list[PeerGroup], parameters: Parameters) -> list[Any]:
    """One prior per peer group; those of small record sectors are drawn to the median of their dimension (SPEC-20)."""
    priors = [prior_of(group, parameters) for group in groups]
    for dimension in sorted({group.dimension for group in groups}):
        some = [
            i
            for i, group in enumerate(groups)
            if group.dimension == dimension and group.basis == "records" and priors[i] is not None
        ]
        if some:
            drawn = shrink_priors([priors[i] for i in some], [int(groups[i].has_expected.sum()) for i in some])
            for i, prior in zip(some, drawn, strict=True):
                priors[i] = prior
    return priors


def _standard_hash(groups: list[PeerGroup], parameters: Parameters) -> str:
    """Names the standard the scores stand on: method, parameters and the sectors' rates."""
    rates = [
        f"{group.sector_id}|{group.period}|{group.dimension}|{group.standard_rate!r}|{group.expected.tobytes().hex()}"
        for group in groups
    ]
    return hashlib.sha256("\n".join([NAME, VERSION, as_json(parameters), *rates]).encode()).hexdigest()


def _skipped(lake: Any, found: int, incidents: Incidents, members: pa.Table, as_of: datetime) -> dict[str, int]:
    """What took no part and why, in counts: every complaint left out has exactly one reason."""
    reasons = lake.execute(
        """
        SELECT CASE WHEN brand_label = '' THEN 'no brand named' WHEN l.brand_id IS NULL THEN 'brand label set aside as unsure'
                    WHEN posted_at IS NULL THEN 'no date' WHEN posted_at > $as_of THEN 'after the moment scored' ELSE 'before the window' END AS reason, count(*)
        FROM records LEFT JOIN labels l USING (brand_label, sector_label, country)
        WHERE kind = 'complaint' AND record_id NOT IN (SELECT record_id FROM members) GROUP BY ALL ORDER BY ALL""",
        {"as_of": as_of},
    ).fetchall()
    repeats, void = members.num_rows - found, found - len(incidents.ids)
    return dict(reasons) | {"repeats of the same matter": repeats, "withdrawn within a day, before any answer": void}
