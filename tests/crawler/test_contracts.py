"""What contracts of shops and complaint sites say of asking, ending and refusing: what no page shows by itself (pairs are in test_pages)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.ask import Ask, Batch, Target
from crawler.errors import Blocked, PageError
from crawler.memory import Known
from crawler.page import Page
from crawler.source import SOURCES
from store.notices import Notices
from tests.crawler.test_pages import PAGES, page_of

HEPSIBURADA = "https://user-content-gw-hermes.hepsiburada.com/queryapi/v2/ApprovedUserContents"
TRENDYOL = (
    "https://apigw.trendyol.com/discovery-storefront-trproductgw-service/api/review-read/product-reviews/detailed"
)
SITE = "https://www.reclameaqui.com.br"
SEARCH = "https://iosearch.reclameaqui.com.br/raichu-io-site-search-v1"
SIBLINGS = "&from=0&size=50&includeSiblingVariantContents=true&includeSummary=true"
BY_SCORE = "&page=0&pageSize=20&channelId=1&culture=tr-TR&order=DESC&orderBy=Score"


def start(source_id: str, target: str) -> list[Ask]:
    """What a walk asks first for a target labelled Acme."""
    begin = SOURCES[source_id].start
    assert begin is not None
    visit: Any = SimpleNamespace(targets=[Target("Acme", target)])
    return list(begin(visit))


@pytest.mark.parametrize(
    ("source_id", "target", "url", "context"),
    [
        ("hepsiburada", "HBV00000SELV1", f"{HEPSIBURADA}?sku=HBV00000SELV1{SIBLINGS}", {}),
        ("hepsiburada", "HBCV0000SELV2", f"{HEPSIBURADA}?sku=HBCV0000SELV2{SIBLINGS}", {}),
        ("hepsiburada", "https://www.hepsiburada.com/selvi-s2-p-HBV00000SELV1", f"{HEPSIBURADA}?sku=HBV00000SELV1{SIBLINGS}", {}),
        ("hepsiburada", "https://www.hepsiburada.com/selvi-s2-p-HBV00000SELV1-yorumlari", f"{HEPSIBURADA}?sku=HBV00000SELV1{SIBLINGS}", {}),
        ("trendyol", "700123", f"{TRENDYOL}?contentId=700123{BY_SCORE}", {"content": "700123"}),
        ("trendyol", "https://www.trendyol.com/selvi/s-2-p-700123?merchantId=9", f"{TRENDYOL}?contentId=700123{BY_SCORE}", {"content": "700123"}),
        ("amazon", "B0SELVI001", "https://www.amazon.com.tr/dp/B0SELVI001", {"shop": "https://www.amazon.com.tr/dp/B0SELVI001"}),
        ("amazon", "https://www.amazon.de/Selvi-S2/dp/B0SELVI001/ref=sr_1", "https://www.amazon.de/dp/B0SELVI001", {"shop": "https://www.amazon.de/dp/B0SELVI001"}),
        ("amazon", "https://www.amazon.com/product-reviews/B0SELVI001/?pageNumber=2", "https://www.amazon.com/dp/B0SELVI001", {"shop": "https://www.amazon.com/dp/B0SELVI001"}),
        ("reclame_aqui", "363850", f"{SEARCH}/query/companyComplains/10/0?company=363850", {}),
    ],
)  # fmt: skip
def test_where_a_walk_begins(source_id: str, target: str, url: str, context: dict[str, str]) -> None:
    assert start(source_id, target) == [Ask(url, context={"brand": "Acme"} | context)]


def test_the_form_of_the_reports_is_sent_whole() -> None:
    (ask,) = start("consumidor_gov_reports", "42")
    assert (ask.method, ask.headers) == ("POST", {"Content-Type": "application/x-www-form-urlencoded"})
    assert ask.url == "https://www.consumidor.gov.br/pages/indicador/relatos/consultar"
    assert ask.body == (
        "indicePrimeiroResultado=0&palavrasChave=&segmentoMercado=&fornecedor=42&regiao=&area=&assunto=&problema="
        "&dataInicio=&dataTermino=&avaliacao=&nota="
    )
    assert ask.context == {"brand": "Acme", "firm": "42", "first": "0"}


@pytest.mark.parametrize(
    ("source_id", "target", "words"),
    [("hepsiburada", "Selvi S2", "no SKU in"), ("trendyol", "selvi", "no product number in"), ("amazon", "selvi", "no ASIN in")],
)  # fmt: skip
def test_a_target_that_names_nothing_is_refused(source_id: str, target: str, words: str) -> None:
    with pytest.raises(PageError, match=words):
        start(source_id, target)


def read(case: str, change: Any = None, url: str = "", *, has_run: bool = False) -> tuple[Batch, Notices]:
    """What is read of a page of the pairs: its JSON changed, or its words where `change` is a pair of them."""
    path, notices = PAGES / case, Notices()
    page = page_of(path)
    body = page.body.decode()
    if isinstance(change, tuple):
        assert change[0] in body
        body = body.replace(*change)
    elif change is not None:
        said = json.loads(body)
        change(said)
        body = json.dumps(said, ensure_ascii=False)
    at = url or page.url
    found = Page(at, 200, body.encode(), "h", page.retrieved_at, page.served_at, {}, dict(page.context), at, page.parent,
                 notices if has_run else None)  # fmt: skip
    batch = SOURCES[path.parent.name].read(found)
    assert isinstance(batch, Batch)
    return batch, notices


ROWS: dict[str, Any] = {
    "hepsiburada/list-first.json": lambda said: said["data"]["approvedUserContent"]["approvedUserContentList"],
    "trendyol/current-first.json": lambda said: said["result"]["reviews"],
    "trendyol/old-first.json": lambda said: said["result"]["productReviews"]["content"],
    "reclame_aqui/search-saved.json": lambda said: said["complainResult"]["complains"]["data"],
}


@pytest.mark.parametrize("case", ROWS)
def test_a_key_nobody_knows_is_never_swallowed(case: str) -> None:
    def add(said: Any) -> None:
        ROWS[case](said)[0]["sellerAnswer"] = {"text": "Özür dileriz."}

    with pytest.raises(PageError, match="unknown keys sellerAnswer"):
        read(case, add)
    batch, notices = read(case, add, has_run=True)
    assert batch.records
    assert [(code, message) for _, code, message, _, _ in notices if code == "unknown_key"] == [
        ("unknown_key", "the key 'sellerAnswer' is not known")
    ]


@pytest.mark.parametrize(
    ("link", "total", "held", "is_asked"),
    [
        (True, 9, 2, True),
        (False, 9, 2, True),
        (True, 2, 2, True),
        (False, 2, 2, False),
        (True, 9, 0, False),
        (False, 9, 0, False),
    ],
)
def test_hepsiburada_goes_on_while_there_is_a_link_or_a_rest(link: bool, total: int, held: int, is_asked: bool) -> None:
    def change(said: Any) -> None:
        said["links"] = {"next": "/x"} if link else {}
        said["totalItemCount"] = total
        said["data"]["approvedUserContent"]["approvedUserContentList"] = ROWS["hepsiburada/list-first.json"](said)[
            :held
        ]

    batch, _ = read("hepsiburada/list-first.json", change)
    assert (batch.next and "from=2&" in batch.next.url) is (True if is_asked else None)


@pytest.mark.parametrize(("offset", "is_asked"), [(540, True), (550, True), (551, False), (560, False)])
def test_reclame_aqui_goes_on_to_the_count(offset: int, is_asked: bool) -> None:
    url = f"{SEARCH}/query/companyComplains/10/{offset}?company=363850"
    batch, _ = read("reclame_aqui/company.json", url=url)
    assert (batch.next and batch.next.url) == (url.replace(f"/{offset}?", f"/{offset + 10}?") if is_asked else None)


@pytest.mark.parametrize(
    ("case", "change", "words"),
    [
        ("amazon/product-tr.html", ("5 yıldız üzerinden 1,0", "beş yıldız"), "not a number of stars"),
        ("amazon/permalink.html", ("R1SELVITR0001", "yok"), "a review without an id"),
        ("reclame_aqui/page-evaluated.html", ('"FINAL_ANSWER"', '"MODERATION"'), "'MODERATION' is not a known type of interaction"),
        ("reclame_aqui/page-evaluated.html", ('"score": 2', '"score": "2"'), "'score' must be a number"),
        ("reclame_aqui/page-evaluated.html", ('"score": 2', '"score": true'), "'score' must be a number"),
        ("reclame_aqui/page-evaluated.html", ('"titleMasked": "Aparelho com defeito"', '"titleMasked": 7'), "'title' must be str"),
        ("reclame_aqui/page-evaluated.html", ('"complaint"', '"company"'), "neither a complaint nor a company's list"),
        ("consumidor_gov_reports/replica.html", ("Não Resolvido", "Talvez"), "'Talvez' is not a known verdict"),
        ("consumidor_gov_reports/replica.html", ("Nota 2", "Nota 6"), "a report of another shape"),
        ("consumidor_gov_reports/replica.html", ("<strong>Resposta</strong>", ""), "a report of another shape"),
        ("consumidor_gov_reports/replica.html", ("(no mesmo dia)", "(ontem)"), "does not say when the firm answered"),
        ("consumidor_gov_reports/replica.html", ("cartao-relato", "cartao"), "no report at"),
        ("consumidor_gov/mirror.json", ('"success": true', '"success": false'), "the mirror does not know the data set"),
        ("consumidor_gov/mirror.json", ("inalizadas", "inais"), "no monthly file"),
        ("consumidor_gov/publications.json", ('"codigo"', '"novo": 1, "codigo"'), "unknown keys novo"),
        ("reclame_aqui/company.json", ('"id": "thanks-1"', '"id": 7'), "a complaint without its id"),
        ("reclame_aqui/company.json", ('"companyShortname": "empresa-exemplo"', '"companyShortname": null'), "a complaint without its company"),
    ],
)  # fmt: skip
def test_what_is_not_as_agreed_raises(case: str, change: tuple[str, str], words: str) -> None:
    with pytest.raises(PageError, match=words):
        read(case, change)


def test_words_the_site_has_not_masked_are_left_out_and_counted() -> None:
    batch, notices = read("reclame_aqui/page-not-evaluated.html", has_run=True)
    assert [(record.title, record.text) for record in batch.records] == [("", "")]
    assert sorted(message for _, code, message, _, _ in notices if code == "not_masked") == [
        "a description the site has not masked: left out",
        "a title the site has not masked: left out",
    ]


@pytest.mark.parametrize("path", ["/ap/signin?openid.return_to=x", "/errors/validateCaptcha"])
def test_a_way_to_the_sign_in_is_a_gate(path: str) -> None:
    with pytest.raises(Blocked, match="a gate instead of a page"):
        read("amazon/product-tr.html", url=f"https://www.amazon.com.tr{path}")


def test_a_known_complaint_is_looked_for_at_its_own_page() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    again = SOURCES["reclame_aqui"].recheck
    assert again is not None
    known = Known("reclame_aqui:a-1_b", f"{SITE}/acme/x_a-1_b/", "Acme", "live", at, at, 1, {})
    assert again(known) == Ask(
        f"{SITE}/acme/x_a-1_b/", context={"brand": "Acme", "complaint": "a-1_b"}, may_be_gone=True
    )
    assert again(Known("reclame_aqui:a-1_b", "", "Acme", "live", at, at, 1, {})) is None


def test_the_customers_own_marks_and_measures_reach_no_record() -> None:
    """Birth date, gender, city, body measures, the name of a profile: not even among the raw values."""
    planted = {
        "1988-04-02",
        "Female",
        "NİLÜFER",
        "Bursa",
        "178",
        "AÇIK AD",
        "Adı Saklı",
        "203.0.113.9",
        "Cidade Exemplo",
    }
    for case in (*ROWS, "amazon/product-tr.html", "reclame_aqui/page-not-evaluated.html"):
        expected = (PAGES / case).with_suffix(".expected.json").read_text(encoding="utf-8")
        assert not [word for word in planted if f'"{word}' in expected], Path(case).parent
