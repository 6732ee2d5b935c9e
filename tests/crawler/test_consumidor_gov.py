"""The open data's packings and charsets: what is not read is said by name, and never comes out as a quiet zero."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import replay
from crawler.errors import PageError
from crawler.page import Page
from crawler.sources.official import consumidor_gov
from crawler.sources.official.consumidor_gov_packed import Packed, opened
from store.settings import Settings
from store.tables import Record
from tests.crawler.process import crawl, rows
from tests.crawler.server import Asked, Said, serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.consumidor_gov import Files

PAGES = Path(__file__).parents[1] / "pages" / "consumidor_gov"
ROWS = (PAGES / "rows.csv").read_bytes()
NOW = datetime(2026, 9, 1, tzinfo=UTC)


def zipped(name: str, body: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    said = packed.getvalue()
    return (
        said
        if method == zipfile.ZIP_DEFLATED
        else said.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x09\x00")
    )


def read(body: bytes) -> int:
    return len(consumidor_gov.read(Page("https://www.consumidor.gov.br/x", 200, body, "h", NOW, NOW)).records)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"7z\xbc\xaf\x27\x1c....", "7z"),
        (zipped("a.csv", ROWS, method=9), "not supported"),
        (zipped("a.7z", b"7z"), "holds a.7z"),
        (zipped("a.csv", ROWS)[:-30], "BadZipFile"),
        (zipped("a.csv", ROWS * 50).replace(b"a.csv", b"b.csv", 1), "BadZipFile"),
    ],
    ids=["7z", "deflate64", "7z in zip", "cut off", "damaged"],
)
def test_packings_that_are_not_read_are_named(body: bytes, says: str) -> None:
    with pytest.raises(Packed, match=says):
        read(body)


def test_a_zip_and_a_bare_file_say_the_same() -> None:
    assert read(zipped("finalizadas.CSV", ROWS)) == read(ROWS) == 6
    with opened(io.BytesIO(zipped("a.csv", ROWS)), "here") as file:
        assert file.read() == ROWS


def test_utf8_read_as_latin1_is_an_error_and_no_zero() -> None:
    garbled = ROWS.decode("utf-8-sig").encode().decode("latin-1").encode()
    with pytest.raises(PageError, match="without the columns Região"):
        read(garbled)
    head, _, rest = ROWS.decode("utf-8-sig").partition("\r\n")
    with pytest.raises(PageError, match="Latin-1"):
        read(f"{head}\r\n".encode() + rest.encode().decode("latin-1").encode())


def test_other_columns_are_an_error() -> None:
    with pytest.raises(PageError, match="Nota do Consumidor"):
        read(ROWS.replace(b"Nota do Consumidor", b"Nota"))
    with pytest.raises(PageError, match="without the columns"):
        read(b"")


def test_a_hundred_wrong_rows_end_a_file() -> None:
    head, row = ROWS.decode("utf-8-sig").splitlines()[:2]
    with pytest.raises(PageError, match="100 rows could not be read"):
        read("\n".join([head, *[row.replace("2021", "21x")] * 100]).encode())


def test_a_big_file_comes_in_parts_and_identical_rows_keep_their_numbers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumidor_gov, "PART", 2)
    assert len(list(consumidor_gov.files(PAGES / "rows.csv"))) == 3
    run = replay.from_files(Settings(home=home), "consumidor_gov", [PAGES / "rows.csv"])
    assert run.counts["records"] == 6
    assert len({record.source_key for record in rows(home, Record)}) == 6
    whole = consumidor_gov.read(Page("https://x/x", 200, ROWS, "h", NOW, NOW)).records
    assert {record.source_key for record in rows(home, Record)} == {record.source_key for record in whole}


def test_a_month_nobody_has_in_a_readable_form_is_counted_and_tried_again(home: Path) -> None:
    platform = Files(build_posts(11, NOW), NOW)

    def answer(asked: Asked) -> Said:
        return Said("", 404) if asked.path.startswith("/api/3/") else platform.answer(asked)

    with serve(answer) as site:
        first = crawl(home, "consumidor_gov", base_url=site.base_url)
        assert first.state == "ok", first
        assert first.skipped == {"a month in a packing that is not read": 1}
        assert "holds finalizadas.7z" in first.said("packed")
        site.answer = platform.answer
        assert crawl(home, "consumidor_gov", base_url=site.base_url).state == "ok"
    assert {record.source_key for record in rows(home, Record)} == set(platform.expected())


def test_a_list_behind_a_cookie_is_left_and_the_mirror_asked(home: Path) -> None:
    platform = Files(build_posts(11, NOW), NOW)

    def answer(asked: Asked) -> Said:
        return Said("<html>Entre</html>") if asked.path.endswith("publicacoes.json") else platform.answer(asked)

    with serve(answer) as site:
        assert crawl(home, "consumidor_gov", base_url=site.base_url).state == "ok"
    assert {record.source_key for record in rows(home, Record)} == set(platform.expected())
