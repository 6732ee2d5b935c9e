"""The open-data files of consumidor.gov.br out of their packing: a zip, a bare CSV, and kinds that are refused by name."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from crawler.errors import PageError

COLUMNS = (
    "Região", "UF", "Cidade", "Sexo", "Faixa Etária", "Data Finalização", "Tempo Resposta", "Nome Fantasia", "Segmento de Mercado",
    "Área", "Assunto", "Grupo Problema", "Problema", "Como Comprou Contratou", "Procurou Empresa", "Respondida", "Situação",
    "Avaliação Reclamação", "Nota do Consumidor",
)  # fmt: skip
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
GARBLED = re.compile("[ÃÂ][\x80-\xbf]")


class Packed(PageError):  # noqa: N818
    """The file is there, but in a packing that is not read."""


@contextmanager
def opened(file: BinaryIO, place: str) -> Iterator[IO[bytes]]:
    """The CSV within. Raises Packed for what cannot be unpacked here (7z, Deflate64, a password, a damaged zip)."""
    mark = file.read(len(SEVEN_ZIP))
    file.seek(0)
    if mark == SEVEN_ZIP:
        raise Packed(f"packed as 7z at {place}")
    if not mark.startswith(b"PK"):
        yield file
        return
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_member(archive, place)) as member:
            yield member
    except NotImplementedError as wrong:
        raise Packed(f"packed in a way that is not read ({wrong}) at {place}") from wrong
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as wrong:
        raise Packed(f"not a whole zip ({type(wrong).__name__}) at {place}") from wrong


def _member(archive: zipfile.ZipFile, place: str) -> zipfile.ZipInfo:
    tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    if len(tables) != 1:
        raise Packed(f"holds {', '.join(archive.namelist()) or 'nothing'} instead of one CSV at {place}")
    return tables[0]


def rows_in(file: IO[bytes], place: str) -> Iterator[list[str]]:
    """The header, then every row. Raises PageError where the columns are not those of the contract, or text is garbled."""
    first = file.readline()
    charset = _charset(first, place)
    header = next(csv.reader([first.decode(charset)], delimiter=";"))
    yield [name.strip() for name in header]
    lines = io.TextIOWrapper(file, charset, newline="")
    try:
        for row in csv.reader(lines, delimiter=";"):
            if GARBLED.search(";".join(row)):
                raise PageError(f"UTF-8 was read as Latin-1 before it came to us at {place}")
            yield row
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise PageError(f"not a CSV in {charset}: {wrong} at {place}") from wrong
    finally:
        lines.detach()  # the file is its opener's to close


def _charset(line: bytes, place: str) -> str:
    """The charset in which every column has its name: the wrong one would leave columns unfound and every count zero."""
    missing: list[str] = list(COLUMNS)
    for charset in ("utf-8-sig", "cp1252"):
        try:
            names = [name.strip() for name in next(csv.reader([line.decode(charset)], delimiter=";"), [])]
        except UnicodeDecodeError:
            continue
        missing = [name for name in COLUMNS if name not in names] if len(names) > 1 or not missing else missing
        if not missing:
            return charset
    raise PageError(f"without the columns {', '.join(missing)} at {place}")
