"""The way through a mailbox: new mails of its folders, oldest first, each archived under the thread it belongs to."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from crawler import memory
from crawler.ask import Ask
from crawler.helpers.own import setting
from crawler.helpers.stand import last_facts
from crawler.page import Page
from crawler.sources.mail.imap import Head, Mailbox, opened
from crawler.sources.mail.letter import Letter, read_letter
from crawler.sources.mail.threads import NOWHERE, Own, Threads, mail_key, own_of, topic_key
from crawler.visit import Visit
from crawler.web import Answer
from store.errors import SetupError, StoreError
from store.session import table_of
from store.tables import Snapshot

FLUSH_EVERY = 25
PUBLIC = {
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "yandex.com",
    "gmx.net",
}
_SNAPSHOT = table_of(Snapshot)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Book:
    """What the archive holds of a mailbox: which mails, in which threads, and each thread's last page."""

    threads: Threads = field(default_factory=Threads)
    mails: set[str] = field(default_factory=set)
    last_page: dict[str, str] = field(default_factory=dict)

    def note(self, page: Page) -> None:
        """A mail is archived."""
        said = page.context
        self.enter(said["thread"], said["mail"], said["refs"].split(), said["topic"], page.page_hash)

    def enter(self, thread: str, mail: str, refs: Iterable[str], topic: str, page_hash: str) -> None:
        """The same, by its parts."""
        self.mails.add(mail)
        self.threads.note(thread, (mail, *refs), topic)
        self.last_page[thread] = page_hash


def book_of(visit: Visit) -> Book:
    """The book as the store's snapshots tell it, in the order the mails came."""
    book = Book()
    mine = select(_SNAPSHOT.c.ask, _SNAPSHOT.c.content_hash).where(_SNAPSHOT.c.source_id == visit.source.source_id)
    with visit.engine.connect() as connection:
        for row in connection.execute(mine.order_by(_SNAPSHOT.c.snapshot_id)):
            said = (row.ask or {}).get("context", {})
            if "mail" in said:
                book.enter(said["thread"], said["mail"], said["refs"].split(), said["topic"], row.content_hash)
    return book


async def crawl(visit: Visit) -> None:
    """What came since the last complete crawl; all of it where there was none, or where the folder was numbered anew."""
    label, own = _whose(visit)
    stand, book = _stand(visit), book_of(visit)
    password, token = visit.key("IMAP_PASSWORD"), visit.key("IMAP_OAUTH_TOKEN")
    if not password and not token:
        raise SetupError("email needs IMAP_PASSWORD or IMAP_OAUTH_TOKEN in the environment")
    with opened(setting("IMAP_HOST"), _port(), setting("IMAP_USER"), password, token) as box:
        heads = await asyncio.to_thread(_new_heads, box, stand)
        for head in sorted(heads, key=lambda one: (read_letter(one.raw, one.received).at or _LONG_AGO, one.uid)):
            await _mail(visit, box, book, head, label, own)
            visit.flush_every(FLUSH_EVERY)
    visit.flush({})
    _stand_by(visit)
    visit.run.facts["folders"] = stand


def _whose(visit: Visit) -> tuple[str, Own]:
    """The brand, and what is its own: the domains it names, the mailbox itself, and its domain where that is not anybody's."""
    if len(visit.targets) != 1:
        raise SetupError(f"a mailbox is one brand's, not {len(visit.targets)}: {visit.source.targets}")
    whose, user = visit.targets[0], setting("IMAP_USER").lower()
    domain = user.rpartition("@")[2]
    said = [whose.at, user, *([domain] if "@" in user and domain not in PUBLIC else [])]
    return whose.label, own_of(",".join(said))


def _port() -> int:
    port = setting("IMAP_PORT") or "993"
    if not port.isdigit():
        raise SetupError("IMAP_PORT must be a number")
    return int(port)


def _stand(visit: Visit) -> dict[str, list[int]]:
    """folder -> [UIDVALIDITY, the last UID], as the last complete crawl of this mailbox left it."""
    folders: dict[str, Any] = last_facts(visit).get("folders", {})
    asked = [name.strip() for name in (setting("IMAP_FOLDER") or "INBOX").split(",") if name.strip()]
    return {name: list(folders.get(name, [0, 0])) for name in asked}


def _new_heads(box: Mailbox, stand: dict[str, list[int]]) -> list[Head]:
    """The heads of every folder above its last UID; `stand` is moved on."""
    found: list[Head] = []
    for folder, (validity, last) in stand.items():
        now = box.enter(folder)
        uids = box.after(last if now == validity else 0)
        found += box.heads(uids)
        stand[folder] = [now, max(uids, default=last if now == validity else 0)]
    return found


async def _mail(visit: Visit, box: Mailbox, book: Book, head: Head, label: str, own: Own) -> None:
    """One mail: archived under its thread, then read with what came before it. A machine's mail is counted and left."""
    letter = read_letter(head.raw, head.received)
    because = letter.skip if letter.sender not in own else ""
    because = because or ("known already" if mail_key(letter.id) in book.mails else "")
    if because:
        visit.run.skip(because)
        return
    box.enter(head.folder)
    raw = await asyncio.to_thread(box.whole, head.uid, head.size)
    page = _archived(visit, book, head, letter, raw, {"brand": label, "own": ",".join(sorted(own.names))}, own)
    with visit.reading(page.url):
        for record in visit.source.read(page).records:
            visit.take(record)


def _archived(
    visit: Visit, book: Book, head: Head, letter: Letter, raw: bytes, context: dict[str, str], own: Own
) -> Page:
    """The mail in the archive, hung on the last one of its thread. A thread whose mails were pruned begins anew."""
    thread = book.threads.key(letter, own)
    parent = book.last_page.get(thread, "")
    if parent and not _is_kept(visit, parent):
        thread, parent = mail_key(letter.id), ""
    folder = quote(head.folder, safe="")
    url = f"{NOWHERE}/{setting('IMAP_HOST')}/{folder};UIDVALIDITY={head.validity}/;UID={head.uid}"
    context |= {"thread": thread, "mail": mail_key(letter.id), "topic": topic_key(letter, own)}
    context |= {"refs": " ".join(mail_key(ref) for ref in letter.refs)}
    context |= {"received": head.received.isoformat()} if head.received else {}
    visit.run.count("requests")
    page = visit.web.keep(
        Answer(url, 200, {"content-type": "message/rfc822"}, raw), Ask(url, context=context, parent=parent)
    )
    book.note(page)
    return page


def _is_kept(visit: Visit, page_hash: str) -> bool:
    try:
        return visit.web.page_behind(page_hash) is not None
    except StoreError:
        visit.run.skip("an earlier mail of the thread is pruned")
        return False


def _stand_by(visit: Visit) -> None:
    """A mailbox loses nothing by itself: threads without a new mail stand as they did."""
    if visit.limit is None:
        ids = [known.record_id for known in memory.unseen(visit.engine, visit.run, visit.since_run_id)]
        memory.touch(visit.engine, visit.run, ids, visit.now())
