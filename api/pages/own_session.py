"""An hour with a key in a browser: a sealed cookie that no script reads, no other site sends, and no page but these gets.

The key itself opens the figures (`store.sealed`), so it is what the cookie holds, under a key of this installation: a server keeps nothing.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar.datastructures import Cookie

from api.pages.numbers import LANGUAGES
from store.settings import Settings

NAME, HOURS, NONCE_BYTES = "terazi_own", 1, 12


def cookies(settings: Settings, secret: str, now: datetime, *, is_secure: bool) -> list[Cookie]:
    """One for the pages of each language. Without a key: those that end the session."""
    value = _seal(settings, secret, now) if secret else ""
    lasts = int(timedelta(hours=HOURS).total_seconds()) if secret else 0
    return [Cookie(NAME, f"/{language}/own-figures", value, lasts, secure=is_secure, httponly=True, samesite="strict") for language in LANGUAGES]  # fmt: skip


def secret_in(settings: Settings, value: str, now: datetime) -> str:
    """The key in a cookie of ours; "" where there is none, or its hour is over."""
    try:
        raw = base64.urlsafe_b64decode(value)
        until, secret = json.loads(AESGCM(_key(settings)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], NAME.encode()))
    except (ValueError, binascii.Error, InvalidTag):
        return ""
    return str(secret) if now.timestamp() < until else ""


def _seal(settings: Settings, secret: str, now: datetime) -> str:
    nonce, plain = os.urandom(NONCE_BYTES), json.dumps([(now + timedelta(hours=HOURS)).timestamp(), secret]).encode()
    return base64.urlsafe_b64encode(nonce + AESGCM(_key(settings)).encrypt(nonce, plain, NAME.encode())).decode()


def _key(settings: Settings) -> bytes:
    return hmac.new(settings.author_key(), b"own figures in a browser", hashlib.sha256).digest()
