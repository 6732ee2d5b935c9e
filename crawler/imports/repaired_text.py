"""Text that was encoded twice on its way ("FÃ¡cil") put right, and said so. Text that is merely foreign is left alone."""

import ftfy
from ftfy.badness import is_bad

from crawler.imports.job import ImportJob


def repair(job: ImportJob, text: str, line: int) -> str:
    """The text with its letters restored where it is mojibake beyond doubt; each repair is counted in a notice."""
    if text.isascii() or not is_bad(text):
        return text
    fixed = ftfy.fix_encoding(text)
    if fixed != text:
        job.notice("encoded-twice", "text was encoded twice (like 'FÃ¡cil' for 'Fácil') and was repaired", line=line)
    return str(fixed)
