"""Anybody's records: one JSON object a line, the format of docs/record-format.md. All that is wrong is told at once."""

from contextlib import closing

from crawler.imports.job import ImportJob
from crawler.imports.json_line import LineError, read_object
from crawler.imports.problems import MOST_PROBLEMS, Problem, refusal
from crawler.imports.record_date import Undated
from crawler.imports.record_line import read_record
from crawler.imports.records_in import RecordsIn
from crawler.imports.repaired_text import repair
from crawler.imports.seen import Seen
from crawler.imports.table_file import read_lines
from crawler.imports.view_counts import ViewCounts
from store.errors import InputError
from store.records import CrawledRecord

_TEXTS = ("brand", "brand_label", "title", "text", "reply")
_CODES = {Undated.NO_DATE: "no-date", Undated.YEAR_TAKEN: "year-taken", Undated.NO_YEAR: "no-year"}


def import_jsonl(job: ImportJob) -> None:
    """Store every line's record; brands are not opened here, scoring matches the labels.

    Raises InputError with up to 20 problems (line, field, what) of the file; then nothing is stored.
    """
    job.know_source("jsonl", "Records from files", "records")
    inbox, views = RecordsIn(job), ViewCounts()
    problems: list[Problem] = []
    with closing(Seen()) as seen:
        for number, line in enumerate(read_lines(job, "utf-8-sig"), 1):
            if line.strip():
                _take(job, number, line, seen, problems, inbox, views)
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise refusal(job, problems)
    if not inbox.intake.taken:
        raise InputError("the file is empty", file=str(job.path), line=1)
    inbox.close()
    views.notice(job)


def _take(
    job: ImportJob, number: int, line: str, seen: Seen, problems: list[Problem], inbox: RecordsIn, views: ViewCounts
) -> None:
    try:
        record, undated = _read(job, number, line)
    except LineError as wrong:
        problems.extend((number, field, problem) for field, problem in wrong.problems)
        return
    if (first := seen.first(f"{record.source_id}:{record.source_key}", number)) != number:
        problems.append((number, "source_key", f"line {first} has the same source and key"))
    if not problems:
        inbox.take(record, number)
        views.see(str(record.raw.get("scrape", record.source_id)), record.views_count, number)
        if undated:
            job.notice(_CODES[undated], undated.value, line=number)


def _read(job: ImportJob, number: int, line: str) -> tuple[CrawledRecord, Undated | None]:
    values = read_object(line)
    for name in _TEXTS:
        if isinstance(value := values.get(name), str):
            values[name] = repair(job, value, number)
    return read_record(values, job.started_at)
