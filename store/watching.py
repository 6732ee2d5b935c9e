"""Watch lists: who follows which brands, and how news of a release reaches them. Feed tokens and signing secrets are made from
the installation's key and the list's number: nothing is stored that could be stolen.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from store.between import published_at
from store.digest import News, as_json, digest
from store.errors import ConflictError, InputError
from store.outside import checked, send
from store.session import table_of
from store.settings import Settings
from store.tables import Brand, Delivery, WatchList
from store.vocabulary import DeliveryState

MOST_TRIES, FIRST_WAIT, FACTOR = 8, timedelta(seconds=30), 4
MOST_LISTS, MOST_BRANDS = 50, 100
LEASE = timedelta(minutes=5)
Send = Callable[[str, bytes, str, int, bytes], str]


def add_list(session: Session, settings: Settings, now: datetime, owner: str, name: str, brand_ids: Collection[str], webhook_url: str = "",
             email: str = "") -> WatchList:  # fmt: skip
    """A new list; it is told of releases after the latest one. The caller commits. Raises InputError naming the field."""
    if not name.strip() or len(name) > 200:
        raise InputError("1 to 200 characters", field="name")
    known = set(session.exec(select(Brand.brand_id).where(col(Brand.brand_id).in_(list(brand_ids)))))
    if not brand_ids or len(brand_ids) > MOST_BRANDS or (unknown := set(brand_ids) - known):
        raise InputError(f"1 to {MOST_BRANDS} brands that are known: {', '.join(sorted(unknown)[:5]) if brand_ids and len(brand_ids) <= MOST_BRANDS else len(brand_ids)}", field="brand_ids")  # fmt: skip
    if email and (email.count("@") != 1 or any(sign.isspace() for sign in email)):
        raise InputError("no e-mail address", field="email")
    if webhook_url:
        checked(webhook_url, allow_loopback=settings.webhooks_to_loopback)
    if len(lists_of(session, owner)) >= MOST_LISTS:
        raise ConflictError(f"a key has at most {MOST_LISTS} watch lists")
    latest = [name_ for _, name_ in published_at(settings.releases)][-1:]
    row = WatchList(owner=owner, name=name.strip(), brand_ids=sorted(set(brand_ids)), webhook_url=webhook_url, email=email, created_at=now,
                    release_id="".join(latest))  # fmt: skip
    session.add(row)
    session.flush()
    return row


def lists_of(session: Session, owner: str = "") -> list[WatchList]:
    """The lists of a key, or all."""
    query = select(WatchList).order_by(col(WatchList.watch_id))
    return list(session.exec(query.where(WatchList.owner == owner) if owner else query))


def remove_list(session: Session, row: WatchList) -> None:
    """End a list with all that still waits for it. The caller commits."""
    for one in session.exec(select(Delivery).where(Delivery.watch_id == row.watch_id)).all():
        session.delete(one)
    session.delete(row)


def feed_token(settings: Settings, watch_id: int) -> str:
    """What makes a feed's address a secret."""
    return hmac.new(settings.author_key(), f"watch feed {watch_id}".encode(), hashlib.sha256).hexdigest()


def signing_secret(settings: Settings, watch_id: int) -> bytes:
    """The key of a list's webhook."""
    return hmac.new(settings.author_key(), f"watch hook {watch_id}".encode(), hashlib.sha256).digest()


def shown_secret(settings: Settings, watch_id: int) -> str:
    """The signing key as its holder gets it (Standard Webhooks)."""
    return "whsec_" + base64.b64encode(signing_secret(settings, watch_id)).decode()


def news_since(settings: Settings, row: WatchList, most: int = 10) -> list[tuple[datetime, str, list[News]]]:
    """(moment, release, news) of the latest releases after the list was made, the newest first."""
    known = list(published_at(settings.releases))
    pairs = [(known[n - 1][1], *known[n]) for n in range(1, len(known)) if known[n][0] > row.created_at][-most:]
    return [(at, after, digest(settings.releases, before, after, row.brand_ids)) for before, at, after in reversed(pairs)]  # fmt: skip


def queue_news(session: Session, settings: Settings, now: datetime) -> int:
    """Write down, once for each list, what the releases since its last one bring. Returns how many digests. The caller commits."""
    known, count = [name for _, name in published_at(settings.releases)], 0
    for row in lists_of(session):
        if not known or row.release_id == known[-1]:
            continue
        news = digest(settings.releases, row.release_id, known[-1], row.brand_ids) if row.release_id in known else []
        row.release_id = known[-1]
        session.add(row)
        if news:
            _queue(session, settings, row, news, now)
            count += 1
    return count


