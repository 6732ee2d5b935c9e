"""Anybody's records: one JSON object a line, in the format of docs/record-format.md. All that is wrong is told at once."""

import hashlib

from crawler.imports.job import ImportJob
from crawler.imports.record_date import Undated
from crawler.imports.record_line import LineError, read_object, read_record
from crawler.imports.records_in import RecordsIn
from crawler.imports.repaired_text import repair
from crawler.imports.table_file import read_lines
from crawler.imports.view_counts import ViewCounts
from store.errors import InputError
from store.records import CrawledRecord

MOST_PROBLEMS = 20
_TEXTS = ("brand", "brand_label", "title", "text", "reply")
_CODES = {Undated.NO_DATE: "no-date", Undated.YEAR_TAKEN: "year-taken", Undated.NO_YEAR: "no-year"}


def import_jsonl(job: ImportJob) -> None:
    """Store every line's record; brands are not opened here, scoring matches the labels.

    Raises InputError with up to 20 problems (line, field, what) of the file; then nothing is stored.
    """
    inbox, views, problems = RecordsIn(job), ViewCounts(), list[tuple[int, str, str]]()
    lines: dict[bytes, int] = {}
    number = 0
    for number, line in enumerate(read_lines(job, "utf-8-sig"), 1):
        if not line.strip():
            continue
        try:
            record, undated = _read(job, line, number)
        except LineError as wrong:
            problems.extend((number, field, problem) for field, problem in wrong.problems)
            if len(problems) >= MOST_PROBLEMS:
                break
            continue
        key = hashlib.blake2b(f"{record.source_id}:{record.source_key}".encode(), digest_size=12).digest()
        if (first := lines.setdefault(key, number)) != number:
            problems.append((number, "source_key", f"line {first} has the same source and key"))
        if not problems:
            inbox.take(record, number)
            views.see(str(record.raw.get("scrape", record.source_id)), record.views_count, number)
            if undated:
                job.notice(_CODES[undated], undated.value, line=number)
    if not lines and not problems:
        raise InputError("the file is empty", file=str(job.path), line=1)
    if problems:
        _refuse(job, problems[:MOST_PROBLEMS])
    inbox.close()
    views.notice(job)


def _read(job: ImportJob, line: str, number: int) -> tuple[CrawledRecord, Undated | None]:
    values = read_object(line)
    for name in _TEXTS:
        if isinstance(value := values.get(name), str):
            values[name] = repair(job, value, number)
    return read_record(values, job.started_at)


def _refuse(job: ImportJob, problems: list[tuple[int, str, str]]) -> None:
    line, field, problem = problems[0]
    if len(problems) == 1:
        raise InputError(problem, file=str(job.path), line=line, field=field)
    told = "".join(f"\n  line {line}: {field + ': ' if field else ''}{problem}" for line, field, problem in problems)
    more = " or more" if len(problems) == MOST_PROBLEMS else ""
    raise InputError(f"{len(problems)}{more} problems; nothing was stored{told}", file=str(job.path), line=line, field=field)
