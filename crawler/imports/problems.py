"""Everything wrong with a file told at once: one error with up to 20 problems, each with its line and field."""

from collections.abc import Sequence

from crawler.imports.job import ImportJob
from store.errors import InputError

MOST_PROBLEMS = 20
Problem = tuple[int, str, str]
"""(line, field, what is wrong)."""


def refusal(job: ImportJob, problems: Sequence[Problem]) -> InputError:
    """The error of a file with these problems; nothing of it is stored."""
    problems = problems[:MOST_PROBLEMS]
    line, field, problem = problems[0]
    if len(problems) > 1:
        told = "".join(f"\n  line {at}: {f'{name}: ' if name else ''}{what}" for at, name, what in problems)
        most = "the first " if len(problems) == MOST_PROBLEMS else ""
        field, problem = "", f"{most}{len(problems)} problems; nothing was stored{told}"
    return InputError(problem, file=str(job.path), line=line, field=field)
