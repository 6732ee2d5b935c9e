"""A signed message to an address that somebody else chose: only to public addresses, over TLS, without following anybody.

The address is looked up once and that very address is connected to: a name that changes its mind between the look and the
connection leads nowhere else. Headers are those of Standard Webhooks (webhook-id, -timestamp, -signature `v1,...`).
"""

import base64
import hashlib
import hmac
import ipaddress
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from store.errors import InputError

SECONDS = 10.0


def checked(url: str, *, allow_loopback: bool = False) -> str:
    """The address to connect to. Raises InputError unless it is https to a public address (or loopback, where that is allowed)."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)} if host else set()
    except (ValueError, OSError) as wrong:
        raise InputError(f"no address is known for {url!r}", field="url") from wrong
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in sorted(found)]
    if allow_loopback and addresses and all(one.is_loopback for one in addresses):
        return str(addresses[0])
    plain = parts.username is None and parts.password is None
    if parts.scheme != "https" or not plain or not addresses or not all(one.is_global and not one.is_multicast for one in addresses):  # fmt: skip
        raise InputError("only https to public addresses, without a name or password in it", field="url")
    return str(addresses[0])


def sign(secret: bytes, event_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over id.timestamp.body."""
    said = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, said, hashlib.sha256).digest()).decode()


def send(url: str, secret: bytes, event_id: str, timestamp: int, body: bytes, *, allow_loopback: bool = False) -> str:
    """Post a message; "" where it was taken (2xx), else what went wrong. Redirects are not followed."""
    try:
        connection = _connection(url, checked(url, allow_loopback=allow_loopback))
        parts = urlsplit(url)
        headers = {"Content-Type": "application/json", "User-Agent": "terazi-webhooks/1", "webhook-id": event_id, "webhook-timestamp": str(timestamp),
                   "webhook-signature": sign(secret, event_id, timestamp, body), "Idempotency-Key": event_id}  # fmt: skip
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        status = connection.getresponse().status
        connection.close()
    except (InputError, OSError, HTTPException) as wrong:
        return f"{type(wrong).__name__}: {wrong}"[:300]
    return "" if 200 <= status < 300 else f"status {status}"


def _connection(url: str, address: str) -> HTTPConnection:
    """A connection to the checked address that speaks, and shows the certificate of, the name."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_tls = parts.scheme == "https"
    made = HTTPSConnection(host, parts.port, timeout=SECONDS) if is_tls else HTTPConnection(host, parts.port, timeout=SECONDS)  # fmt: skip
    plain = socket.create_connection((address, made.port), SECONDS)
    made.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if is_tls else plain
    return made
