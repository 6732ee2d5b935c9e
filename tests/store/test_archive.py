"""Raw pages: the same bytes come back, and a changed or missing file is noticed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from store import archive
from store.archive import Archive, Kept
from store.errors import StoreError

AT = datetime(2026, 10, 5, 9, 0, 0, 123456, tzinfo=UTC)
HEADERS = {"content-type": "text/html; charset=utf-8", "set-cookie": "who=me", "content-encoding": "gzip"}


def keep(root: Path, *bodies: bytes) -> list[Kept]:
    """Bodies in one file."""
    file = Archive(root, "example", 7)
    kept = [file.put(f"https://example.org/{n}", 200, HEADERS, body, AT) for n, body in enumerate(bodies)]
    file.close()
    return kept


@given(some.lists(some.binary(max_size=3000), min_size=1, max_size=4))
def test_what_was_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    root = tmp_path_factory.mktemp("archive")
    for n, (one, body) in enumerate(zip(keep(root, *bodies), bodies, strict=True)):
        stored = archive.get(root, one.content_hash, one.warc, one.offset)
        assert (stored.body, stored.status, stored.url) == (body, 200, f"https://example.org/{n}")
        assert stored.retrieved_at == AT
        assert stored.headers["content-type"] == "text/html; charset=utf-8"
        assert "set-cookie" not in stored.headers
    assert [page.body for page in archive.pages_in(root / one.warc)] == bodies


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no page"):
        archive.get(tmp_path, "0" * 64)
    with pytest.raises(StoreError, match="holds no page"):
        archive.get(tmp_path, "0" * 64, "example/1.warc.gz", 0)


def test_a_changed_page_is_noticed(tmp_path: Path) -> None:
    first, second = keep(tmp_path, b"what the site said", b"what somebody else says")
    with pytest.raises(StoreError, match="has changed"):
        archive.get(tmp_path, first.content_hash, second.warc, second.offset)


def test_a_file_cut_off_is_no_whole_file(tmp_path: Path) -> None:
    (one,) = keep(tmp_path, bytes(range(256)) * 40)
    path = tmp_path / one.warc
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(StoreError):
        assert not list(archive.pages_in(path))


def test_what_is_pruned_is_gone(tmp_path: Path) -> None:
    (one,) = keep(tmp_path, b"old")
    assert archive.prune(tmp_path, [one.warc, "example/none.warc.gz"]) == 1
    with pytest.raises(StoreError, match="holds no page"):
        archive.get(tmp_path, one.content_hash, one.warc, one.offset)
