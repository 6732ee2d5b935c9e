"""The central bank's ranking service: the list of what there is, and a cp1252 file a quarter."""

from collections.abc import Mapping, Sequence

from crawler.imports.bcb import COLUMNS, PROJECTED_COLUMNS
from crawler.sources.official.bcb_ranking import KIND, LIST
from tests.crawler.server import Asked, Said, as_json

SMALL = "Demais Bancos, Financeiras e Instituições de Pagamento"
LARGE = "Top 15 - Bancos, Financeiras e Instituições de Pagamento"


class Ranking:
    """Files by quarter ("2020Q1"). The list also names consortia and half-years, which are not banks by quarter."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def answer(self, asked: Asked) -> Said:
        """The list, a file, or 404."""
        if asked.path == LIST:
            return as_json({"anos": [self._year(year) for year in sorted({period[:4] for period in self.files})]})
        period = f"{asked.query.get('ano')}Q{asked.query.get('periodo')}"
        wanted = (asked.query.get("periodicidade"), asked.query.get("tipo"))
        if asked.path != f"{LIST}/arquivo" or wanted != ("TRIMESTRAL", KIND) or period not in self.files:
            return Said("", 404)
        return Said(self.files[period], 200, {"Content-Type": "text/csv"})

    def _year(self, year: str) -> dict[str, object]:
        quarters = sorted(int(period[-1]) for period in self.files if period.startswith(year))
        banks = [{"periodo": quarter, "tipos": [{"tipo": KIND}]} for quarter in quarters]
        consortia = [{"periodo": 1, "tipos": [{"tipo": "Consorcios"}]}]
        return {"ano": year, "periodicidades": [{"periodicidade": "SEMESTRAL", "periodos": consortia},
                                                {"periodicidade": "TRIMESTRAL", "periodos": banks}]}  # fmt: skip


def file_of(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """A file as the bank sends it: semicolons, cp1252, a nameless last column in the older layout."""
    end = ";" if tuple(columns) == COLUMNS else ""
    lines = [";".join(columns), *(";".join(row[name] for name in columns) for row in rows)]
    return "".join(f"{line}{end}\r\n" for line in lines).encode("cp1252")


def counted(period: str, banks: int) -> list[dict[str, str]]:
    """An invented quarter of the older layout; the index is cut to two decimals and shown from 30 upheld complaints."""
    rows = []
    for number in range(1, banks + 1):
        upheld, clients = number % 60, 100_000 + 1000 * number
        index = f"{10**8 * upheld // clients / 100:.2f}".replace(".", ",") if upheld >= 30 else " "
        cells = (period[:4], f"{period[-1]}º", SMALL, "Banco/financeira", f"{10_000_000 + number}", f"BANCO Nº {number}", index,
                 str(upheld), "4", "3", str(upheld + 7), str(clients))  # fmt: skip
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return rows


def projected(period: str, banks: int) -> list[dict[str, str]]:
    """An invented quarter of the newer layout: a tenth of the answered complaints was analysed and projected."""
    rows = []
    for number in range(1, banks + 1):
        found, clients = 10 + number, 30_000_000 + number
        index = f"{10**8 * found * 10 // clients / 100:.2f}".replace(".", ",")
        cells = (period[:4], f"{period[-1]}º", LARGE, "Conglomerado", " ", f"PAGA {number} (conglomerado)", index,
                 str(number * 200), str(found), str(found * 10), str(number * 20), str(clients))  # fmt: skip
        rows.append(dict(zip(PROJECTED_COLUMNS, cells, strict=True)))
    return rows
