"""What a person must look at: opened by the house, closed by a name with a reason. While one blocks, nothing is published."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from store.errors import StoreError
from store.session import table_of
from store.settings import Settings
from store.tables import Alert
from store.vocabulary import AlertKind

_ALERT = table_of(Alert)
SHOWN = 3


def open_alert(engine: Engine, kind: AlertKind, source_id: str, message: str, *, run_id: int, detail: Mapping[str, Any],
               brand_label: str = "", blocks: bool = False) -> int:  # fmt: skip
    """A new alert. Returns its number."""
    row = {"kind": kind.value, "source_id": source_id, "brand_label": brand_label, "blocks": blocks, "message": message,
           "detail": dict(detail), "run_id": run_id, "opened_at": datetime.now(UTC), "closed_by": "", "closed_because": ""}  # fmt: skip
    with engine.begin() as connection:
        return int(connection.execute(insert(_ALERT).values(row).returning(_ALERT.c.alert_id)).scalar_one())


def alerts(engine: Engine, *, is_all: bool = False, source_id: str = "") -> list[dict[str, Any]]:
    """Open alerts, or with `is_all` every one there ever was, oldest first; of one source, or of all."""
    wanted = select(_ALERT).order_by(_ALERT.c.alert_id)
    wanted = wanted if is_all else wanted.where(_ALERT.c.closed_at.is_(None))
    wanted = wanted.where(_ALERT.c.source_id == source_id) if source_id else wanted
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(wanted)]


def close_alert(engine: Engine, settings: Settings, alert_id: int, *, by: str, because: str) -> dict[str, Any]:
    """Close an alert; who and why stay with it and in logs/alerts.jsonl. Returns the alert.

    Raises StoreError where there is no such alert, where it is closed already, and without a name or a reason.
    """
    if not by.strip() or not because.strip():
        raise StoreError("an alert is closed by somebody (--by) and for a reason (--because)")
    closed = {"closed_at": datetime.now(UTC), "closed_by": by.strip(), "closed_because": because.strip()}
    with engine.begin() as connection:
        is_it = _ALERT.c.alert_id == alert_id
        if not connection.execute(update(_ALERT).where(is_it, _ALERT.c.closed_at.is_(None)).values(**closed)).rowcount:
            found = connection.execute(select(_ALERT.c.closed_by).where(is_it)).scalar()
            raise StoreError(
                f"alert {alert_id} was closed before by {found}" if found else f"there is no alert {alert_id}"
            )
        row = dict(connection.execute(select(_ALERT).where(is_it)).one()._mapping)
    _log(settings, row)
    return row


def refuse_while_blocked(engine: Engine) -> None:
    """Raises StoreError naming the open alerts that block publication and how they are closed."""
    blocking = [alert for alert in alerts(engine) if alert["blocks"]]
    if blocking:
        said = "; ".join(f"#{one['alert_id']} {one['message']}" for one in blocking[:SHOWN])
        more = f"; and {len(blocking) - SHOWN} more" if len(blocking) > SHOWN else ""
        raise StoreError(
            f"not published while somebody must look at this first: {said}{more}. See `terazi alerts`; "
            f"then `terazi alerts close {blocking[0]['alert_id']} --by WHO --because WHY`"
        )


def _log(settings: Settings, row: Mapping[str, Any]) -> None:
    path = settings.home / "logs" / "alerts.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(dict(row), default=str, ensure_ascii=False) + "\n")
