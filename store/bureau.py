"""What the US bureau says of a complaint beyond the common columns: the table `bureau_fields` of a release."""

import re

from sqlalchemy import Select, case, select

from store.lake import Clean
from store.redaction import redact_label
from store.session import table_of
from store.tables import Record
from store.vocabulary import Visibility

SOURCE = "cfpb"
SAID = ("product", "sub_product", "sub_issue", "company_public_response", "timely", "submitted_via", "date_sent_to_company",
        "consumer_consent_provided", "consumer_disputed")  # fmt: skip
PERSONAL = ("state", "zip_code", "tags")
"""Where somebody lives, and whether old or a soldier: published by the bureau itself, and only while it shows the complaint."""
_ZIP = re.compile(r"\d{3}(\d\d|XX)")


def bureau_fields() -> Select[tuple[str, ...]]:
    """The bureau's own values as it wrote them, one row per complaint of its database, ordered by id."""
    record = table_of(Record)
    shown = (record.c.visibility == Visibility.LIVE.value) & ~record.c.is_unlisted
    said = [record.c.raw[name].as_string().label(name) for name in SAID]
    personal = [case((shown, record.c.raw[name].as_string()), else_="").label(name) for name in PERSONAL]
    return select(record.c.record_id, *said, *personal).where(record.c.source_id == SOURCE).order_by(record.c.record_id)


def _zip(value: str) -> str:
    return value if _ZIP.fullmatch(value) else ""


NET: Clean = dict.fromkeys((*SAID, "state", "tags"), redact_label) | {"zip_code": _zip}
"""Redaction on the way out: an import may have brought anything."""
