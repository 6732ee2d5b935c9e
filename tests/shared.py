"""Where the founders' reference material lies. A user does not have it: tests that need it skip, and .ci/run makes that a failure."""

import csv
import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TERAZI_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(path: str) -> Path:
    """The file or folder `path` of ../shared; skips the test where it is missing (an error when TERAZI_REQUIRE_SHARED is set)."""
    found = SHARED / path
    if not found.exists():
        if os.environ.get("TERAZI_REQUIRE_SHARED"):
            pytest.fail(f"{found} is missing and TERAZI_REQUIRE_SHARED is set")
        pytest.skip(f"reads {path} of the reference material, which is not in this checkout")
    return found


def golden(name: str) -> list[dict[str, str]]:
    """Rows of a golden CSV (comment lines dropped) as text by column."""
    with shared(f"golden/{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
