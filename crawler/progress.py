"""What the pages of one walk add up to: whether it runs in circles, what its source counts, what it left out."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crawler import memory
from crawler.ask import Ask, Batch
from crawler.errors import GivenUp, PageError
from crawler.met import Lately
from crawler.page import Page
from crawler.visit import Visit
from crawler.web import base_of
from store.session import table_of
from store.tables import Run
from store.vocabulary import Level, RunKind

MOST_BARREN = 50


class Progress:
    """One run's part of an errand. Runs one after the other (a kill between them) or side by side make it whole."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.barren = self.total = 0
        self.pages: dict[str, int] = {}
        self.lists = 0
        self.met = Lately()

    def leads(self, page: Page, ask: Ask, batch: Batch) -> None:
        """Line up what a page leads to. Raises GivenUp and PageError where it leads on and on."""
        visit = self.visit
        host = base_of(page.url)
        self.pages[host] = self.pages.get(host, 0) + 1
        if self.pages[host] > visit.source.most_pages:
            raise GivenUp(f"more than {visit.source.most_pages} pages: {host} does not end")
        is_old = bool(batch.records) and visit.source.is_newest_first and memory.are_settled(visit, batch.records)
        self._add_total(batch, ask)
        self._check_barren(batch, ask)
        parent = page.page_hash
        visit.frontier.add(visit.placed(one, parent) for one in batch.asks)
        if batch.next and not is_old:
            number = str(int(ask.context.get("page", "1")) + 1)
            visit.frontier.add([visit.placed(batch.next, parent, page=number)], is_next=True)
        elif batch.next:
            self._cut(batch)

    def holds(self, page: Page, batch: Batch) -> None:
        """Take what a page holds."""
        for gone in batch.gone:
            self.visit.gone(self.visit.record_id(gone.source_key), gone.how, gone.visibility, page.retrieved_at)
        for record in batch.records:
            self.visit.take(record)

    def _cut(self, batch: Batch) -> None:
        """The list goes on, but all of that is known and old: what is missing can only be judged as far as it was walked.

        One list of everybody ("") is cut for everybody.
        """
        self.visit.is_whole = False
        oldest = min(record.posted_at for record in batch.records if record.posted_at is not None)
        for label in {record.brand_label for record in batch.records} if self.visit.targets else {""}:
            self.visit.walked_from[label] = max(oldest, self.visit.walked_from.get(label, oldest))

    def _add_total(self, batch: Batch, ask: Ask) -> None:
        """The source's own count, once a list: on its first page."""
        if batch.total is not None and "page" not in ask.context:
            self.lists += 1
            self.total += batch.total

    def _check_barren(self, batch: Batch, ask: Ask) -> None:
        """A list that goes on and on with nothing new is a loop."""
        new = [record for record in batch.records if self.met.meet(record.source_key)]
        self.barren = 0 if new or batch.asks else self.barren + 1
        if self.barren >= MOST_BARREN and batch.next:
            raise PageError(f"{MOST_BARREN} pages in a row without anything new: the list at {ask.url} runs in circles")

    def part(self) -> dict[str, Any]:
        """This run's part, for its checkpoint."""
        visit = self.visit
        return {"of": visit.run.run_id, "taken": visit.taken_count, "wrong": visit.wrong_count, "is_whole": visit.is_whole,
                "total": self.total if self.lists else None, "lists": self.lists,
                "walked_from": {label: at.isoformat() for label, at in visit.walked_from.items()}}  # fmt: skip

    def join(self) -> None:
        """Add what the errand's other runs did: what follows is said of all of it. The checkpoint keeps to this run's part."""
        visit, own = self.visit, self.part()
        visit.where = lambda: own
        for part in _others(visit):
            visit.taken_count += part["taken"]
            visit.wrong_count += part["wrong"]
            visit.is_whole &= part["is_whole"]
            self.lists += part.get("lists", int(part["total"] is not None))
            self.total += part["total"] or 0
            for label, at in part["walked_from"].items():
                back_to = datetime.fromisoformat(at)
                visit.walked_from[label] = max(back_to, visit.walked_from.get(label, back_to))

    def check_total(self) -> None:
        """Say where the source counts more than it showed. One shown twice counts once, but for what two lists show: both count it."""
        visit = self.visit
        if not self.lists or not visit.is_whole or visit.limit is not None:
            return
        seen = memory.seen_count(visit.engine, visit.run.source_id, visit.since_run_id)
        showed = min(seen, visit.taken_count) if self.lists == 1 else visit.taken_count
        if self.total > showed:
            message = f"the source counts {self.total} records and showed {showed}"
            visit.run.notices.add("missing_rows", message, level=Level.WARNING)
            visit.run.facts["is_short"] = True


def _others(visit: Visit) -> list[dict[str, Any]]:
    """The parts of all other runs of this errand."""
    run = table_of(Run)
    wanted = select(run.c.run_id, run.c.checkpoint).where(
        run.c.kind == RunKind.CRAWL.value, run.c.source_id == visit.run.source_id, run.c.command == visit.command,
        run.c.run_id >= visit.since_run_id, run.c.run_id != visit.run.run_id)  # fmt: skip
    with visit.engine.connect() as connection:
        parts = [(row.run_id, row.checkpoint.get("position") or {}) for row in connection.execute(wanted)]
    # a run that was killed before its first flush still carries the checkpoint of the one before
    return [part for run_id, part in parts if part.get("of") == run_id]
