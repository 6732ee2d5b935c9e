"""Text that was encoded twice on its way ("FÃ¡cil") put right, and said so. Text that is merely foreign is left alone."""

import ftfy
from ftfy.badness import is_bad

from crawler.imports.job import ImportJob

REPAIRED = ("encoded-twice", "text was encoded twice (like 'FÃ¡cil' for 'Fácil') and was repaired")


def mended(text: str) -> str:
    """The text with its letters restored where it is mojibake beyond doubt."""
    return text if text.isascii() or not is_bad(text) else str(ftfy.fix_encoding(text))


def repair(job: ImportJob, text: str, line: int) -> str:
    """The mended text; each repair is counted in a notice."""
    fixed = mended(text)
    if fixed != text:
        job.notice(*REPAIRED, line=line)
    return fixed
