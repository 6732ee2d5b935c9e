"""What a source is asked, and what one of its pages holds. A source is little more than the way from the one to the other."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from store.records import CrawledRecord
from store.vocabulary import Visibility


@dataclass(frozen=True)
class Ask:
    """One request, whole enough to be sent again and free of secrets (`Source.sign` adds those on the wire).

    `context` is what the reader of the answer must know and the answer does not say: ids and labels, never a text or a
    person. `parent` is the archived page this ask came from, set by the walk: `page.parent` brings it back.
    """

    url: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    parent: str = ""
    may_be_gone: bool = False
    pause_s: float = 0.0

    @cached_property
    def key(self) -> str:
        """The same for the same request to the same end: nothing is asked twice in one errand, whatever its page number."""
        context = sorted((name, value) for name, value in self.context.items() if name != "page")
        said = json.dumps([self.method, self.url, self.body, context])
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def at(self, url: str) -> "Ask":
        """The same ask, sent to that address: itself, with the key it has already, where it is sent there anyhow."""
        return self if url == self.url else replace(self, url=url)

    def as_json(self) -> dict[str, Any]:
        """Only what differs from the default."""
        return {name: value for name, value in vars(self).items() if value and name != "key"}


def ask_of(said: dict[str, Any]) -> Ask:
    """The ask `as_json` wrote."""
    return Ask(**said)


def form(url: str, fields: dict[str, str], **more: Any) -> Ask:
    """A POST as a web form sends it."""
    from urllib.parse import urlencode

    return Ask(url, "POST", urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}, **more)


def as_json(url: str, value: object, **more: Any) -> Ask:
    """A POST with a JSON body."""
    return Ask(url, "POST", json.dumps(value, sort_keys=True), {"Content-Type": "application/json"}, **more)


@dataclass(frozen=True)
class Gone:
    """A record its source itself calls gone: which, in what words, and by whom as far as it says."""

    source_key: str
    how: str
    visibility: Visibility = Visibility.REMOVED


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A published figure and where it was read: `line` counts the rows of its page, `flaws` are (code, words) of what is odd."""

    line: int
    url: str = ""
    read_at: datetime | None = None
    flaws: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Batch:
    """What one page holds: records, what to ask because of it, and where the list goes on.

    `asks` (a record's own page, its replies) are asked before `next` (the list's next page). `next` is not followed
    where the source lists newest first and the whole page is known, old and unchanged. `total` is how many records the
    source itself says there are in this list, for the whole walk. `figures` belong to sources that `keep` such.
    `stands` are keys of records a page proves to be there without showing all that was known of them.
    """

    records: tuple[CrawledRecord, ...] = ()
    asks: tuple[Ask, ...] = ()
    next: Ask | None = None
    gone: tuple[Gone, ...] = ()
    total: int | None = None
    figures: tuple[Figure, ...] = ()
    stands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """Whom to collect: `at` is the source's own id or address of it, `label` what we call it ("Acme=com.acme.app")."""

    label: str
    at: str


def target(said: str) -> Target:
    """ "Acme=com.acme.app", or just "com.acme.app", which is then its own label."""
    label, mark, at = said.partition("=")
    is_named = bool(mark) and "://" not in label and bool(label.strip())
    return Target(label.strip(), at.strip()) if is_named else Target(said.strip(), said.strip())
