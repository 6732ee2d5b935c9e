"""Invented complaints in the bureau's columns, a few from another source, and what a plain reading of them says."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.sources.official.cfpb import read_row
from store.release import publish
from store.settings import Settings
from store.vocabulary import RecordKind
from tests.fresh import migrated
from tests.scoring.made import keep, record

AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
Row = dict[str, str | None]
PRODUCTS: dict[str, list[str | None]] = {
    "Mortgage": ["Reverse mortgage", "Conventional home mortgage"],
    "Debt collection": ["Medical debt", "Other debt"],
    "Checking or savings account": ["Checking account"],
    "Credit card": [None],
}
ISSUES: dict[str, list[str | None]] = {
    "Trouble during payment process": [None],
    "Attempts to collect debt not owed": ["Debt is not yours", "Debt was paid"],
    "Managing an account": ["Deposits and withdrawals", "Fee problem"],
}
COMPANIES = ["HARBOR & LOFT BANK, N.A.", "Maple Servicing Inc.", "Tin Roof Credit", "Öz Finans <Kredi>"]
STATES = ["OH", "TX", "CA", "NY", None]
TAGS = [None, None, "Older American", "Servicemember", "Older American, Servicemember"]
RESPONSES = ["Closed with explanation", "Closed with monetary relief", "In progress", "Untimely response"]
TEXTS = ["", "I called them twice about the escrow and nobody was calling back.", "They harassed me on the phone. The debt was paid years ago.",
         "The credit report shows a loan that is not mine <b>at all</b> & they know it.", "Ücret iadesi istedim, şube ilgilenmedi."]  # fmt: skip


def rows() -> list[Row]:
    """A hundred and twenty complaints over three years, two on one moment here and there."""
    rng = random.Random(11)
    return [_row(n, rng) for n in range(120)]


def _row(n: int, rng: random.Random) -> Row:
    product, issue = rng.choice(list(PRODUCTS)), rng.choice(list(ISSUES))
    day = date(2023, 12, 1) + timedelta(days=rng.randrange(0, 1080))
    sent = day + timedelta(days=rng.randrange(0, 4))
    return {
        "complaint_id": str(9_000_000 + n * 37), "date_received": f"{day}T12:00:00-05:00", "date_sent_to_company": f"{sent}T12:00:00-05:00",
        "product": product, "sub_product": rng.choice(PRODUCTS[product]), "issue": issue, "sub_issue": rng.choice(ISSUES[issue]),
        "company": rng.choice(COMPANIES), "company_response": rng.choice(RESPONSES),
        "company_public_response": rng.choice([None, "Company believes it acted appropriately"]), "timely": rng.choice(["Yes", "Yes", "No"]),
        "state": rng.choice(STATES), "zip_code": rng.choice(["440XX", "75216", "941XX", None]), "tags": rng.choice(TAGS),
        "submitted_via": rng.choice(["Web", "Phone", "Referral"]), "complaint_what_happened": rng.choice(TEXTS),
        "consumer_disputed": rng.choice(["N/A", "Yes", "No"]), "consumer_consent_provided": rng.choice([None, "Consent provided"]),
    }  # fmt: skip


def build(home: Path, ui: str = "") -> Settings:
    """Publish them, with three complaints and one review of another source."""
    settings = Settings(home=home, ccdb_ui=ui)
    engine = migrated(settings)
    others = [record(f"k/{n}?", "Şahin Kargo", hours_ago=60 + n, title="Kargo gelmedi", issue="delivery", product="Kapıya teslim") for n in range(3)]  # fmt: skip
    review = record(
        "r1", "Şahin Kargo", hours_ago=70, kind=RecordKind.REVIEW, rating=5.0, rating_worst=1.0, rating_best=5.0
    )
    keep(engine, settings, [*(read_row(row, retrieved_at=AS_OF) for row in rows()), *others, review])
    publish(engine, settings.releases, 0, published_at=AS_OF, facts={"as_of": "2026-11-20"}, extra={})
    engine.dispose()
    return settings


def day(row: Row) -> str:
    """When the bureau received a complaint."""
    return str(row["date_received"])[:10]


def counted(found: list[Row], name: str) -> dict[str, int]:
    """How many complaints there are of each value."""
    values = [row[name] for row in found if row[name]]
    return {str(value): values.count(value) for value in set(values)}


def buckets(answer: Any, name: str) -> dict[str, int]:
    """The same of an answer."""
    return {one["key"]: one["doc_count"] for one in answer["aggregations"][name][name]["buckets"]}
