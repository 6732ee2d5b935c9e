"""`authenticity_table`: the weight of every complaint and voice in a lake, its signs and its reasons."""

from datetime import datetime

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.engine import ask
from scoring.evidence.authenticity.copies import copies
from scoring.evidence.authenticity.history import history
from scoring.evidence.authenticity.order import Bools, Numbers, codes
from scoring.evidence.authenticity.reasons import reasons
from scoring.evidence.authenticity.weights import ENOUGH, Floats, Model, grown, shipped
from scoring.evidence.authenticity.words import words

# a mark under a complaint is the customer's word on how it ended, not on the firm: only voices have marks here
RECORDS = """
SELECT record_id, source_id, author_hash, coalesce(brand_id, brand_label) AS brand, text, epoch_us(posted_at) AS at,
    CASE WHEN kind <> 'complaint' THEN (rating - rating_worst) / nullif(rating_best - rating_worst, 0) END AS mark,
    CASE WHEN is_verified_purchase OR lower(verification_level) IN ('verified', 'show_verified') THEN 1.0
         WHEN NOT is_verified_purchase OR lower(verification_level) = 'not-verified' THEN 0.0 END AS verified,
    sample_kind IN ('full', 'own_account') AS is_whole
FROM records LEFT JOIN labels USING (brand_label, sector_label, country)
WHERE kind IN ('complaint', 'review', 'thanks') AND posted_at <= $as_of ORDER BY posted_at, record_id
"""
# it takes this many kinds of signs that could have spoken (account, check of the source, mark beside words, words) to say that none does
KNOWN = 2


def authenticity_table(lake: duckdb.DuckDBPyConnection, as_of: datetime, model: Model | None = None) -> pa.Table:
    """One row per record, ordered by record_id: weight 0 to 1, abstained, reasons_en, reasons_tr, and the number of each sign.

    The lake holds `records` and `labels`. Records that are gone are read like all others. Where too little is known to speak, and
    nothing speaks against a record, it abstains: weight 1. NULL in a sign: not known.
    """
    table = ask(lake, RECORDS, as_of=as_of)
    signs = _signs(table)
    features = _features(signs)
    found = (model or shipped()).weights(features)
    is_known = _known(signs, _floats(table, "is_whole") > 0) >= KNOWN
    abstained = ~is_known & (found == 1)
    english, turkish = reasons(signs, features, found, abstained)
    columns = {
        "record_id": table["record_id"],
        "weight": found,
        "abstained": abstained,
        "reasons_en": english,
        "reasons_tr": turkish,
    }
    made = pa.table({name: _column(values) for name, values in {**columns, **signs}.items()})
    return made.take(pc.sort_indices(made, [("record_id", "ascending")]))


def features_of(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, Floats]:
    """What the model adds up, ordered by record_id: for whoever learns or measures it."""
    table = ask(lake, RECORDS, as_of=as_of)
    order = np.argsort(_strings(table, "record_id").astype(np.str_), kind="stable")
    return {name: values[order] for name, values in _features(_signs(table)).items()}


def _signs(table: pa.Table) -> dict[str, NDArray[np.generic]]:
    """The number of each sign, in order of time."""
    mark, at = _floats(table, "mark"), table["at"].to_numpy().astype(np.int64)
    name = _strings(table, "author_hash")
    source, brand = codes(_strings(table, "source_id")), codes(_strings(table, "brand"))
    author = codes(source, name, known=name != "")
    texts = pc.fill_null(table["text"], "").combine_chunks()
    past, same, told = (
        history(author, at, brand, mark),
        copies(texts, source, author, brand, at),
        words(texts.to_pylist(), mark),
    )
    is_known = author >= 0
    return {
        "author_day_count": _where(is_known, past.day), "author_brands_count": _where(is_known, past.brands),
        "author_one_end_count": _where(is_known & ~np.isnan(mark), past.one_end), "copies_count": _where(is_known, same.others),
        "copies_soon_count": _where(is_known, same.soon), "author_elsewhere_count": _where(is_known, same.elsewhere),
        "verified": _floats(table, "verified"), "information": told.information, "sentiment": told.sentiment, "mismatch": told.mismatch,
    }  # fmt: skip


def _features(signs: dict[str, NDArray[np.generic]]) -> dict[str, Floats]:
    """What speaks against a record (and `verified`, which eases it), 0 where a sign says nothing."""
    count = {name: np.nan_to_num(signs[name].astype(np.float64)).astype(np.int64) for name in signs}
    verified, told = signs["verified"].astype(np.float64), signs["information"].astype(np.float64)
    return {
        "thin": np.nan_to_num(np.maximum(0.0, 1 - told / ENOUGH)), "mismatch": np.nan_to_num(signs["mismatch"].astype(np.float64)),
        "copies": grown(count["copies_count"] + 1, 1), "copies_soon": grown(count["copies_soon_count"] + 1, 1),
        "author_day": grown(count["author_day_count"], 3), "author_brands": grown(count["author_brands_count"], 3),
        "author_one_end": grown(count["author_one_end_count"], 3), "author_elsewhere": grown(count["author_elsewhere_count"], 1),
        "unverified": (verified == 0).astype(np.float64), "verified": (verified == 1).astype(np.float64),
    }  # fmt: skip


def _known(signs: dict[str, NDArray[np.generic]], is_whole: Bools) -> Numbers:
    """How many kinds of signs could have spoken. Where a source shows only a choice of its records an account's history is not known."""
    could = [
        np.isnan(signs[name].astype(np.float64)) for name in ("author_day_count", "verified", "mismatch", "information")
    ]
    return np.asarray((~could[0] & is_whole) + sum((~one).astype(np.int64) for one in could[1:]), np.int64)


def _where(is_known: Bools, counts: Numbers) -> Floats:
    return np.where(is_known, counts.astype(np.float64), np.nan)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(), np.float64)


def _strings(table: pa.Table, name: str) -> "NDArray[np.object_]":
    return np.asarray(pc.fill_null(table[name], "").to_numpy(), object)


def _column(values: object) -> "pa.Array":
    return values if isinstance(values, pa.ChunkedArray) else pa.array(values, from_pandas=True)
