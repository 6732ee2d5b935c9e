"""The common way through a source: ask, read, take, ask on. A source that only declares `start` and `read` walks like this."""

from crawler import ledger, memory
from crawler.ask import Ask, Batch
from crawler.errors import Disallowed, PageError
from crawler.page import Page
from crawler.visit import Visit
from store.vocabulary import Level

FLUSH_EVERY = 25
MOST_BARREN = 50


async def walk(visit: Visit) -> None:
    """Everything the source leads to from its first asks, then what became of the records it no longer shows."""
    frontier, source = visit.frontier, visit.source
    assert source.start is not None
    visit.web.admit(*(target.at for target in visit.targets if "://" in target.at))
    if not frontier.begin(anew=not visit.is_resumed):
        frontier.add(source.start(visit))
    progress = Progress(visit)
    while (ask := frontier.claim()) is not None:
        try:
            with visit.reading(ask.url):
                page = await visit.ask(ask)
                progress.saw(page, ask, source.read(page) if page.status == 200 else Batch())
        except Disallowed:
            visit.run.skip("robots.txt")
        frontier.done(ask)
        visit.flush_every(FLUSH_EVERY)
    visit.flush({})
    progress.check_total()
    await ledger.settle(visit)
    frontier.finish()


class Progress:
    """What the pages of one walk add up to, and whether it runs in circles."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.pages = self.barren = self.total = 0
        self.has_total = False
        self.keys: set[int] = set()

    def saw(self, page: Page, ask: Ask, batch: Batch) -> None:
        """Take what a page holds and line up what it leads to."""
        visit = self.visit
        self.pages += 1
        if self.pages > visit.source.most_pages:
            raise PageError(f"more than {visit.source.most_pages} pages: the source does not end")
        is_old = bool(batch.records) and visit.source.is_newest_first and memory.are_settled(visit, batch.records)
        for gone in batch.gone:
            visit.gone(visit.record_id(gone.source_key), gone.how, gone.visibility, page.retrieved_at)
        self._add_total(batch, ask)
        self._check_barren(batch, ask)
        parent = page.page_hash
        visit.frontier.add(visit.placed(one, parent) for one in batch.asks)
        if batch.next and not is_old:
            number = str(int(ask.context.get("page", "1")) + 1)
            visit.frontier.add([visit.placed(batch.next, parent, page=number)], is_next=True)
        elif batch.next:
            self._cut(batch)
        for record in batch.records:
            visit.take(record)

    def _cut(self, batch: Batch) -> None:
        """The list goes on, but all of that is known and old: what is missing can only be judged as far as it was walked."""
        self.visit.is_whole = False
        oldest = min(record.posted_at for record in batch.records if record.posted_at is not None)
        for label in {record.brand_label for record in batch.records}:
            self.visit.walked_from[label] = max(oldest, self.visit.walked_from.get(label, oldest))

    def _add_total(self, batch: Batch, ask: Ask) -> None:
        """The source's own count, once a list: on its first page."""
        if batch.total is not None and "page" not in ask.context:
            self.has_total = True
            self.total += batch.total

    def _check_barren(self, batch: Batch, ask: Ask) -> None:
        """A list that goes on and on with nothing new is a loop."""
        keys = {hash(record.source_key) for record in batch.records}
        self.barren = 0 if keys - self.keys or batch.asks else self.barren + 1
        self.keys |= keys
        if self.barren >= MOST_BARREN and batch.next:
            raise PageError(f"{MOST_BARREN} pages in a row without anything new: the list at {ask.url} runs in circles")

    def check_total(self) -> None:
        """Say where the source counts more than it showed."""
        visit = self.visit
        if self.has_total and visit.is_whole and visit.limit is None and self.total > visit.taken_count:
            message = f"the source counts {self.total} records and showed {visit.taken_count}"
            visit.run.notices.add("missing_rows", message, level=Level.WARNING)
            visit.run.facts["is_short"] = True
