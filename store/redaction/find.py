"""Where a text holds personal data."""

import re
from collections.abc import Iterator

from store.redaction.addresses import addresses
from store.redaction.addresses_tr import turkish_addresses
from store.redaction.forms import forms
from store.redaction.keyed import keyed
from store.redaction.names import people
from store.redaction.phones import phones
from store.redaction.reading import Reading, Span, read

_DIGIT = re.compile(r"\d")


def find(text: str, *, with_names: bool = True) -> list[Span]:
    """(start, end, what) of the personal data of a text, in order, without overlaps; what overlaps is one span."""
    found = sorted(_all(read(text), with_names), key=lambda span: (span[0], -span[1]))
    merged: list[Span] = []
    for start, end, name in found:
        if merged and (start < merged[-1][1] or _is_one_address(text, merged[-1], start, name)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, name))
    return merged


def _is_one_address(text: str, before: Span, start: int, name: str) -> bool:
    return name == before[2] == "ADDRESS" and not text[before[1] : start].strip(" ,")


def _all(reading: Reading, with_names: bool) -> Iterator[Span]:
    yield from forms(reading)
    if _DIGIT.search(reading.folded):
        yield from keyed(reading)
        yield from phones(reading)
        yield from turkish_addresses(reading)
    yield from addresses(reading)
    if with_names:
        yield from people(reading)
