"""Which of our brands a bank of the FDIC is: by name where only one bank and one brand can be meant, else nobody is guessed.

A brand goes by a bank's own name ("Bank of America, National Association") or by its holding company's ("WELLS FARGO&COMPANY"),
whose banks then count together. `--brand "LABEL=CERT"` says it outright. Brands are never opened here: most banks have no
complaints anywhere, and would stand there as if they had none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, select

from crawler.ask import Figure
from store.brandbook import known_brands
from store.naming import fold_brand
from store.tables import Alias, Sector
from store.vocabulary import Judgement

COUNTRY = "US"


@dataclass(frozen=True, kw_only=True)
class BankFigure(Figure):
    """One bank at the end of one quarter. `accounts` is None where it does not say; `brand` is the operator's label for it."""

    cert: str
    name: str
    holder: str
    holder_name: str
    period: str
    as_of: str
    accounts: int | None
    brand: str = ""


@dataclass(frozen=True)
class Base:
    """One customer base: the banks that make it up, all of one quarter."""

    banks: tuple[BankFigure, ...]

    @property
    def certs(self) -> tuple[str, ...]:
        """The certificates of its banks, in order."""
        return tuple(sorted((bank.cert for bank in self.banks), key=int))


@dataclass
class Book:
    """The brands of the country's sectors by folded name, and the names somebody was unsure of."""

    brands: dict[str, set[str]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


@dataclass
class Matched:
    """What a quarter's banks mean: a base a brand, brands set aside with the reason, and how many banks are nobody's."""

    bases: dict[str, Base] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)
    nobodys: int = 0


def open_book(session: Session) -> Book:
    """What the brandbook knows of the country's brands."""
    book = Book()
    sectors = session.exec(select(Sector.sector_id).where(Sector.country == COUNTRY)).all()
    for sector_id in sorted(sectors):
        for name, brand_id in known_brands(session, sector_id).items():
            book.brands.setdefault(name, set()).add(brand_id)
        unsure = session.exec(
            select(Alias.label).where(Alias.sector_id == sector_id, Alias.judgement == Judgement.UNSURE.value)
        )
        book.unsure |= {fold_brand(label) for label in unsure.all()}
    return book


def match(banks: Sequence[BankFigure], book: Book) -> Matched:
    """The bases of the brands among one quarter's banks. What the operator said of a brand stands; no name is asked then."""
    found, used = Matched(), set[str]()
    for label, base in _named(banks).items():
        _decide(found, label, base, book)
        used |= set(base.certs)
    said = set(found.bases)
    meant: dict[str, dict[tuple[str, ...], Base]] = {}
    for name, bases in _by_name(banks).items():
        brand_ids = book.brands.get(name, set()) - said
        because = _doubt(name, bases, brand_ids, book)
        if because:
            found.unsure |= dict.fromkeys(sorted(brand_ids) or [name], because)
        for brand_id in () if because else brand_ids:
            meant.setdefault(brand_id, {}).update({base.certs: base for base in bases})
        used |= {cert for base in bases for cert in base.certs if because or brand_ids}
    for brand_id in sorted(meant.keys() - found.unsure.keys()):
        first, *others = meant[brand_id].values()
        if others:
            found.unsure[brand_id] = f"its names mean {1 + len(others)} different groups of banks"
        else:
            found.bases[brand_id] = first
    found.nobodys = sum(bank.cert not in used for bank in banks)
    return found


def _doubt(name: str, bases: Sequence[Base], brand_ids: set[str], book: Book) -> str:
    """Why a name that is somebody's cannot be told, or ""."""
    if name in book.unsure:
        return "somebody was unsure of this name before"
    if len(brand_ids) > 1:
        return f"{len(brand_ids)} brands go by this name"
    return f"{len(bases)} banks or groups go by this name" if brand_ids and len(bases) > 1 else ""


def _named(banks: Iterable[BankFigure]) -> dict[str, Base]:
    """What the operator named: the banks of one label count together."""
    named: dict[str, list[BankFigure]] = {}
    for bank in banks:
        if bank.brand:
            named.setdefault(bank.brand, []).append(bank)
    return {label: Base(tuple(of)) for label, of in sorted(named.items())}


def _decide(found: Matched, label: str, base: Base, book: Book) -> None:
    brand_ids = book.brands.get(fold_brand(label), set())
    if len(brand_ids) == 1:
        found.bases[min(brand_ids)] = base
    else:
        found.unsure[label] = f"named by the operator, but {len(brand_ids)} brands of {COUNTRY} sectors go by this name"


def _by_name(banks: Iterable[BankFigure]) -> dict[str, list[Base]]:
    """folded name -> the bases that go by it: banks by their own name, and groups of banks by their holder's.

    A bank the operator named goes by that name alone, but stays one of its group.
    """
    groups: dict[tuple[str, str], list[BankFigure]] = {}
    for bank in banks:
        if not bank.brand:
            groups.setdefault(("bank", bank.cert), []).append(bank)
        if bank.holder and bank.holder_name:
            groups.setdefault(("holder", bank.holder), []).append(bank)
    names: dict[str, dict[tuple[str, ...], Base]] = {}
    for (kind, _), of in groups.items():
        base = Base(tuple(of))
        for name in {fold_brand(bank.name if kind == "bank" else bank.holder_name) for bank in of}:
            names.setdefault(name, {})[base.certs] = base
    return {name: list(bases.values()) for name, bases in names.items()}
