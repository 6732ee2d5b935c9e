"""The text of a BBB card, cut where another speaks. Found by the words of its headings: their tags differ from page to page."""

import re
from dataclasses import dataclass

_HEADINGS = {"business response", "customer response", "customer answer", "business answer"}
_FIRST = {"complaint", "initial complaint", "complaint details"}
_DAY = re.compile(r"(?:Date:\s*)?(\d{1,2}/\d{1,2}/\d{4})")


@dataclass(frozen=True)
class Piece:
    """What one says: under which heading ("" for the first), on which day as written ("" for none)."""

    heading: str
    day: str
    text: str


def pieces(text: str) -> list[Piece]:
    """The card's own text first, then each answer in turn."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.lower().rstrip(":") in _HEADINGS:
            parts.append((line.lower().rstrip(":"), []))
        elif line and not (len(parts) == 1 and line.lower().rstrip(":") in _FIRST):
            parts[-1][1].append(line)
    return [_piece(heading, lines) for heading, lines in parts]


def _piece(heading: str, lines: list[str]) -> Piece:
    """A line that is nothing but a day is the day it was said on."""
    days = [found[1] for line in lines if (found := _DAY.fullmatch(line))]
    said = [line for line in lines if not _DAY.fullmatch(line) and line != "Date:"]
    return Piece(heading, days[0] if days else "", "\n".join(said))
