"""Records of a WARC file are read at their place as warcio reads them, and written as it writes them."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some
from warcio.archiveiterator import ArchiveIterator

from store.warc import Stored, response_at, responses, written

AT = datetime(2026, 10, 5, 9, 0, 0, 123456, tzinfo=UTC)
names = some.from_regex(r"[a-z][a-z-]{0,10}", fullmatch=True)
values = some.text(some.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=30)
answers = some.builds(
    Stored, some.just("https://example.org/ş") | some.just("https://example.org/a?b=c"), some.sampled_from([200, 304, 404, 999]),
    some.dictionaries(names, values, max_size=4), some.binary(max_size=400), some.just(AT))  # fmt: skip


def from_file(file: BytesIO, offset: int) -> Stored | None:
    return response_at(lambda size, place: file.getvalue()[place : place + size], offset)


@given(some.lists(answers, min_size=1, max_size=3))
def test_a_record_at_its_place_is_the_one_warcio_reads(kept: list[Stored]) -> None:
    file = BytesIO()
    offsets = [written(file, answer) for answer in kept]
    file.seek(0)
    for offset, answer, other in zip(offsets, kept, responses(file), strict=True):
        assert other.body == answer.body
        assert from_file(file, offset) in (None, other)


def test_a_plain_record_needs_no_other_reader() -> None:
    file, answer = BytesIO(), Stored("https://example.org/a", 200, {"content-type": "text/html"}, b"<p>", AT)
    found = from_file(file, written(file, answer))
    assert found is not None
    assert (found.url, found.status, found.body, found.retrieved_at) == (answer.url, 200, b"<p>", AT)
    assert found.headers == {"content-type": "text/html", "content-length": "3"}


@pytest.mark.parametrize("broken", [b"", b"no gzip at all", b"\x1f\x8b cut"])
def test_what_is_no_record_is_none(broken: bytes) -> None:
    assert from_file(BytesIO(broken), 0) is None


def test_digests_hold() -> None:
    file = BytesIO()
    written(file, Stored("https://example.org/a", 200, {"content-type": "text/html"}, b"<p>word</p>", AT))
    file.seek(0)
    record = next(iter(ArchiveIterator(file, check_digests="raise")))
    assert record.content_stream().read() == b"<p>word</p>"
    assert record.digest_checker.passed is True
