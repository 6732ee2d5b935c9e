"""The bureau's own fields in a release: as it wrote them, and nothing of where somebody lives once it shows the complaint no more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, update

from crawler.sources.official.cfpb import read_row
from store.bureau import NET
from store.release import open_release, publish
from store.session import table_of
from store.settings import Settings
from store.tables import Record
from tests.scoring.made import base, keep, record

AT = datetime(2026, 11, 2, tzinfo=UTC)
ROW: Mapping[str, object] = {
    "complaint_id": "14000001", "date_received": "2026-09-01T12:00:00-05:00", "date_sent_to_company": "2026-09-02T12:00:00-05:00",
    "product": "Mortgage", "sub_product": "Reverse mortgage", "issue": "Trouble during payment process", "sub_issue": None,
    "company": "Invented Bank", "company_response": "Closed with explanation", "company_public_response": None, "timely": "Yes",
    "state": "OH", "zip_code": "440XX", "tags": "Older American", "submitted_via": "Web",
}  # fmt: skip


def fields(engine: Engine, settings: Settings) -> dict[str, dict[str, Any]]:
    publish(engine, settings.releases, 0, published_at=datetime.now(UTC), facts={}, extra={})
    return {row["record_id"]: row for row in open_release(settings.releases).table("bureau_fields").to_pylist()}


def test_values_go_out_as_the_bureau_wrote_them_and_only_its_own(engine: Engine, settings: Settings) -> None:
    base(engine, {"Kaplan Kargo": 10_000.0})
    keep(engine, settings, [read_row(ROW, retrieved_at=AT), record("1", "Kaplan Kargo", hours_ago=50)])
    said = fields(engine, settings)
    assert said.keys() == {"cfpb:14000001"}
    row = said["cfpb:14000001"]
    assert (row["product"], row["sub_product"], row["sub_issue"]) == ("Mortgage", "Reverse mortgage", None)
    assert (row["state"], row["zip_code"], row["tags"], row["timely"]) == ("OH", "440XX", "Older American", "Yes")
    assert row["date_sent_to_company"] == "2026-09-02T12:00:00-05:00"


def test_where_somebody_lives_leaves_with_the_complaint(engine: Engine, settings: Settings) -> None:
    keep(engine, settings, [read_row(ROW, retrieved_at=AT)])
    with engine.begin() as connection:
        connection.execute(update(table_of(Record)).values(visibility="removed"))
    row = fields(engine, settings)["cfpb:14000001"]
    assert (row["state"], row["zip_code"], row["tags"]) == ("", "", "")
    assert row["product"] == "Mortgage"


@pytest.mark.parametrize(
    ("zip_code", "out"), [("440XX", "440XX"), ("33993", "33993"), ("33993-1234", ""), ("5321234567", "")]
)
def test_only_a_zip_code_leaves_as_a_zip_code(zip_code: str, out: str) -> None:
    assert NET["zip_code"](zip_code) == out
