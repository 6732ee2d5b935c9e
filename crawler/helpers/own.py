"""What the sources of an operator's own account share: where it lies, who asks, from when on, and whose a ticket is."""

import base64
import os
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler import memory
from crawler.errors import PageError
from crawler.page import Page, Row
from crawler.source import Signature
from crawler.visit import Visit

OVERLAP = timedelta(days=1)


def setting(name: str) -> str:
    """An environment variable that is no secret (a host, a subdomain): `Visit.key` would mask it wherever it stands."""
    return os.environ.get(name, "").strip()


def home_of(name: str, of: str = "") -> str:
    """Where an account lives by a setting: "acme", "acme.zendesk.com" and "https://acme.zendesk.com/agent" say the same
    of an `of` ".zendesk.com". Without an `of` the address is taken as it is, with https where it says nothing else."""
    said = setting(name).rstrip("/")
    parts = urlsplit(said if "://" in said else f"https://{said}")
    if not of:
        return f"{parts.scheme}://{parts.netloc}{parts.path}"
    return f"https://{parts.netloc}{'' if '.' in parts.netloc else of}"


def lives_at(visit: Visit, base: str) -> None:
    """The account's own host, known only now; a mirror stays in its place."""
    visit.web.base_url = visit.web.base_url or base.rstrip("/")
    visit.web.admit(base)


def basic(visit: Visit, user: str, password: str) -> Signature:
    """HTTP Basic. What goes over the wire is kept out of every log, too."""
    coded = base64.b64encode(f"{user}:{password}".encode()).decode()
    visit.web.hide(coded)
    return Signature({"Authorization": f"Basic {coded}"})


def changed_since(visit: Visit) -> datetime | None:
    """From when on to ask a source that tells what changed, or None for everything: not yet crawled, or with a limit.

    A day before the last complete crawl, and never later than the newest record: an account where nothing happened
    still shows that one, so that silence is told from a broken key.
    """
    ended = memory.last_ok_at(visit.engine, visit.source.source_id, visit.command)
    newest = memory.newest_posted_at(visit.engine, visit.source.source_id)
    if ended is None or newest is None or visit.limit is not None:
        return None
    visit.is_whole = False
    return min(ended - OVERLAP, newest)


def brands(visit: Visit) -> dict[str, str]:
    """The targets as context: "Acme" is the whole account's brand, "Acme=360001" that of one part of it."""
    return {"brand" if one.at == one.label else f"brand {one.at}": one.label for one in visit.targets}


def brand_of(page: Page, part: object) -> str:
    """The brand of a part of the account (a brand, product or inbox number), or "" where the operator named others only."""
    named = page.context.get(f"brand {part}")
    if named is None and not any(name.startswith("brand ") for name in page.context):
        return page.context["brand"]
    return named if named is not None else page.context.get("brand", "")


def number_of(row: Row) -> str:
    """The number a row goes by, left in its place. Raises PageError where it has none."""
    number = row.values.get("id")
    if not isinstance(number, int):
        raise PageError(f"'id' must be int instead of {type(number).__name__} at {row.place}")
    return str(number)


def turned(page: Page, /, **said: str) -> str:
    """The address of the page after this one, by its own number, with other parameters `said` where it must begin anew."""
    parts = urlsplit(page.url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    asked["page"] = str(int(asked.get("page", "1")) + 1)
    return f"{parts.path}?{urlencode(asked | said)}"
