"""Mastodon: public posts under a hashtag of an instance, through the instance's own open API."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.keys import short_key
from crawler.helpers.moments import iso
from crawler.helpers.text import plain
from crawler.memory import Known
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from crawler.web import base_of
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, Tier

PARSER = "mastodon-1"
_COUNTS = ("replies_count", "reblogs_count", "favourites_count", "quotes_count")
_IGNORED = (
    "in_reply_to_account_id", "spoiler_text", "url", "favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered",
    "application", "media_attachments", "mentions", "emojis", "tagged_collections", "quote", "card", "poll", "quote_approval",
    "sensitive",
)  # fmt: skip


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's instance is asked first whether its hashtag timelines are open to everybody."""
    for target in visit.targets:
        tag = urlsplit(target.at).path.rpartition("/")[2]
        yield Ask(f"{base_of(target.at)}/api/v2/instance", context={"brand": target.label, "tag": tag})


async def sign(visit: Visit) -> Signature:
    """A token is used where there is one; public timelines need none."""
    token = visit.key("MASTODON_TOKEN")
    return Signature({"Authorization": f"Bearer {token}"} if token else {})


def read(page: Page) -> Batch:
    """An instance's rules, a page of a timeline, or one status."""
    path = urlsplit(page.url).path
    if path == "/api/v2/instance":
        return _instance(page)
    if path.startswith("/api/v1/statuses/"):
        return Batch(tuple(_records(page, [page.json()])))
    follows = page.link("next")
    return Batch(tuple(_records(page, page.rows())), next=Ask(follows, context=dict(page.context)) if follows else None)


def _instance(page: Page) -> Batch:
    access = page.json().row("configuration").row("timelines_access").row("hashtag_feeds").pop("local", str)
    if access != "public":
        raise Blocked(f"{base_of(page.url)} shows hashtag timelines to {access} only")
    url = f"{base_of(page.url)}/api/v1/timelines/tag/{page.context['tag']}?limit=40"
    return Batch(asks=(Ask(url, context=dict(page.context)),))


def _records(page: Page, rows: list[Row]) -> Iterable[CrawledRecord]:
    for row in rows:
        record = _record(page, row)
        if record is not None:
            yield record


def _record(page: Page, row: Row) -> CrawledRecord | None:
    """None for a repeat of somebody else's post, a post that is not public, and an author who does not want to be found."""
    account = row.row("account")
    number, repeat, seen_by = row.pop("id", str), row.maybe("reblog", dict), row.pop("visibility", str)
    is_private = account.maybe("noindex", bool) is True or account.maybe("discoverable", bool) is False
    if repeat is not None or seen_by != "public" or is_private:
        return None
    edited = row.maybe("edited_at", str)
    raw = {name: str(value) for name in _COUNTS if (value := row.maybe(name, int)) is not None}
    raw |= {"status": f"{base_of(page.url)}/api/v1/statuses/{number}", "is_bot": str(account.pop("bot", bool))}
    raw |= {
        "reply_to": row.maybe("in_reply_to_id", str) or "",
        "tags": " ".join(tag.pop("name", str) for tag in row.rows("tags")),
    }
    uri = row.pop("uri", str)
    record = CrawledRecord(
        source_id="mastodon",
        source_key=short_key(uri),
        kind=RecordKind.MENTION,
        url=uri,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        text=plain(row.pop("content", str)),
        language=row.maybe("language", str) or "",
        posted_at=iso(row.pop("created_at", str), row.place),
        posted_precision=Precision.SECOND,
        edited_at=iso(edited, row.place) if edited else None,
        author_key=account.pop("uri", str),
        raw=raw,
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def recheck(known: Known) -> Ask | None:
    """The post at the instance it was read from."""
    url = known.raw.get("status")
    if not isinstance(url, str):
        raise PageError(f"{known.record_id} was stored without its address")
    return Ask(url, context={"brand": known.brand_label}, may_be_gone=True)


SOURCE = Source(
    source_id="mastodon",
    name="Mastodon",
    kind="social network, open API of each instance",
    tier=Tier.A,
    homepage="https://joinmastodon.org",
    base_url="",
    licence="none stated by most instances; texts are kept for scoring and shown as excerpts",
    terms="an open API; each instance's rules and /api/v2/instance decide; 300 requests in 5 minutes",
    time_zone="UTC",
    language="en",
    personal=("account (becomes a keyed hash)", "display name and avatar (dropped)", "free text (redacted)"),
    unknown=("posts that never reached the instance",),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.9}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    vanishes=Vanishes.ASKED,
    is_newest_first=True,
    maybe_keys=("MASTODON_TOKEN",),
    targets="an instance's hashtag, e.g. Acme=https://mastodon.social/tags/acme",
)
