"""A list of words written as one line."""


def listed(words: str) -> tuple[str, ...]:
    """The words of a line, in order."""
    return tuple(words.split())
