"""Mails that belong together, and the record a thread is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

from crawler.helpers.keys import hashed_key
from crawler.helpers.notes import note
from crawler.page import Page
from crawler.sources.mail.letter import Letter, read_letter
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker

PARSER = "email-1"
LARGEST = 10_000_000
NOWHERE = "https://mail.invalid"  # a mail has no address; the archive (WARC) reads back what has one
_FROM = re.compile(rb"From \S+ +(\w{3} \w{3} +\d.*)")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Own:
    """Who is the brand itself: domains (with those below them) and single addresses."""

    names: frozenset[str]

    def __contains__(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in self.names or any(
            domain == name or domain.endswith(f".{name}") for name in self.names if name
        )


def own_of(said: str) -> Own:
    """ "acme.com, destek@posta.example": what the operator says is the brand's."""
    return Own(frozenset(name.strip().lower().removeprefix("@") for name in said.split(",") if "." in name))


@dataclass
class Threads:
    """Which thread a mail belongs to. Everything in it is a hash: no address, no subject."""

    by_mail: dict[str, str] = field(default_factory=dict)
    by_topic: dict[str, str] = field(default_factory=dict)

    def key(self, letter: Letter, own: Own) -> str:
        """By the mails it answers, else (where none of them is known) by an answer's subject and the other side's address, else its own."""
        names = [mail_key(name) for name in (letter.id, *reversed(letter.refs))]
        found = next((self.by_mail[name] for name in names if name in self.by_mail), None)
        if found is None and letter.is_answer:
            found = self.by_topic.get(topic_key(letter, own))
        key = found or mail_key(letter.refs[0] if letter.refs else letter.id)
        self.note(key, names, topic_key(letter, own))
        return key

    def note(self, key: str, mails: Iterable[str], topic: str) -> None:
        """These mails and this topic are of a thread."""
        for name in mails:
            self.by_mail.setdefault(name, key)
        self.by_topic.setdefault(topic, key)


def mail_key(message_id: str) -> str:
    """A mail's id as a hash: the id itself names its sender's machine."""
    return hashed_key(message_id)[:24]


def topic_key(letter: Letter, own: Own) -> str:
    """What a mail is about and between whom, whichever way it goes: the other side alone, where it is known who is our own."""
    sides = sorted(side for side in {letter.sender, letter.to} if side not in own)
    return hashed_key(letter.topic, "topic", *sides)[:24]


def letters_in(body: bytes, received: datetime | None) -> Iterator[Letter]:
    """The mails of a page: one, or several in mbox form."""
    starts = list(mbox_starts(BytesIO(body)))
    if not starts:
        yield read_letter(body[:LARGEST], received)
    for start, end in pairwise([*starts, len(body)]):
        head, _, rest = body[start:end].partition(b"\n")
        yield read_letter(_QUOTED.sub(rb"\1", rest)[:LARGEST], _postmark(head))


def mbox_starts(lines: Iterable[bytes]) -> Iterator[int]:
    """Where each mail begins: at a line like "From x Sat Jan  3", and only after an empty one; people begin lines with "From", too."""
    at, is_after_blank = 0, True
    for line in lines:
        if is_after_blank and _FROM.match(line):
            yield at
        elif at == 0:
            return
        at, is_after_blank = at + len(line), not line.strip()


def _postmark(line: bytes) -> datetime | None:
    """When a mail was put into the box: "From x Sat Jan  3 01:05:34 2026", which is UTC, or Gmail's "... +0000 2026"."""
    found = _FROM.match(line)
    said = " ".join(found[1].decode("ascii", "replace").split()) if found else ""
    for text, form in ((said, "%a %b %d %H:%M:%S %z %Y"), (f"{said} +0000", "%a %b %d %H:%M:%S %Y %z")):
        try:
            return datetime.strptime(text, form).astimezone(UTC)
        except ValueError:
            continue
    return None


def thread_record(page: Page, key: str, letters: list[Letter], own: Own) -> CrawledRecord | None:
    """None where no customer wrote. The brand's own automatic answers stay, as a machine's; those of others do not."""
    told = sorted(letters, key=lambda letter: letter.at or _LONG_AGO)
    for letter in told:
        note(
            page, "left_out", f"a mail that is {letter.skip}", count=int(bool(letter.skip) and letter.sender not in own)
        )
    kept = [letter for letter in told if not letter.skip or letter.sender in own]
    first = next((letter for letter in kept if letter.sender not in own), None)
    if first is None:
        return None
    later = kept[kept.index(first) + 1 :]
    return CrawledRecord(
        source_id="email",
        source_key=key,
        kind=RecordKind.COMPLAINT,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        title=first.subject,
        text=first.text,
        posted_at=first.at,
        posted_precision=Precision.SECOND if first.at else None,
        author_key=first.sender,
        replies=tuple(_reply(letter, first, own) for letter in later),
        sample_kind=SampleKind.OWN_ACCOUNT,
        raw={
            "mails": str(len(letters)),
            "attachments": str(first.attachments),
            "begun_by_brand": str(kept[0] is not first),
        },
    )


def _reply(letter: Letter, first: Letter, own: Own) -> CrawledReply:
    speaker = Speaker.CUSTOMER if letter.sender == first.sender else Speaker.OTHER
    if letter.sender in own:
        speaker = Speaker.BOT if letter.skip else Speaker.BRAND
    return CrawledReply(
        speaker=speaker, text=letter.text, posted_at=letter.at, precision=Precision.SECOND if letter.at else None
    )
