"""Raw pages by content hash, written before anyone reads them. Kept for a set time, never served."""

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from store.errors import StoreError


def put(root: Path, body: bytes) -> str:
    """Keep a body; returns its SHA-256. The same bytes are kept once; a half-written file never gets the final name."""
    content_hash = hashlib.sha256(body).hexdigest()
    path = _path(root, content_hash)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(gzip.compress(body, compresslevel=6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    return content_hash


def get(root: Path, content_hash: str) -> bytes:
    """The body with this hash, checked. Raises StoreError when it is missing or its bytes changed."""
    path = _path(root, content_hash)
    if not path.exists():
        raise StoreError(f"the archive holds no page {content_hash}")
    body = gzip.decompress(path.read_bytes())
    if hashlib.sha256(body).hexdigest() != content_hash:
        raise StoreError(f"the archived page {path} has changed since it was written")
    return body


def _path(root: Path, content_hash: str) -> Path:
    return root / content_hash[:2] / f"{content_hash}.gz"
