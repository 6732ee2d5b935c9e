"""A home with an empty, migrated store."""

from pathlib import Path

import pytest

from tests.crawler.process import opened


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A fresh home."""
    with opened(tmp_path):
        return tmp_path
