"""What scoring may see: the columns frozen for it, and nothing else. No column tells of a brand's dealings with a platform."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, String, cast, or_, select
from sqlmodel import SQLModel

from store.corrections import corrected
from store.lake import Clean
from store.private import public
from store.release import NET
from store.session import table_of
from store.tables import Alert, Alias, Brand, BrandDecision, Exposure, OfficialCount, Record, Reply, Run, Sector, Source
from store.terms import lasts
from store.vocabulary import AlertKind

COLUMNS: dict[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "records": (Record, ("record_id", "source_id", "kind", "brand_label", "sector_label", "country", "product", "counterpart", "issue", "posted_at", "rating", "rating_worst",
                         "rating_best", "author_hash", "text", "text_hash", "claimed_by_brand", "claimed_at", "solved_mark", "customer_confirms", "customer_confirmed_at",
                         "visibility", "gone_at", "last_seen_at", "sample_kind", "is_verified_purchase", "verification_level", "is_unlisted")),
    "replies": (Reply, ("record_id", "position", "speaker", "text", "posted_at", "uncertainty_hours")),
    "brands": (Brand, ("brand_id", "name", "sector_id")),
    "aliases": (Alias, ("alias_id", "label", "sector_id", "brand_id", "judgement", "decided_by")),
    "brand_decisions": (BrandDecision, ("decision_id", "decision", "label", "brand_id", "to_brand_id", "undoes_id")),
    "sectors": (Sector, ("sector_id", "name_en", "name_tr", "country")),
    "exposures": (Exposure, ("exposure_id", "brand_id", "unit", "period", "figure", "low", "high", "grade", "source_name", "source_url", "as_of_on")),
    "official_counts": (OfficialCount, ("official_count_id", "source_id", "entity_key", "brand_id", "sector_id", "period", "complaints_count",
                                        "upheld_count", "exposure", "exposure_unit", "published_ratio", "published_rank", "is_set_aside")),
    "runs": (Run, ("run_id", "kind", "source_id", "state", "ended_at")),
    "sources": (Source, ("source_id", "name", "homepage")),
}  # fmt: skip

CLEAN: dict[str, Clean] = {"records": {"issue": NET["records"]["issue"]}}
"""A complaint's type is read as it is published: strata carry its name, and a release must come to the same strata."""


def selects() -> dict[str, Select[Any]]:
    """Queries for `store.lake.freeze`, ordered by primary key; corrections in force lie over them."""
    chosen = {
        name: select(*(_column(table_of(model).c[column]) for column in columns)).order_by(
            *table_of(model).primary_key.columns
        )
        for name, (model, columns) in COLUMNS.items()
    }
    for name in ("records", "replies"):
        chosen[name] = chosen[name].where(public(table_of(COLUMNS[name][0])))
    standing = table_of(Exposure).c.set_aside_because == ""
    return chosen | {"exposures": chosen["exposures"].where(standing), "breaks": _breaks()}


def _column(column: Column[Any]) -> ColumnElement[Any]:
    """A text that may not be kept is quoted nowhere, like one whose page asks not to be listed."""
    if column.name == "is_unlisted":
        return or_(column, ~lasts(column.table)).label(column.name)
    return corrected(column)


def _breaks() -> Select[Any]:
    """What is on record of sources that changed: a rise on the day of a change may be the source's."""
    alert = table_of(Alert)
    told = (alert.c.alert_id, alert.c.source_id, alert.c.opened_at, cast(alert.c.detail, String).label("detail_json"))
    return select(*told).where(alert.c.kind == AlertKind.BREAK.value).order_by(alert.c.alert_id)
