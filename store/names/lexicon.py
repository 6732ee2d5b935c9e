"""Words of names: what they abbreviate, of which trade they speak, which are places, which a help desk puts behind its handle."""

from importlib import resources

_LINES = (resources.files("store") / "names" / "learned" / "words.txt").read_text(encoding="utf-8").splitlines()
_LISTS = {
    head: words.split() for head, _, words in (line.partition(": ") for line in _LINES if line[:1] not in {"", "#"})
}


def _by_word(kind: str) -> dict[str, str]:
    found = {head.removeprefix(f"{kind} "): words for head, words in _LISTS.items() if head.startswith(f"{kind} ")}
    return {word: name for name, words in found.items() for word in words}


TRADE = _by_word("trade")
SECTOR_TRADE = {trade: trade for trade in TRADE.values()} | TRADE | _by_word("sector")
"""The trade a word of a sector's name speaks of."""
PLACES, GENERIC, HELP = (frozenset(_LISTS[name]) for name in ("place", "generic", "help"))
"""Places; words that say nothing of which firm is meant; what a brand's own handle adds to its name."""
SHORT: dict[str, str] = {short: long for short, _, long in (pair.partition("=") for pair in _LISTS["short"])}
"""One spelling for what is written in several ways."""
LONG_FORMS = ("aktiengesellschaft", "corporation", "incorporated", "company", "limited", "anonim", "sirketi", "joint", "stock")  # fmt: skip
"""Legal forms long enough to be known in spite of a slip of the pen."""
