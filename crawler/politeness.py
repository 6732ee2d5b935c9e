"""What a source asks of its visitors: robots.txt (fail closed), block pages, Retry-After, a breaker that outlives a run."""

import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego

from crawler.errors import Blocked, Disallowed

BOT = "TeraziBot"
VERSION = "0.1"
BLOCK_STATUSES = {401, 403, 407, 429, 503}
BLOCKS_UNTIL_OFF = 3
OFF = timedelta(hours=24)
LONGEST_WAIT_S = 3600.0
TITLE_WITHIN = 32_768
EPOCH_FROM = 1e9
"""A larger number is a moment, a smaller one a time from now."""
_REMAINING = re.compile(r"((?:x-)?rate-?limit-)remaining")
# So written where they are at work: looked for as they are.
_CHALLENGES = (b"cf-challenge", b"cf_chl_", b"challenge-form", b"geo.captcha-delivery")
# A sign-in form is a gate; a link to one stands on every page of a shop.
_SIGN_IN, _SIGN_IN_FORM = b"/ap/signin", re.compile(rb"action=[\"'][^\"']*/ap/signin", re.IGNORECASE)
_TITLE = re.compile(
    r"captcha|just a moment|attention required|access denied|are you (a )?(robot|human)|security check"
    r"|güvenlik (doğrula|kontrol|adım)|robot olmadığın|erişim(iniz)? engellen",
    re.IGNORECASE,
)


def user_agent(contact: str, address: str = "") -> str:
    """Who asks, in which version, where that is published (`address`), and whom to write to."""
    return f"{BOT}/{VERSION} (+{'; '.join(filter(None, (address, contact))) or 'loopback'})"


@lru_cache(64)
def is_loopback(url: str) -> bool:
    """Whether an address lies on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Robots:
    """The rules of a host. `rules` is None where the host has none."""

    rules: Protego | None = None

    @property
    def delay_s(self) -> float:
        """Seconds the host wants between two requests."""
        return float((self.rules and self.rules.crawl_delay(BOT)) or 0.0)

    def check(self, url: str) -> None:
        """Raises Disallowed where the rules forbid an address."""
        if self.rules and not self.rules.can_fetch(url, BOT):
            raise Disallowed(f"robots.txt does not allow {url}")


def read_robots(url: str, status: int, body: bytes) -> Robots:
    """The rules a robots.txt answer means. Only a plain file or a plain "not there" opens the host; all else is Blocked."""
    if status in {404, 410}:
        return Robots()
    if status != 200:
        raise Blocked(f"robots.txt answered {status}: {url}")
    if body.lstrip()[:1] == b"<":
        raise Blocked(f"robots.txt answered with a web page: {url}")
    return Robots(Protego.parse(body.decode("utf-8", errors="replace")))


def block_sign(status: int, headers: Mapping[str, str], body: bytes, *, answers: str) -> str:
    """Why an answer is a refusal in disguise or in the open, or ""."""
    if status in BLOCK_STATUSES:
        return f"status {status}"
    if headers.get("cf-mitigated") or _is_challenge(body):
        return "a challenge page"
    is_page = body.lstrip()[:1] == b"<"
    if is_page and status == 200 and answers == "json":
        return "a web page instead of JSON"
    title = re.search(rb"<title[^>]*>(.*?)</title>", body[:TITLE_WITHIN], re.DOTALL | re.IGNORECASE)
    if is_page and title and (found := _TITLE.search(title[1].decode("utf-8", errors="replace"))):
        # A complaint may be about a captcha: only a page that does not name itself is taken for a gate.
        is_named = b'rel="canonical"' in body or b"<article" in body
        return "" if is_named else f"a gate page ({found[0].lower()})"
    return ""


def _is_challenge(body: bytes) -> bool:
    """Plain substrings first: every page of every crawl comes by here."""
    if any(mark in body for mark in _CHALLENGES):
        return True
    return _SIGN_IN in body and _SIGN_IN_FORM.search(body) is not None


def retry_after_s(value: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for (a number or a date), or None."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def rest_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds an answer wants us to be silent for: its Retry-After, or until a limit that is used up begins anew; None for no such wish.

    Names differ (x-ratelimit-, x-rate-limit-, ratelimit-), and so do resets: seconds from now (Reddit, Zendesk), seconds of
    the epoch (X, Bluesky), a date (Mastodon, Yelp).
    """
    if (asked := retry_after_s(headers.get("retry-after", ""), now)) is not None:
        return asked
    for name, left in headers.items():
        if (limit := _REMAINING.fullmatch(name)) and _number(left) is not None and float(left) < 1:
            said = (headers.get(f"{limit[1]}{end}", "") for end in ("reset", "resettime"))
            return max((wait for reset in said if (wait := _until_s(reset, now)) is not None), default=None)
    return None


def _until_s(reset: str, now: datetime) -> float | None:
    if (number := _number(reset)) is not None:
        return max(0.0, number - now.timestamp() if number > EPOCH_FROM else number)
    try:
        at = datetime.fromisoformat(reset)
    except ValueError:
        return None
    return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp())


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text.strip()) else None


class Breaker:
    """Counts a host's refusals in a file. After three in a row the host is left alone for 24 hours, whoever asks."""

    def __init__(self, folder: Path, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.path = folder / f"{self.host.replace(':', '_')}.json"
        self.welcomed_at = -math.inf

    def check(self, now: datetime) -> None:
        """Raises Blocked while the host is to be left alone."""
        until = self._read().get("off_until")
        if until and now < datetime.fromisoformat(until):
            raise Blocked(f"{self.host} refused us before", until=datetime.fromisoformat(until))

    def refused(self, because: str, now: datetime) -> None:
        """Count a refusal. Raises Blocked when it was one too many."""
        blocks = int(self._read().get("blocks", 0)) + 1
        self._write(blocks=blocks, because=because)
        if blocks >= BLOCKS_UNTIL_OFF:
            self.leave_alone(because, now + OFF)

    def leave_alone(self, because: str, until: datetime) -> None:
        """Stay away from the host until then. Always raises Blocked."""
        self._write(blocks=0, because=because, off_until=until.astimezone(UTC).isoformat())
        raise Blocked(f"{self.host} refused us ({because})", until=until)

    def welcomed(self) -> None:
        """An answer came: forget earlier refusals, of other processes too; once a second is often enough to look for them."""
        if time.monotonic() > self.welcomed_at + 1.0:
            self.path.unlink(missing_ok=True)
            self.welcomed_at = time.monotonic()

    def _read(self) -> dict[str, str]:
        return dict(json.loads(self.path.read_text())) if self.path.exists() else {}

    def _write(self, **facts: object) -> None:
        self.welcomed_at = -math.inf
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps(facts))
        draft.replace(self.path)
