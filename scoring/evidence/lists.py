"""Our own lists of words, by name."""

from functools import cache
from importlib import resources

from scoring.evidence.hashed import WordSet, listed


@cache
def word_list(name: str) -> WordSet:
    """The words of a list as a set to look for."""
    return listed(entries(name))


@cache
def entries(name: str) -> tuple[str, ...]:
    """The words of every line of `models/word_lists.txt` that begins with this name, each once, sorted."""
    lines = (resources.files("scoring") / "models" / "word_lists.txt").read_text(encoding="utf-8").splitlines()
    return tuple(sorted({entry for line in lines if line.split(" ")[0] == name for entry in line.split()[1:]}))
