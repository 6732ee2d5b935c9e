"""E-mail: the operator's own mailbox by IMAP, read-only, or a saved one (mbox, Maildir, .eml). A thread is a record.

What the brand answers lies in its folder of sent mail: name it, too (IMAP_FOLDER="INBOX,Sent"). A mail says nothing of
a solution: no claim and no confirmation is read from it. Single .eml files have no threads but their own.
"""

from datetime import datetime

from crawler.ask import Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.trail import trail
from crawler.page import Page
from crawler.source import Expectations, Source
from crawler.sources.mail.saved import files
from crawler.sources.mail.threads import PARSER, letters_in, mail_key, own_of, thread_record
from crawler.sources.mail.walk import crawl
from store.vocabulary import SampleKind, Tier


def read(page: Page) -> Batch:
    """The thread a mail belongs to, as far as it goes up to this mail; or the thread of a saved page."""
    pages = trail(page, thread=page.context.get("thread", ""))
    letters = [letter for one in pages for letter in letters_in(one.body, _received(one))]
    if not any(letter.sender or letter.to or letter.at for letter in letters):
        raise PageError(f"not a mail at {page.url}: nobody wrote it, to nobody, at no time")
    own = own_of(page.context.get("own") or page.context.get("target", ""))
    key = page.context.get("thread") or mail_key(letters[0].id)
    record = thread_record(page, key, letters, own)
    return Batch((record,)) if record else Batch()


def _received(page: Page) -> datetime | None:
    return iso(page.context["received"], page.url) if "received" in page.context else None


SOURCE = Source(
    source_id="email",
    name="E-mail",
    kind="own mailbox",
    tier=Tier.C,
    homepage="https://www.rfc-editor.org/rfc/rfc9051",
    base_url="",
    licence="the operator's own letters: counted for the brand's audit, never published",
    terms="the mailbox's owner gives the password or a token; nothing in it is changed; the writers' consent is the owner's duty",
    time_zone="UTC",
    language="tr",
    personal=(
        "sender (becomes a keyed hash)",
        "names, other addresses (dropped)",
        "free text (redacted)",
        "attachments (never read; in the raw archive until it is pruned)",
    ),
    unknown=("whether a matter was solved", "answers by telephone", "mails deleted before a crawl"),
    parser_version=PARSER,
    answers="file",
    delay_s=1.0,
    expects=Expectations(1, 5_000_000, {"posted_at": 0.98, "brand_label": 1.0, "text": 0.8}),
    read=read,
    crawl=crawl,
    files=files,
    sample_kind=SampleKind.OWN_ACCOUNT,
    is_private=True,
    keys=("IMAP_HOST", "IMAP_USER"),
    maybe_keys=("IMAP_PASSWORD", "IMAP_OAUTH_TOKEN", "IMAP_PORT", "IMAP_FOLDER"),
    targets="whose mailbox it is, with its own domains or addresses: Acme=acme.com,destek@posta.example",
)
