"""Ids that fit: a source's own where it is short enough, else a hash of it."""

import hashlib

LONGEST = 200


def short_key(*parts: str) -> str:
    """The parts joined by "|" as they are, or their SHA-1 where that is too long for an id."""
    whole = "|".join(parts)
    return whole if len(whole) <= LONGEST else hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest()


def hashed_key(*parts: str) -> str:
    """An id made of a record's own fields, where its source gives it none. Raises ValueError for nothing but blanks."""
    if not any(part.strip() for part in parts):
        raise ValueError("a record without any field to tell it apart by")
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