def _queue(session: Session, settings: Settings, row: WatchList, news: list[News], now: datetime) -> None:
    event_id = f"watch-{row.watch_id}-{row.release_id}"
    if row.email:
        _write_letter(settings.home / "outbox" / f"{event_id}.eml", row, news, event_id, now)
    if row.webhook_url and session.get(Delivery, event_id) is None:
        made = Delivery(event_id=event_id, watch_id=row.watch_id or 0, state=DeliveryState.WAITING.value, next_at=now, body=as_json(row.release_id, news))  # fmt: skip
        with suppress(IntegrityError), session.begin_nested():  # another process wrote it down meanwhile
            session.add(made)


def _write_letter(path: Path, row: WatchList, news: list[News], event_id: str, now: datetime) -> None:
    """An e-mail as a file: whoever runs this sends it, or not. Name and address cannot bring headers of their own."""
    letter = EmailMessage()
    letter["To"], letter["From"] = row.email, "terazi@localhost"
    letter["Subject"] = f"Terazi: {' '.join(row.name.split())} ({row.release_id})"
    letter["Date"], letter["Message-ID"] = now, f"<{event_id}@terazi>"
    letter.set_content("\n".join(f"{one.brand_id}: {one.en}\n{one.brand_id}: {one.tr}\n" for one in news))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(letter.as_bytes())


def deliver(session: Session, settings: Settings, now: datetime, post: Send | None = None) -> dict[str, int]:
    """Send what is due, each in a transaction of its own: counts by state. A message that fails waits longer each time, then is dead."""
    told = dict.fromkeys(DeliveryState, 0)
    due = select(Delivery.event_id).where(Delivery.state == DeliveryState.WAITING.value, Delivery.next_at <= now)
    for event_id in session.exec(due.order_by(Delivery.event_id)).all():
        row = _claimed(session, event_id, now)
        watch = session.get(WatchList, row.watch_id) if row else None
        if row is None or watch is None:
            continue
        post_it = post or _poster(settings)
        row.last_error = post_it(watch.webhook_url, signing_secret(settings, row.watch_id), event_id, int(now.timestamp()), row.body.encode())  # fmt: skip
        row.attempts_count += 1
        row.state = (DeliveryState.DELIVERED if not row.last_error else DeliveryState.WAITING if row.attempts_count < MOST_TRIES else DeliveryState.DEAD).value  # fmt: skip
        row.next_at = now + wait(event_id, row.attempts_count)
        told[DeliveryState(row.state)] += 1
        session.add(row)
        session.commit()
    return {state.value: n for state, n in told.items()}


def _claimed(session: Session, event_id: str, now: datetime) -> Delivery | None:
    """A message that is ours to send: whoever moves its time on first has it, and the others find it not due. None where somebody was quicker.

    Who dies while sending leaves it to be sent again after `LEASE`, under the same idempotency key.
    """
    its = table_of(Delivery)
    due = (its.c.event_id == event_id) & (its.c.state == DeliveryState.WAITING.value) & (its.c.next_at <= now)
    taken = session.connection().execute(update(its).where(due).values(next_at=now + LEASE)).rowcount
    session.commit()
    return session.get(Delivery, event_id, populate_existing=True) if taken else None


def _poster(settings: Settings) -> Send:
    def post(url: str, secret: bytes, event_id: str, timestamp: int, body: bytes) -> str:
        return send(url, secret, event_id, timestamp, body, allow_loopback=settings.webhooks_to_loopback)

    return post


def wait(event_id: str, tries: int) -> timedelta:
    """30 s, 2 min, 8 min ... 5.7 days, each up to a fifth longer by the message's own lot, so that not all come back at once."""
    lot = hashlib.sha256(f"{event_id} {tries}".encode()).digest()[0] / 255
    return timedelta(seconds=FIRST_WAIT.total_seconds() * FACTOR ** (tries - 1) * (1 + lot / 5))


def deliveries(session: Session, *, owner: str = "", state: str = "") -> list[Delivery]:
    """Messages of a key's lists (or of all), the latest release first."""
    query = select(Delivery).join(WatchList, col(WatchList.watch_id) == col(Delivery.watch_id))
    for column, value in ((WatchList.owner, owner), (Delivery.state, state)):
        query = query.where(column == value) if value else query
    return list(session.exec(query.order_by(col(Delivery.event_id).desc()).limit(200)))


def revive(session: Session, row: Delivery, now: datetime) -> None:
    """Try a dead message again, from the beginning. The caller commits. Raises ConflictError where it is not dead."""
    if row.state != DeliveryState.DEAD:
        raise ConflictError(f"{row.event_id} is {row.state}, not dead")
    row.state, row.attempts_count, row.next_at = DeliveryState.WAITING.value, 0, now
    session.add(row)
