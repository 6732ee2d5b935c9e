"""Tokens: fetched on the wire, hidden, never archived; and sent to nobody but the host they are of."""

from dataclasses import replace
from datetime import UTC, datetime

from crawler.ask import Ask
from crawler.errors import Blocked, CrawlError, Unreachable
from crawler.page import Page
from crawler.politeness import BLOCK_STATUSES
from crawler.source import Signature
from crawler.visit import Visit
from crawler.web import base_of


async def fetch_token(visit: Visit, ask: Ask, name: str, signature: Signature) -> str:
    """The value of the key `name` in the answer to an ask for a token, from now on masked everywhere.

    Raises Blocked where it is refused, Unreachable for any other status, PageError for another shape.
    """
    assert visit.web.fetch is not None
    answer = await visit.web.fetch(replace(ask, url=visit.web.at(ask.url)), signature)
    if answer.status in {400, *BLOCK_STATUSES}:
        raise Blocked(f"no token is given: status {answer.status} at {ask.url}")
    if answer.status != 200:
        raise Unreachable(f"status {answer.status} at {ask.url}")
    now = datetime.now(UTC)
    token = Page(ask.url, answer.status, answer.body, "", now, now).json().pop(name, str)
    visit.web.hide(token)
    return token


def check_one_host(visit: Visit, name: str, home: str = "") -> None:
    """Raises CrawlError where a secret of one host (`home`, where it is known) would be sent to others."""
    hosts = {base_of(target.at) for target in visit.targets if "://" in target.at} | (
        {base_of(home)} if home else set()
    )
    if len(hosts) > 1:
        raise CrawlError(
            f"{name} is of one host and would be sent to {len(hosts)}: name one host's targets in a command"
        )
