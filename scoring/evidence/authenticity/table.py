"""`authenticity_table`: the weight of every complaint and voice in a lake, its signs and its reasons."""

from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.engine import ask
from scoring.evidence.authenticity import copies
from scoring.evidence.authenticity.history import history
from scoring.evidence.authenticity.order import Bools, Numbers, codes
from scoring.evidence.authenticity.reasons import reasons
from scoring.evidence.authenticity.weights import ENOUGH, Floats, Model, grown, shipped
from scoring.evidence.authenticity.words import mismatch, words
from scoring.near.same import SHORTEST

# a mark under a complaint is the customer's word on how it ended, not on the firm: only voices have marks here. A text is read apart from
# the rest, in parts: a million of them take no room at once
RECORDS = """
CREATE OR REPLACE TEMP TABLE weighed AS
SELECT row_number() OVER (ORDER BY posted_at, record_id) - 1 AS place, record_id, source_id,
    coalesce(author_hash, '') AS author_hash, coalesce(author_hash, '') <> '' AS has_author,
    coalesce(brand_id, brand_label, '') AS brand, epoch_us(posted_at) AS at,
    coalesce(length(text) >= $shortest, false) AS is_long, coalesce(regexp_matches(text, $own), false) AS is_own,
    CASE WHEN kind <> 'complaint' THEN (rating - rating_worst) / nullif(rating_best - rating_worst, 0) END AS mark,
    CASE WHEN is_verified_purchase OR lower(verification_level) IN ('verified', 'show_verified') THEN 1.0
         WHEN NOT is_verified_purchase OR lower(verification_level) = 'not-verified' THEN 0.0 END AS verified,
    sample_kind IN ('full', 'own_account') AS is_whole
FROM records LEFT JOIN labels USING (brand_label, sector_label, country)
WHERE kind IN ('complaint', 'review', 'thanks') AND posted_at <= $as_of
"""
TEXTS = "SELECT place, coalesce(text, '') AS text FROM records JOIN weighed USING (record_id)"
PART = 20_000
"""Texts read at once."""
# it takes this many kinds of signs that could have spoken (account, check of the source, mark beside words, words) to say that none does
KNOWN = 2
Signs = dict[str, Floats]
_COUNTS = (
    "author_day_count",
    "author_brands_count",
    "author_one_end_count",
    "copies_count",
    "copies_soon_count",
    "author_elsewhere_count",
)
_KINDS: dict[str, pa.DataType] = {"weight": pa.float64(), "abstained": pa.bool_(), "reasons_en": pa.string(), "reasons_tr": pa.string(),
          **dict.fromkeys(_COUNTS, pa.int64()), **dict.fromkeys(("verified", "information", "sentiment", "mismatch"), pa.float64())}  # fmt: skip


def authenticity_table(lake: duckdb.DuckDBPyConnection, as_of: datetime, model: Model | None = None) -> pa.Table:
    """One row per record, ordered by record_id: weight 0 to 1, abstained, reasons_en, reasons_tr, and the number of each sign.

    The lake holds `records` and `labels`. Records that are gone are read like all others. Where too little is known to speak, and
    nothing speaks against a record, it abstains: weight 1. NULL in a sign: not known.
    """
    table, signs = _signs(lake, as_of)
    features = _features(signs)
    found = (model or shipped()).weights(features)
    is_known = _known(signs, _floats(table, "is_whole") > 0) >= KNOWN
    abstained = ~is_known & (found == 1)
    english, turkish = reasons(signs, features, found, abstained)
    told: dict[str, Any] = {
        "weight": found,
        "abstained": abstained,
        "reasons_en": english,
        "reasons_tr": turkish,
        **signs,
    }
    made = pa.table(
        {
            "record_id": table["record_id"],
            **{name: pa.array(told[name], kind, from_pandas=True) for name, kind in _KINDS.items()},
        }
    )
    return made.take(pc.sort_indices(made, [("record_id", "ascending")]))


def features_of(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, Floats]:
    """What the model adds up, ordered by record_id: for whoever learns or measures it."""
    table, signs = _signs(lake, as_of)
    order = pc.sort_indices(table, [("record_id", "ascending")]).to_numpy()
    return {name: values[order] for name, values in _features(signs).items()}


def _signs(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> tuple[pa.Table, Signs]:
    """Records in order of time, and the number of each sign of theirs; NaN where it is not known."""
    lake.execute(RECORDS, {"as_of": as_of, "shortest": SHORTEST, "own": copies.OWN})
    table = ask(lake, "FROM weighed ORDER BY place")
    mark, at = _floats(table, "mark"), table["at"].to_numpy().astype(np.int64)
    source, name, brand = (_codes(table, column) for column in ("source_id", "author_hash", "brand"))
    author = codes(source, name, known=_floats(table, "has_author") > 0)
    said = copies.Words(source, author, brand, _floats(table, "is_long") > 0, _floats(table, "is_own") > 0)
    information, sentiment = np.full((2, table.num_rows), np.nan)
    for part in lake.sql(TEXTS).to_arrow_reader(PART):
        rows = part["place"].to_numpy()
        said.read(part["text"], rows)
        information[rows], sentiment[rows] = words(part["text"], mark[rows])
    lake.execute("DROP TABLE weighed")
    past, same, is_known = history(author, at, brand, mark), said.copies(at), author >= 0
    counts = {"author_day_count": past.day, "author_brands_count": past.brands, "author_one_end_count": past.one_end,
              "copies_count": same.others, "copies_soon_count": same.soon, "author_elsewhere_count": same.elsewhere}  # fmt: skip
    return table.select(["record_id", "is_whole"]), {
        **{name: np.where(is_known, column.astype(np.float64), np.nan) for name, column in counts.items()},
        "verified": _floats(table, "verified"), "information": information, "sentiment": sentiment, "mismatch": mismatch(mark, sentiment)}  # fmt: skip


def _features(signs: Signs) -> Signs:
    """What speaks against a record (and `verified`, which eases it), 0 where a sign says nothing."""
    known = {name: np.nan_to_num(column) for name, column in signs.items()}
    return {
        "thin": np.nan_to_num(np.maximum(0.0, 1 - signs["information"] / ENOUGH)), "mismatch": known["mismatch"],
        "copies": grown(known["copies_count"] + 1, 2), "copies_soon": grown(known["copies_soon_count"] + 1, 2),
        "author_day": grown(known["author_day_count"], 3), "author_brands": grown(known["author_brands_count"], 3),
        "author_one_end": grown(known["author_one_end_count"], 3), "author_elsewhere": grown(known["author_elsewhere_count"], 1),
        "unverified": (signs["verified"] == 0).astype(np.float64), "verified": known["verified"],
    }  # fmt: skip


def _known(signs: Signs, is_whole: Bools) -> Numbers:
    """How many kinds of signs could have spoken. Where a source shows only a choice of its records an account's history is not known."""
    account, *others = (~np.isnan(signs[name]) for name in ("author_day_count", "verified", "mismatch", "information"))
    return np.asarray(np.stack([account & is_whole, *others]).sum(axis=0))


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(), np.float64)


def _codes(table: pa.Table, name: str) -> Numbers:
    return np.asarray(table[name].combine_chunks().dictionary_encode().indices.to_numpy(), np.int64)
