"""All signs of many texts at once, as a table the recipe joins by record; and the signs of one text in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.errors import ScoringError
from scoring.evidence import information as told_words
from scoring.evidence import insult, sentiment
from scoring.evidence.hashed import Hashed, WordSet, hashed, portions
from scoring.evidence.intent import intent, intents
from scoring.evidence.language import language, languages
from scoring.evidence.linear import shipped
from scoring.evidence.names import names_of, struck
from scoring.evidence.plain import plain
from scoring.evidence.sign import Sign
from scoring.evidence.text_model import TextModel

_COLUMNS: list[tuple[str, pa.DataType]] = [("language", pa.string()), ("sentiment", pa.float64()), ("sentiment_class", pa.string()),
                    ("complaint_share", pa.float64()), ("intent", pa.string()), ("information", pa.float64()),
                    ("insults_count", pa.int64()), ("offence_share", pa.float64())]  # fmt: skip
SCHEMA = pa.schema(_COLUMNS)
"""One row per text, in the order given. `sentiment` -1 to 1; `complaint_share` and `offence_share` are probabilities; NULL: the sign abstains."""


def text_signs(
    texts: pa.StringArray,
    languages: Sequence[str] | pa.StringArray | None = None,
    *,
    names: Iterable[str] = (),
    models: Mapping[str, TextModel] = sentiment.OURS,
) -> pa.Table:
    """The signs of each text (SCHEMA).

    `languages` is what the sources say ("" unknown), used where a text does not show its own; `names` are brands' names
    and labels, which no model sees; `models` may put another model of sentiment in the place of ours, by language.
    A text's signs do not depend on what else is in the column.
    """
    stated = [""] * len(texts) if languages is None else [str(one or "") for one in _listed(languages)]
    if len(stated) != len(texts):
        raise ScoringError(f"{len(texts)} texts and {len(stated)} languages")
    wanted, raw = names_of(names), plain(texts)
    rows = [_signs(raw[part], hashed(raw[part]), stated[part], wanted, models) for part in portions(raw)]
    return pa.concat_tables([SCHEMA.empty_table(), *rows]).combine_chunks()


def explain(text: str) -> tuple[Sign, ...]:
    """The signs of one text, each with its reason in words."""
    return (language(text), sentiment.sentiment(text), intent(text), told_words.told_by(text), insult.insults(text))


def _signs(raw: list[str], texts: Hashed, stated: list[str], names: WordSet, models: Mapping[str, TextModel]) -> pa.Table:  # fmt: skip
    spoken = languages(raw, texts, stated)
    nameless = texts.without(names)
    as_written = raw if models is sentiment.OURS else struck(raw, names)
    mood = sentiment.shares(as_written, nameless, spoken, models)
    wants = intents(nameless, spoken, mood)
    columns = (spoken, sentiment.values(mood), sentiment.classes(mood), wants.complaint, wants.intent,
               told_words.information(told_words.told(raw, texts)), insult.insult_counts(raw, texts), _offence(nameless, spoken))  # fmt: skip
    return pa.Table.from_arrays([_column(one) for one in columns], schema=SCHEMA)


def _offence(
    texts: Hashed, spoken: "np.ndarray[tuple[int], np.dtype[np.str_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Probability that a Turkish text offends, NaN for other languages."""
    out = np.full(spoken.size, np.nan)
    rows = np.flatnonzero((spoken == "tr") & (texts.words.counts > 0))
    if rows.size:
        model = shipped("offence_tr")
        out[rows] = np.round(model.shares(texts.only(rows))[:, model.classes.index("offence")], 6)
    return out


def _column(values: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> "pa.Array[Any]":
    """NaN and "" become NULL."""
    if values.dtype.kind == "U":
        return pa.array([str(one) or None for one in values.tolist()], pa.string())
    found: pa.Array[Any] = pa.array(values, from_pandas=True)
    return found


def _listed(column: Sequence[str] | pa.StringArray) -> list[str | None]:
    return list(column.to_pylist() if isinstance(column, pa.Array | pa.ChunkedArray) else column)
