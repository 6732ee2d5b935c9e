"""What a customer answered to a survey of Freshdesk."""

from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.page import Page, Row
from crawler.sources.helpdesks.freshdesk.ticket import PARSER
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, SampleKind

# -103 "extremely unhappy" to 103 "extremely happy" are seven steps round 100, "neutral": no scale to reckon with as it stands.
STEPS = {103: 3, 102: 2, 101: 1, 100: 0, -101: -1, -102: -2, -103: -3}


def to_review(page: Page, row: Row) -> CrawledRecord:
    """The answer to the main question, on its seven steps; the number as it came stays in `raw`."""
    answer = row.row("ratings").pop("default_question", int)
    if answer not in STEPS:
        raise PageError(f"{answer} is no answer of a survey at {row.place}")
    record = CrawledRecord(
        source_id="freshdesk",
        source_key=f"survey-{row.pop('id', int)}",
        kind=RecordKind.REVIEW,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        text=row.maybe("feedback", str) or "",
        posted_at=iso(row.pop("created_at", str), row.place),
        posted_precision=Precision.SECOND,
        rating=STEPS[answer],
        rating_worst=-3,
        rating_best=3,
        author_key=str(row.pop("user_id", int)),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={"answer": str(answer), "ticket": str(row.pop("ticket_id", int))},
    )
    row.audit(page.notices, ignore=("survey_id", "agent_id", "group_id", "updated_at"))
    return record
