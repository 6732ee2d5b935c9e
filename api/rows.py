"""Rows of an Arrow table found by key, without turning the whole table into Python objects."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_BETWEEN = "\x1f"


class Rows:
    """A table and, for one or several text columns, where the rows of each key lie (in the table's own order)."""

    def __init__(self, table: pa.Table, *keys: str) -> None:
        self.table = table
        joined = pc.binary_join_element_wise(*(table.column(key).cast(pa.string()) for key in keys), _BETWEEN)  # type: ignore[call-overload]
        coded = pa.chunked_array([joined]).combine_chunks() if isinstance(joined, pa.Array) else joined.combine_chunks()
        coded = coded.dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        self._order = np.argsort(codes, kind="stable")
        self._starts = np.searchsorted(codes[self._order], np.arange(len(coded.dictionary) + 1))
        self._code = {key: n for n, key in enumerate(coded.dictionary.to_pylist())}

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return _BETWEEN.join(key) in self._code

    def __len__(self) -> int:
        return len(self._code)

    def keys(self) -> list[tuple[str, ...]]:
        """Every key, in the order first met."""
        return [tuple(key.split(_BETWEEN)) for key in self._code]

    def numbers(self, *key: str) -> Any:
        """Row numbers of a key; empty where nobody has it."""
        code = self._code.get(_BETWEEN.join(key))
        return self._order[:0] if code is None else self._order[self._starts[code] : self._starts[code + 1]]

    def of(self, *key: str) -> list[dict[str, Any]]:
        """Rows of a key as dicts."""
        numbers = self.numbers(*key)
        rows: list[dict[str, Any]] = self.table.take(pa.array(numbers)).to_pylist() if len(numbers) else []
        return rows

    def count(self, *key: str) -> int:
        """How many rows a key has."""
        return len(self.numbers(*key))
