"""What people decided about names, laid over what likeness found: merges carry a brand's labels and bases along, splits move a label."""

from typing import NamedTuple

import duckdb
import pyarrow as pa

from scoring.engine import ask
from scoring.incidents.brand_match import Decision
from store.decisions import SPLIT, merged_into, standing
from store.naming import fold_brand
from store.vocabulary import Judgement

_MERGED = pa.schema([("brand_id", pa.string()), ("into_id", pa.string())])


class Row(NamedTuple):
    """A decision as the snapshot has it."""

    decision_id: int | None
    decision: str
    label: str
    brand_id: str
    to_brand_id: str
    undoes_id: int | None


class Decided:
    """The decisions that stand: what a label means by a person's word, and where a merged brand stands now."""

    def __init__(self, rows: list[Row], sectors: dict[str, str]) -> None:
        self._sectors, self.merged = sectors, merged_into(rows)
        splits = [one for one in standing(rows) if one.decision == SPLIT]
        self._labels = {fold_brand(one.label): one.to_brand_id for one in splits}

    def meaning(self, decision: Decision) -> tuple[str, str] | None:
        """(brand_id, sector_id) of a label, or None where it is set aside: a person's word first, then likeness, then merges."""
        split = self._labels.get(fold_brand(decision.label.label))
        if split is None and decision.judgement is not Judgement.POSITIVE:
            return None
        found = split if split in self._sectors else decision.brand_id
        brand_id = self.merged.get(found or "", found or "")
        return brand_id, self._sectors.get(brand_id, decision.sector_id)


def decided(lake: duckdb.DuckDBPyConnection) -> Decided:
    """The decisions of a snapshot."""
    rows = ask(
        lake, "SELECT decision_id, decision, label, brand_id, to_brand_id, undoes_id FROM brand_decisions ORDER BY 1"
    )
    sectors = ask(lake, "SELECT brand_id, sector_id FROM brands ORDER BY 1").to_pylist()
    return Decided([Row(**row) for row in rows.to_pylist()], {row["brand_id"]: row["sector_id"] for row in sectors})


def merged_table(found: Decided) -> pa.Table:
    """Merged brand -> where it stands, for the bases of customers."""
    return pa.Table.from_pylist(
        [{"brand_id": one, "into_id": into} for one, into in sorted(found.merged.items())], schema=_MERGED
    )
