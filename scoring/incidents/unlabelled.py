"""Complaints whose source names no brand: the seller it names, the one courier the text names, else the brand that opens the product's name."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from scoring.engine import ask
from scoring.frozen import lay
from scoring.names.mentioned import Mentions
from store.names.choice import Known
from store.names.model import shipped
from store.vocabulary import Judgement

UNLABELLED = "SELECT record_id, product, counterpart, text FROM records WHERE brand_label = '' AND kind = 'complaint' ORDER BY record_id"
LABELLED = """CREATE TEMP VIEW records AS
SELECT r.* REPLACE (coalesce(n.brand_label, r.brand_label) AS brand_label) FROM records_as_stored r LEFT JOIN named n USING (record_id)"""
_NAMED = pa.schema([("record_id", pa.string()), ("brand_label", pa.string())])


def label_unlabelled(lake: duckdb.DuckDBPyConnection, known: Mapping[str, Mapping[str, str]]) -> None:
    """Give complaints without a label the name of the brand they surely mean; `known`: sector_id -> name -> brand_id. The unsure stay without.

    Replaces the relation `records`; what was stored stays readable as `records_as_stored`. Reviews and praise keep to the label
    their source gives: there the product's maker, the shop and the site are rated together.
    """
    rows = ask(lake, UNLABELLED).to_pylist()
    if not rows:
        return
    book = [Known(name, brand, sector) for sector in sorted(known) for name, brand in sorted(known[sector].items())]
    mentions, names = Mentions(book, shipped()), {one.brand_id: one.name for one in reversed(book)}
    meant = [(row["record_id"], names.get(brand_of(mentions, row), "")) for row in rows]
    named = [{"record_id": record_id, "brand_label": name} for record_id, name in meant if name]
    lay(lake, "named", pa.Table.from_pylist(named, schema=_NAMED))
    lake.execute("ALTER VIEW records RENAME TO records_as_stored")
    lake.execute(LABELLED)


def brand_of(mentions: Mentions, row: Mapping[str, str]) -> str:
    """The brand_id one complaint surely means, or "": by its seller, its courier, its product, in this order."""
    parties = mentions.parties("", row["counterpart"], row["text"])
    sure = [one.brand_id for one in parties if one.judgement is Judgement.POSITIVE]
    judgement, brand_id = mentions.of_product(row["product"])
    return next(iter(sure), brand_id if judgement is Judgement.POSITIVE else "")
