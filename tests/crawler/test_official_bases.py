"""Customer bases from the FDIC: every bank is read, those of our brands are kept, and nobody is guessed."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from crawler.errors import PageError
from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.official.fdic_bankfind import FIELDS
from crawler.sources.official.fdic_bankfind_match import BankFigure, Book, match
from store.brandbook import add_sectors, decide, open_brand
from store.tables import Brand, Exposure
from store.vocabulary import Judgement
from tests.crawler.process import Ended, crawl, opened, rows
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.fdic_bankfind import BankFind, bank, others

AT = datetime(2026, 11, 1, tzinfo=UTC)
CARDS, BANKS = "us-consumer-finance", "us-banks"
GROUP = ("7001", "COPPER ONE FINL CORP")


def service() -> BankFind:
    """Two banks of one group, one bank by its own name, two of one name, one without accounts, and the many others."""
    return BankFind([
        bank(628, "Copper One Bank, National Association", 5000, *GROUP), bank(629, "Copper One Savings", 300, *GROUP),
        bank(700, "Granite Bank, National Association", 800), bank(701, "First State Bank"), bank(702, "First State Bank"),
        bank(703, "Trust Company of the Lake", None), *others(),
    ])  # fmt: skip


def know(home: Path, *names: str, sector: str = CARDS) -> None:
    """Open brands as scoring opens them from labels."""
    with opened(home) as engine, Session(engine) as session:
        add_sectors(session, [{"sector_id": sector, "name_en": sector, "name_tr": sector, "country": "US"}])
        for name in names:
            open_brand(session, name, sector, because="test", at=AT)
        session.commit()


@pytest.fixture
def fdic() -> Iterator[tuple[BankFind, Site]]:
    fake = service()
    with serve(fake.answer) as site:
        yield fake, site


def ask(home: Path, site: Site, **options: Any) -> Ended:
    return crawl(home, "fdic_bankfind", base_url=site.base_url, **options)


def bases(home: Path) -> dict[tuple[str, str], float]:
    """(brand, period) -> figure."""
    return {(row.brand_id, row.period): row.figure for row in rows(home, Exposure)}


def test_bases_of_known_brands_are_kept_with_everything_a_figure_needs(home: Path, fdic: tuple[BankFind, Site]) -> None:
    know(home, "GRANITE BANK, N.A.", "Copper One Finl Corp.", "Someone Else")
    with opened(home) as engine, Session(engine) as session:
        decide(session, "granite-bank-n-a", CARDS, ["Granite Bank, National Association"], Judgement.POSITIVE, similarity=100,
               because="test", by="test", at=AT)  # fmt: skip
        session.commit()
    ended = ask(home, fdic[1])
    assert ended.state == "ok", ended
    assert bases(home) == {
        **{("granite-bank-n-a", f"{year}Q{quarter}"): 830 - back for back, (year, quarter) in enumerate(
            ((2026, 2), (2026, 1), (2025, 4), (2025, 3)))},
        **{("copper-one-finl-corp", f"{year}Q{quarter}"): 5360 - 2 * back for back, (year, quarter) in enumerate(
            ((2026, 2), (2026, 1), (2025, 4), (2025, 3)))},
    }  # fmt: skip
    newest = next(
        row for row in rows(home, Exposure) if (row.brand_id, row.period) == ("copper-one-finl-corp", "2026Q2")
    )
    assert (newest.unit, newest.grade, newest.as_of_on) == ("accounts", "A", date(2026, 6, 30))
    assert (newest.low, newest.high) == (5360 / 1.05, 5360 * 1.05)
    assert newest.citation == "DEPSMB + DEPLGB + DEPSMRN + DEPLGRN of CERT 628, 629"
    assert "filters=REPDTE:20260630" in newest.source_url
    assert "offset=0" in newest.source_url
    assert ended.skipped == {"bank of no known brand": 4 * 3003}
    assert len(rows(home, Brand)) == 3


def test_again_changes_nothing_and_a_restated_quarter_is_said(home: Path, fdic: tuple[BankFind, Site]) -> None:
    know(home, "Granite Bank National Association")
    ask(home, fdic[1])
    stored = [row.model_dump() for row in rows(home, Exposure)]
    again = ask(home, fdic[1])
    assert (again.state, again.counts["unchanged"]) == ("ok", 4), again
    assert [row.model_dump() for row in rows(home, Exposure)] == stored
    fdic[0].banks[2]["DEPLGB"] = 21
    ended = ask(home, fdic[1])
    assert (ended.state, ended.counts["changed"]) == ("ok", 4)
    assert "figure 830.0 -> 831.0" in ended.said("figure-changed")


def test_the_operator_says_which_bank_a_brand_is(home: Path, fdic: tuple[BankFind, Site]) -> None:
    know(home, "COPPER & CO.", "Copper One Savings")
    ended = ask(home, fdic[1], brands=["COPPER & CO.=628", "Nobody Knows=700"])
    assert ended.state == "ok", ended
    assert {brand: figure for (brand, period), figure in bases(home).items() if period == "2026Q2"} == {
        "copper-and-co": 5030, "copper-one-savings": 330,
    }  # fmt: skip
    assert "Nobody Knows: named by the operator, but 0 brands" in ended.said("unsure-brand")
    assert ended.skipped["unsure which brand"] == 4


def test_who_is_unsure_is_set_aside_and_counted(home: Path, fdic: tuple[BankFind, Site]) -> None:
    know(home, "First State Bank", "Granite Bank National Association")
    know(home, "Granite Bank National Association", sector=BANKS)
    ended = ask(home, fdic[1])
    assert (ended.state, bases(home)) == ("empty", {})
    assert "first-state-bank: 2 banks or groups go by this name" in ended.said("unsure-brand")
    assert "granite-bank-national-association: 2 brands go by this name" in ended.said("unsure-brand")
    assert ended.skipped == {"unsure which brand": 12, "bank of no known brand": 4 * 3003}
    assert "name banks" in ended.said("no-brand")


def test_a_bank_that_counts_no_accounts_has_no_base(home: Path, fdic: tuple[BankFind, Site]) -> None:
    know(home, "Trust Company of the Lake", "Granite Bank National Association")
    ended = ask(home, fdic[1])
    assert {brand for brand, _ in bases(home)} == {"granite-bank-national-association"}
    assert ended.skipped["no count of accounts"] == 4


def test_a_throttle_is_waited_out_and_a_redesign_loses_nothing(home: Path) -> None:
    know(home, "Granite Bank National Association")
    fake, asked_before = service(), list[Asked]()
    broken: list[Said] = []

    def answer(asked: Asked) -> Said:
        asked_before.append(asked)
        if broken:
            return broken[0]
        return Said("", 429, {"Retry-After": "0"}) if len(asked_before) == 3 else fake.answer(asked)

    with serve(answer) as site:
        ended = ask(home, site)
        assert (ended.state, len(bases(home))) == ("ok", 4), ended
        assert "status 429" in ended.said("refused")
        before = [row.model_dump() for row in rows(home, Exposure)]
        for body in ('{"v": 2, "items": []}', '{"meta": {"total": 0}, "data": [], "totals": {}}', "<html></html>"):
            broken[:] = [Said(body, 200, {"Content-Type": "application/json", "Retry-After": "0"})]
            assert ask(home, site).state in {"failed", "blocked"}
            assert [row.model_dump() for row in rows(home, Exposure)] == before


def test_a_quarter_of_too_few_banks_and_one_cut_short_keep_everything_out(
    home: Path, fdic: tuple[BankFind, Site]
) -> None:
    know(home, "Granite Bank National Association")
    fdic[0].most = 1500
    ended = ask(home, fdic[1])
    assert (ended.state, bases(home)) == ("failed", {})
    assert "showed 6000: nothing is stored" in ended.said("failed")
    fdic[0].most, fdic[0].banks = 10_000, fdic[0].banks[:100]
    ended = ask(home, fdic[1])
    assert (ended.state, bases(home)) == ("failed", {})
    assert "100 banks in 2025Q3 where at least 3000 are expected" in ended.said("failed")


def test_a_key_goes_out_and_stays_nowhere(home: Path) -> None:
    know(home, "Granite Bank National Association")
    fake = service()
    fake.key = "key-of-the-operator"
    with serve(fake.answer) as site:
        assert ask(home, site, env={"FDIC_API_KEY": fake.key}).state == "ok"
    assert not [path for path in home.rglob("*") if path.is_file() and fake.key.encode() in path.read_bytes()]


def test_a_bank_is_named_by_its_certificate(home: Path, fdic: tuple[BankFind, Site]) -> None:
    ended = ask(home, fdic[1], brands=["Granite Bank"])
    assert ended.state == "failed"
    assert "FDIC certificate" in ended.said("failed")


def page(data: list[dict[str, Any]], quarter: str = "2026-06-30") -> Page:
    """A page of banks as the reader gets it."""
    body = json.dumps({"meta": {"total": len(data)}, "data": [{"data": row} for row in data]})
    context = {"quarter": quarter, "offset": "0"}
    return Page("https://api.fdic.gov/x", 200, body.encode(), "", AT, AT, {}, context, "https://api.fdic.gov/x")


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_that_is_gone_is_named(name: str) -> None:
    row = bank(1, "A Bank") | {"REPDTE": "20260630"}
    del row[name]
    with pytest.raises(PageError, match=f"no field {name} at"):
        SOURCES["fdic_bankfind"].read(page([row]))


@pytest.mark.parametrize("change", [
    {"DEPSMB": -1}, {"DEPSMB": 1.5}, {"DEPSMB": "many"}, {"DEPSMB": True}, {"CERT": None}, {"CERT": 1.5}, {"REPDTE": "20260631"},
    {"REPDTE": "20260531"}, {"REPDTE": "20260331"}, {"NAMEFULL": None}, {"NEW": 1},
])  # fmt: skip
def test_a_bank_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        SOURCES["fdic_bankfind"].read(page([bank(1, "A Bank") | {"REPDTE": "20260630"} | change]))


def figure(cert: str, name: str, holder: str = "", brand: str = "") -> BankFigure:
    """A bank in the reader's words."""
    return BankFigure(line=1, cert=cert, name=name, holder=holder, holder_name=holder, period="2026Q2", as_of="2026-06-30",
                      accounts=1, brand=brand)  # fmt: skip


