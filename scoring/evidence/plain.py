"""Texts without what is no word of their author."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

NOT_WORDS = r"https?://\S+|www\.\S+|@\w+|\[[A-Z-]+\]|<[^<>]{1,40}>"
"""Addresses, handles (they name brands), stand-ins of redaction, markup."""


def plain(texts: pa.StringArray | Sequence[str | None]) -> list[str]:
    """Texts with addresses, handles, stand-ins and markup blanked; a null is an empty text."""
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    either: Any = column
    filled: Any = pc.fill_null(either, "")
    bare: Any = pc.replace_substring_regex(filled, NOT_WORDS, " ")
    return [str(text) for text in bare.to_pylist()]
