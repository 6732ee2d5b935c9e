"""Private business figures at rest: sealed under the API key of who brought them, of which only a hash is kept.

AES-256-GCM under HMAC-SHA256(key, purpose), bound to the key's name. Without the key nobody reads them: not the operator, not who
steals the database or a backup, no release and no scoring. A key that is lost or revoked takes them along.
"""

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, col, delete, select

from store.errors import ConflictError, InputError
from store.private_figures import Series, parse_figures
from store.tables import SealedFigures

MOST_FILES, MOST_BYTES, LONGEST_NAME = 20, 200_000, 100
NONCE_BYTES = 12


@dataclass(frozen=True)
class Kept:
    """A file of figures, opened."""

    figures_id: int
    name: str
    stored_at: datetime
    figures: Series


def keep(session: Session, secret: str, key_name: str, name: str, body: bytes, now: datetime) -> Kept:
    """Check a CSV file (`store.private_figures`) and store it sealed; one of the same name is replaced. The caller commits.

    Raises InputError with file, line and field; ConflictError where the key has too many files.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(f"1 to {LONGEST_NAME} characters", field="name")
    if len(body) > MOST_BYTES:
        raise InputError(f"at most {MOST_BYTES:,} bytes are taken, this has {len(body):,}", file=name)
    figures, before = parse_figures(body, name), kept(session, secret, key_name)
    for one in before:
        if one.name == name:
            forget(session, key_name, one.figures_id)
    if sum(one.name != name for one in before) >= MOST_FILES:
        raise ConflictError(f"a key keeps at most {MOST_FILES} files of figures")
    plain = json.dumps({"name": name, "figures": figures}).encode()
    row = SealedFigures(key_name=key_name, sealed=_seal(secret, key_name, plain), stored_at=now)
    session.add(row)
    session.flush()
    return Kept(row.figures_id or 0, name, now, figures)


def kept(session: Session, secret: str, key_name: str) -> list[Kept]:
    """What a key keeps, the oldest first."""
    query = select(SealedFigures).where(SealedFigures.key_name == key_name).order_by(col(SealedFigures.figures_id))
    opened = ((row, json.loads(_open(secret, key_name, row.sealed))) for row in session.exec(query))
    return [Kept(row.figures_id or 0, told["name"], row.stored_at, told["figures"]) for row, told in opened]


def together(files: list[Kept]) -> Series:
    """The figures of all files; where two have the same metric and period, the later file's stands."""
    found: Series = {}
    for one in files:
        for metric, values in one.figures.items():
            found.setdefault(metric, {}).update(values)
    return found


def forget(session: Session, key_name: str, figures_id: int) -> bool:
    """Delete a file of a key; whether there was one. The caller commits."""
    row = session.get(SealedFigures, figures_id)
    if row is None or row.key_name != key_name:
        return False
    session.delete(row)
    session.flush()
    return True


def forget_all(session: Session, key_name: str) -> None:
    """Delete all that a key kept. The caller commits."""
    session.exec(delete(SealedFigures).where(col(SealedFigures.key_name) == key_name))


def _seal(secret: str, key_name: str, plain: bytes) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(_key(secret)).encrypt(nonce, plain, key_name.encode())).decode()


def _open(secret: str, key_name: str, sealed: str) -> bytes:
    raw = base64.b64decode(sealed)
    return AESGCM(_key(secret)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], key_name.encode())


def _key(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"terazi private figures", hashlib.sha256).digest()
