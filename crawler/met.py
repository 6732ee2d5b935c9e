"""What was met before, in a set amount of memory, however long a walk is: all its keys do not fit, and asking the database takes long."""

import hashlib

FULL = 500_000


class Met:
    """Whether a key may have been met before: never "no" for one that was, by chance "yes" for one in 900 others after 500,000.

    A Bloom filter of a megabyte. Keys are hashes already, 32 hexadecimal digits and more.
    """

    def __init__(self) -> None:
        self.bits = bytearray(1 << 20)

    def add(self, key: str) -> None:
        """Meet a key."""
        for place in self._places(key):
            self.bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, key: str) -> bool:
        return all(self.bits[place >> 3] >> (place & 7) & 1 for place in self._places(key))

    @staticmethod
    def _places(key: str) -> tuple[int, ...]:
        """Five of 2^23 bits."""
        number = int(key, 16)
        return tuple(number >> shift & 0x7FFFFF for shift in (0, 23, 46, 69, 92))


class Lately:
    """The last 500,000 words and up to as many before them, in two filters that take turns; a new word is by chance one in 450 an old one."""

    def __init__(self) -> None:
        self.now, self.before, self.count = Met(), Met(), 0

    def meet(self, word: str) -> bool:
        """Whether a word is met for the first time in a long while."""
        key = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        if key in self.now:
            return False
        is_new = key not in self.before
        if self.count == FULL:
            self.now, self.before, self.count = Met(), self.now, 0
        self.now.add(key)
        self.count += 1
        return is_new
