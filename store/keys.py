"""Keys that may write: made once, shown once, kept as a hash, revoked for good."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from store.acts import log_act
from store.errors import InputError
from store.sealed import forget_all
from store.tables import ApiKey, Brand
from store.vocabulary import Scope

PREFIX = "terazi_"


def make_key(session: Session, name: str, scopes: Collection[Scope], now: datetime, brand_id: str = "") -> str:
    """A new key, to be handed to its holder: it cannot be read again. The caller commits.

    Raises InputError for a name in use, a brand nobody knows, or a key that may nothing.
    """
    if session.exec(select(ApiKey).where(ApiKey.name == name)).first():
        raise InputError(f"a key named {name!r} is there already; revoked names are not used again", field="name")
    if brand_id and session.get(Brand, brand_id) is None:
        raise InputError(f"no brand {brand_id!r} is known", field="brand")
    if not scopes or (Scope.STATE in scopes) != bool(brand_id):
        raise InputError("a key needs a scope, and `state` goes with the brand it speaks for", field="scope")
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiKey(name=name, key_hash=_hash(secret), scopes=sorted(scopes), brand_id=brand_id, created_at=now))
    log_act(session, now, "operator", "make key", "key", name, "", scopes=sorted(scopes), brand_id=brand_id)
    return secret


def holder_of(session: Session, secret: str) -> ApiKey | None:
    """The key behind what a request carries; None where it is unknown or revoked."""
    found = session.exec(select(ApiKey).where(ApiKey.key_hash == _hash(secret), col(ApiKey.revoked_at).is_(None)))
    return found.first()


def revoke_key(session: Session, name: str, now: datetime, because: str) -> None:
    """End a key, and with it the private figures that only it could read. The caller commits. Raises InputError where no such key is in use."""
    key = session.exec(select(ApiKey).where(ApiKey.name == name, col(ApiKey.revoked_at).is_(None))).first()
    if key is None:
        raise InputError(f"no key named {name!r} is in use", field="name")
    key.revoked_at = now
    session.add(key)
    forget_all(session, name)
    log_act(session, now, "operator", "revoke key", "key", name, because)


def _hash(secret: str) -> str:
    """Plain, because a key is 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
