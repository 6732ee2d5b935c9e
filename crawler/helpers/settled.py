"""How far back a list must be walked whose entries are read one by one."""

from datetime import datetime

from crawler import memory
from crawler.visit import Visit


def settled_before(visit: Visit) -> str:
    """What is older was seen by this command's last complete crawl and has settled since: ISO 8601, or "" for a first crawl.

    The visit is told, so that what lies further back is not taken for missed.
    """
    at = memory.last_ok_at(visit.engine, visit.source.source_id, visit.command)
    if at is None or visit.limit is not None:
        return ""
    since = at - memory.SETTLED
    visit.is_whole = False
    visit.walked_from |= {target.label: since for target in visit.targets}
    return since.isoformat()


def is_settled(at: datetime, since: str) -> bool:
    """Whether a moment lies before `since`."""
    return bool(since) and at < datetime.fromisoformat(since)
