"""Raw pages: the same bytes come back, and a changed file is noticed."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from store import archive
from store.errors import StoreError


@given(some.binary(max_size=5000))
def test_what_was_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    root = tmp_path_factory.mktemp("archive")
    content_hash = archive.put(root, body)
    assert archive.put(root, body) == content_hash
    assert archive.get(root, content_hash) == body
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no page"):
        archive.get(tmp_path, "0" * 64)


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    content_hash = archive.put(tmp_path, b"what the site said")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(gzip.compress(b"what somebody else says"))
    with pytest.raises(StoreError, match="has changed"):
        archive.get(tmp_path, content_hash)
