"""Records of a file through the same intake as crawled ones, inside the one transaction of the import."""

from typing import Any, cast

from sqlalchemy import Engine

from crawler.imports.job import ImportJob
from crawler.pipelines.keep import Intake
from store.records import CrawledRecord


class FromFile(Intake):
    """What a file says of its records now is what holds: whoever brings it may correct how they were found."""

    def _kind(self, before: Any, row: dict[str, Any]) -> str:
        return str(row["sample_kind"])


class RecordsIn:
    """Takes records one by one; `close` stores the last of them and opens the rows of their sources."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        # The intake opens sessions of its own: on a connection whose transaction is open already their commits wait for ours.
        self.intake = FromFile(cast(Engine, job.session.connection()), job.settings, job.run)
        self.sources: set[str] = set()

    def take(self, record: CrawledRecord, line: int) -> None:
        """Clean and store a record; one without a brand is stored, and counted as nothing scoring can use."""
        if not record.brand_label:
            self.job.run.skip("no brand named")
            self.job.notice("no-brand", "no brand named: stored, but no brand's score can use it", line=line)
        self.sources.add(record.source_id)
        self.intake.take(record)

    def close(self) -> None:
        """Store what waits."""
        self.intake.flush()
        for source_id in sorted(self.sources):
            self.job.know_source(source_id, source_id, "records")