def meant(banks: Iterable[BankFigure], brands: dict[str, set[str]], unsure: set[str] | None = None) -> tuple[Any, Any]:
    """(brand -> certificates, brand -> doubt)."""
    found = match(list(banks), Book(brands, unsure or set()))
    return {brand: base.certs for brand, base in found.bases.items()}, found.unsure


def test_a_bank_alone_in_its_group_is_one_base_by_either_name() -> None:
    assert meant([figure("1", "Acme", "Acme Corp")], {"acme": {"acme"}}) == ({"acme": ("1",)}, {})


def test_a_name_that_is_a_bank_and_a_larger_group_is_unsure() -> None:
    banks = [figure("1", "Acme", "Acme Corp"), figure("2", "Other", "Acme Corp")]
    assert meant(banks, {"acme": {"acme"}}) == ({}, {"acme": "2 banks or groups go by this name"})


def test_two_names_of_one_brand_must_mean_the_same_banks() -> None:
    banks = [figure("1", "Acme"), figure("2", "Ajax")]
    assert meant(banks, {"acme": {"a"}, "ajax": {"a"}}) == ({}, {"a": "its names mean 2 different groups of banks"})


def test_what_somebody_was_unsure_of_stays_unsure() -> None:
    assert meant([figure("1", "Acme")], {}, {"acme"}) == ({}, {"acme": "somebody was unsure of this name before"})


def test_a_named_bank_stays_one_of_its_group() -> None:
    banks = [figure("1", "Acme", "Acme Corp", brand="Blue"), figure("2", "Other", "Acme Corp")]
    assert meant(banks, {"blue": {"blue"}, "acme": {"acme"}}) == ({"blue": ("1",), "acme": ("1", "2")}, {})
