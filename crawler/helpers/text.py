"""HTML to the words a reader sees, and numbers as people write them."""

import re

from bs4 import BeautifulSoup

_BLOCKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "section", "article")


def plain(html: str, *, without: str = "") -> str:
    """An HTML fragment as text: one line per block, no empty lines, without the pieces the selector `without` finds."""
    soup = BeautifulSoup(html, "lxml")
    for piece in soup.select(f"script, style{', ' + without if without else ''}"):
        piece.decompose()
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return tidy(soup.get_text())


def tidy(text: str) -> str:
    """Blanks folded, lines stripped, empty lines dropped."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def turkish_count(text: str) -> int | None:
    """A whole number with dots for thousands: "1.234" -> 1234; "-" and "" -> None (unknown). Else raises ValueError."""
    text = text.strip()
    if text in {"", "-"}:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d{3})+|\d+", text):
        raise ValueError(f"not a whole number: {text!r}")
    return int(text.replace(".", ""))
