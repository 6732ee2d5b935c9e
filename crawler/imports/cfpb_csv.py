"""The bulk file of the US Consumer Complaint Database, of any year: the columns' names by the API's, then one reader for both."""

import json
from collections.abc import Mapping
from contextlib import closing

from crawler.errors import PageError
from crawler.imports.job import ImportJob
from crawler.imports.records_in import RecordsIn
from crawler.imports.repaired_text import repair
from crawler.imports.seen import Seen
from crawler.imports.table_file import Row, read_table
from crawler.pipelines.redact import redact
from crawler.sources.official.cfpb import HOME, read_moment, read_row
from store.errors import InputError
from store.records import CrawledRecord

KEYS = {
    "Complaint ID": "complaint_id", "Date received": "date_received", "Product": "product", "Issue": "issue",
    "Company": "company", "Company response to consumer": "company_response", "Sub-product": "sub_product",
    "Sub-issue": "sub_issue", "Consumer complaint narrative": "complaint_what_happened",
    "Company public response": "company_public_response", "State": "state", "ZIP code": "zip_code", "Tags": "tags",
    "Consumer consent provided?": "consumer_consent_provided", "Submitted via": "submitted_via",
    "Date sent to company": "date_sent_to_company", "Timely response?": "timely", "Consumer disputed?": "consumer_disputed",
}  # fmt: skip
MUST = tuple(KEYS)[:6]


def import_cfpb_csv(job: ImportJob) -> None:
    """Every complaint of the file as a record of the source `cfpb`, the one the crawler fills; '' is null."""
    job.know_source("cfpb-csv", "CFPB Consumer Complaint Database, bulk file", "official", HOME, "CC0")
    job.know_source("cfpb", "CFPB Consumer Complaint Database", "official", HOME, "CC0")
    inbox = RecordsIn(job)
    with closing(Seen()) as seen:
        for row in read_table(job, MUST):
            if row.line == 2:
                _notice_columns(job, row)
            values = {key: row.cells[name].strip() for name, key in KEYS.items() if row.cells.get(name, "").strip()}
            inbox.take(_record(job, row, values, seen), row.line)
    inbox.close()


def _record(job: ImportJob, row: Row, values: Mapping[str, str], seen: Seen) -> CrawledRecord:
    number = values.get("complaint_id")
    values = {**values, "complaint_id": number or _made_key(job, row, values, seen)}
    if number and (first := seen.first(number, row.line)) != row.line:
        row.refuse("Complaint ID", f"{number} stands in line {first} already")
    if narrative := values.get("complaint_what_happened"):
        values["complaint_what_happened"] = repair(job, narrative, row.line)
    try:
        _check_order(job, row, values)
        record = read_row(values, retrieved_at=job.started_at)
    except PageError as wrong:
        raise InputError(redact(str(wrong)), file=row.file, line=row.line) from wrong
    return record if number else record.model_copy(update={"url": ""})


def _made_key(job: ImportJob, row: Row, values: Mapping[str, str], seen: Seen) -> str:
    """Identical rows without a number are different complaints: their place among each other is part of the key."""
    said = json.dumps(values, sort_keys=True)
    job.notice("no-complaint-id", "no Complaint ID: the key is made from what the row says", line=row.line)
    if (times := seen.times(said, row.line)) > 1:
        job.notice("identical-row", "row without Complaint ID says what another says; both are kept", line=row.line)
    return f"row-{seen.digest(said)}-{times}"


def _check_order(job: ImportJob, row: Row, values: Mapping[str, str]) -> None:
    sent, received = values.get("date_sent_to_company"), values.get("date_received")
    if sent and received and read_moment(sent)[0] < read_moment(received)[0]:
        job.notice(
            "sent-before-received", "sent to the company before it was received; kept as published", line=row.line
        )


def _notice_columns(job: ImportJob, row: Row) -> None:
    for name in row.cells:
        if name not in KEYS:
            job.notice("column-ignored", f"column {name!r} is not one of the bureau's; ignored", line=1)
