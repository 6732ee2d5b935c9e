"""Personal data out of a text, Turkish and English, recall first. Sums, dates and product codes stay.

Used where a record comes in and again, as a net, where anything goes out. Names, phones, e-mail, IBAN and identity numbers,
cards, plates, addresses, order and customer numbers and handles go; each leaves a word in brackets where it stood.
"""

from store.redaction.find import find

__all__ = ["VERSION", "find", "redact", "redact_label"]
VERSION = "3"
"""Raised whenever another text may come out: a record says by which version it was redacted."""
ROUNDS = 6


def redact(text: str) -> str:
    """The text with personal data replaced by [NAME], [PHONE], [E-MAIL], [IBAN], [CARD], [ID], [IP], [PLATE], [ADDRESS], [NUMBER], [HANDLE].

    Redacting twice changes nothing more.
    """
    return _settled(text, with_names=True)


def redact_label(text: str) -> str:
    """A short label (brand, product, issue) without numbers, addresses and handles; names stay, because brands are called like people."""
    return _settled(text, with_names=False)


def _settled(text: str, *, with_names: bool) -> str:
    """Redacted until nothing more is found: what one replacement brings to light the next one takes."""
    for _ in range(ROUNDS if text else 0):
        parts, done = [], 0
        for start, end, name in find(text, with_names=with_names):
            parts += [text[done:start], f"[{name}]"]
            done = end
        if not parts:
            break
        text = "".join([*parts, text[done:]])
    return text
