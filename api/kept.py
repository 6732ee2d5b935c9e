"""Files of our own beside a release: written once, whole or not at all, and found again after a restart."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


def keep(target: Path, write: Callable[[Path], None]) -> Path:
    """`target`, written by `write` unless it stands already; where its folder cannot be written, in one for this process."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        target = Path(tempfile.mkdtemp(prefix="terazi-api-")) / target.name
    if not target.exists():
        with FileLock(target.with_suffix(".lock")):  # of several processes that serve one writes, and the others wait
            if not target.exists():
                draft = target.with_suffix(f".{os.getpid()}.draft")
                write(draft)
                draft.rename(target)
    return target


def quoted(path: Path | str) -> str:
    """A path as it stands in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
