"""HTML to a tree as browsers make it, in bounded memory."""

import resource
import sys
from pathlib import Path
from typing import Final

from turbohtml import Document, Element, IncrementalParser, parse

from crawler.errors import PageError

FEW: Final = 4096
"""Marks of a page that is read at once, and so many characters are read of others between two looks at the memory.

Elements that are left open are made anew in each block that follows, up to 512 of them, as the standard has it: 4 bytes of a
hostile page become 60 kB of a tree. Of so few marks nobody can make more than a quarter of a gigabyte.
"""
STRETCH: Final = 4 * FEW
MOST_GROWN: Final = 400_000_000
"""Bytes that one page may take: some twenty times the largest a source may send."""


def tree(html: str) -> Element:
    """The outermost element of a page. Raises PageError where its tree grows beyond all measure."""
    if html.count("<") <= FEW:
        return _outermost(parse(html, positions=False))
    parser, before = IncrementalParser(positions=False), _resident()
    for at in range(0, len(html), STRETCH):
        parser.feed(html[at : at + STRETCH])
        if _resident() - before > MOST_GROWN:
            raise PageError(
                f"its tree takes over {MOST_GROWN // 10**6} MB after {at + STRETCH:,} of {len(html):,} characters"
            )
    return _outermost(parser.close())


def _outermost(page: Document) -> Element:
    assert page.root is not None, "a parsed page has an <html>, whatever was written"
    return page.root


def _resident() -> int:
    """Bytes of memory this process holds; where the system does not tell, the most it ever held."""
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
