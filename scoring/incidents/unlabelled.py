"""Records whose source names no brand: the seller it names, the one courier the text names, the brand that opens the product's name."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from scoring.engine import ask
from scoring.frozen import lay
from scoring.names.mentioned import Mentions
from store.names.choice import Known
from store.names.model import shipped
from store.vocabulary import Judgement, RecordKind

UNLABELLED = """SELECT record_id, kind, product, counterpart, text FROM records
WHERE brand_label = '' AND kind IN ('complaint', 'review', 'thanks') ORDER BY record_id"""
LABELLED = """CREATE TEMP VIEW records AS
SELECT r.* REPLACE (coalesce(n.brand_label, r.brand_label) AS brand_label) FROM records_as_stored r LEFT JOIN named n USING (record_id)"""
_NAMED = pa.schema([("record_id", pa.string()), ("brand_label", pa.string())])


def label_unlabelled(lake: duckdb.DuckDBPyConnection, known: Mapping[str, Mapping[str, str]]) -> None:
    """Give records without a label the name of the brand they surely mean; `known`: sector_id -> name -> brand_id. The unsure stay without.

    Replaces the relation `records`; what was stored stays readable as `records_as_stored`. Questions and mentions are not weighed.
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
    """The brand_id one record surely means, or "".

    A complaint: its seller, its courier, its product's maker, in this order. Stars and thanks are for what the source says they are
    for, all of it at once: its seller and its product's maker must not be two, and neither unsure. Their text only mentions.
    """
    is_complaint = row["kind"] == RecordKind.COMPLAINT
    parties = mentions.parties("", row["counterpart"], row["text"] if is_complaint else "")
    named = [(one.judgement, one.brand_id) for one in parties] + [mentions.of_product(row["product"])]
    sure = [brand_id for judgement, brand_id in named if judgement is Judgement.POSITIVE]
    is_open = len(set(sure)) > 1 or any(judgement is Judgement.UNSURE for judgement, _ in named)
    return "" if not sure or (is_open and not is_complaint) else sure[0]
