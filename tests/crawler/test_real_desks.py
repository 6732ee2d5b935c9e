"""Real responses and rows, read in place from ../shared/fixtures: mails, help desks, the Brazilian sites.

Of Zendesk and Chatwoot there are none on this machine. The public reports of consumidor.gov.br are there as somebody's
parsed rows, without their HTML: their values go through cards rebuilt as the contract describes them.
"""

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from crawler.page import Page
from crawler.source import SOURCES
from crawler.sources.mail.letter import read_letter
from store.notices import Notices
from store.records import CrawledRecord
from tests.shared import shared

pytestmark = pytest.mark.shared
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def page(
    source_id: str,
    body: bytes | str,
    url: str,
    *,
    parent: Page | None = None,
    notices: Notices | None = None,
    **context: str,
) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    said = {"brand": "Exemplo", "target": "Exemplo"} | context
    return Page(url or f"https://{source_id}.example/saved", 200, raw, "hash", NOW, NOW, {}, said, url, parent, notices)


def records(source_id: str, page: Page) -> list[CrawledRecord]:
    return list(SOURCES[source_id].read(page).records)


MAILS = {
    "mail_malformed_2": ("bounce", "", "2016-08-22T09:23:36+00:00", "Delivery failure"),
    "mail_test_3": ("", "oneil.844@randtelekom.com.tr", "2016-08-22T13:56:09+00:00", "Hi there"),
    "mail_test_8": ("", "helicopter_flight_simulator@moneytrack.top", "2017-03-07T22:29:24+00:00", "Have you ever"),
    "mail_test_9": ("", "zyb@sgis.com.cn", "2016-12-26T05:33:31+00:00", "我把镜"),
    "mail_test_12": ("", "baoguan@hotmail.com", "2018-05-13T04:32:22+00:00", "代开"),
    "mail_test_14": ("", "example@example.com", "2019-04-24T08:05:02+00:00", "Test"),
    "mail_test_16": ("bulk", "sender@example.net", "2003-07-23T21:30:00+00:00", "Test spam"),
    "mail_test_17": ("", "notificaccion-clientes@bbva.mx", "2022-10-10T20:11:32+00:00", "Banca en Línea"),
    "mail_test_18": ("", "comma.name@example.com", "2025-11-03T17:23:00+00:00", "Test for Comma"),
    "mail_test_19": ("", "bob@example.com", "2024-01-01T12:00:00+00:00", "Test email with"),
}


@pytest.mark.parametrize("name", MAILS)
def test_mails(name: str) -> None:
    skip, sender, at, subject = MAILS[name]
    raw = shared(f"fixtures/email/{name}.eml").read_bytes()
    letter = read_letter(raw)
    assert letter.skip == skip
    assert letter.id
    assert skip or letter.sender == sender
    assert letter.at == datetime.fromisoformat(at)
    assert subject in letter.subject
    found = records("email", page("email", raw, "", target="acme.example"))
    assert len(found) == (0 if skip else 1)
    if found:
        assert found[0].text
        assert "<" not in found[0].text[:1]
        assert found[0].author_key == letter.sender
        assert found[0].sample_kind == "own_account"


def test_words_of_mails() -> None:
    def text(name: str) -> str:
        return read_letter(shared(f"fixtures/email/{name}.eml").read_bytes()).text

    assert text("mail_test_14") == "Plaintext here."
    assert "增值税发票" in text("mail_test_12")  # GB2312 in eight bits
    assert text("mail_test_17") == "Test"  # the plain piece is empty
    assert "我把镜" in text("mail_test_9")  # says GB2312, is GBK
    assert text("mail_test_3").startswith("I am sending you the bills of the goods we delivered")


def freshdesk(name: str) -> bytes:
    return shared(f"fixtures/freshdesk/{name}.json").read_bytes()


def test_freshdesk_tickets() -> None:
    notices = Notices()
    one = records("freshdesk", page("freshdesk", freshdesk("ticket_1"), "", notices=notices))[0]
    assert (one.source_key, one.title, one.status_raw) == ("1", "This is a sample ticket", "open")
    assert one.text == "This is a sample ticket, feel free to delete it."
    assert one.posted_at == datetime(2016, 5, 18, 4, 36, 4, tzinfo=UTC)
    assert one.raw["first_responded_at"] == "2020-06-17T20:23:43+00:00"
    assert one.raw["channel"] == "portal"
    listed = records("freshdesk", page("freshdesk", freshdesk("all_tickets"), "", notices=notices))
    assert [(two.source_key, two.posted_at) for two in listed] == [("1", datetime(2014, 12, 31, 2, 27, 9, tzinfo=UTC))]
    found = records("freshdesk", page("freshdesk", freshdesk("search_tickets"), "", notices=notices))
    assert [two.title for two in found] == ["This is a sample ticket", "This is another ticket"]
    assert [said for said in notices if said[1] == "unknown_key"] == []


def test_freshdesk_conversation() -> None:
    base = "https://masa.freshdesk.example/api/v2/tickets"
    parent = page("freshdesk", b"[" + freshdesk("ticket_1") + b"]", f"{base}?page=1")
    context = {"brand": "Exemplo", "ticket": "1"}
    said = Page(f"{base}/1/conversations", 200, freshdesk("conversations"), "h", NOW, NOW, {}, context, "", parent)
    (one,) = records("freshdesk", said)
    assert [(reply.speaker, reply.text) for reply in one.replies] == [
        ("brand", "This is a reply")
    ]  # the note is dropped
    assert one.replies[0].posted_at == datetime(2016, 5, 19, 5, 36, 14, tzinfo=UTC)


def test_consumidor_gov_rows() -> None:
    body = shared("fixtures/consumidor_gov/finalizadas_rebuilt_10rows.csv").read_bytes()
    notices = Notices()
    context = Page("https://www.consumidor.gov.br/x", 200, body, "h", NOW, NOW, notices=notices)
    found = records("consumidor_gov", context)
    assert len(found) == len({one.source_key for one in found}) == 10
    assert len(notices) == 0
    assert Counter(one.customer_confirms for one in found) == {True: 4, False: 2, None: 4}
    assert [one.rating for one in found] == [1, None, None, None, None, 5, 5, 5, 5, 1]
    assert sum(len(one.replies) for one in found) == 9  # the school did not answer
    assert found[0].brand_label == "Faculdade Unopar"
    assert {one.raw["region"] for one in found} == {"NE", "S", "SE"}
    assert found[0].posted_at == datetime(2021, 1, 5, 15, tzinfo=UTC)
    assert all("Fortaleza" not in str(one) and "31 a 40" not in str(one) for one in found)


def card(row: dict[str, str]) -> str:
    when = f'<span class="relatos-data">{row["response_date"]}</span>' if row["response_date"] else ""
    return (
        f'<div class="cartao-relato"><h3 class="relatos-nome-empresa"><a>{escape(row["company_name"])}</a></h3>'
        f'<h4 class="relatos-status">{row["status"]}</h4><strong>Relato</strong><span class="relatos-data">{row["date"]}</span>'
        f"<p>{escape(row['report'])}</p><strong>Resposta</strong>{when}<p>{escape(row['company_response'])}</p>"
        f"<strong>Avaliação</strong><p>{row['rating_score']}</p><p>{escape(row['consumer_written_evaluation'])}</p></div>"
    )


def test_consumidor_gov_reports() -> None:
    with shared("fixtures/consumidor_gov/relatos_parsed_50rows.csv").open(encoding="utf-8", newline="") as lines:
        rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    found = records("consumidor_gov_reports", page("x", "".join(map(card, rows)), "https://www.consumidor.gov.br/x"))
    assert len(found) == len(rows) == 50
    assert [one.rating for one in found] == [float(row["rating_score"][-1]) for row in rows]
    assert [one.customer_confirms for one in found] == [row["status"] == "Resolvido" for row in rows]
    assert {one.raw["uf"] for one in found} == {row["date"][-2:] for row in rows}
    assert all(
        one.posted_at is not None and f"{one.posted_at:%d/%m/%Y}" == row["date"][:10]
        for one, row in zip(found, rows, strict=True)
    )
    answers = sum(row["company_response"] != "<não respondido pela empresa>" for row in rows)
    assert sum(reply.speaker == "brand" for one in found for reply in one.replies) == answers
    assert (
        sum(one.customer_confirms is True and one.rating == 1 for one in found) > 0
    )  # solved, and one star all the same


def test_reclame_aqui_search() -> None:
    body = shared("fixtures/reclame_aqui/search_query_glicosimetro.json").read_bytes()
    url = "https://iosearch.reclameaqui.com.br/raichu-io-site-search-v1/query/glicosimetro/10/0"
    notices = Notices()
    said = Page(url, 200, body, "h", NOW, NOW, notices=notices)
    first, second = records("reclame_aqui", said)
    assert len(notices) == 0
    assert (first.source_key, second.source_key) == ("z-Q-deNd_YJjD-T5", "p-xkxkXRYNj3aKMG")
    assert (first.customer_confirms, first.would_deal_again, first.customer_score) == (
        None,
        None,
        None,
    )  # not evaluated
    assert (second.customer_confirms, second.would_deal_again, second.customer_score) == (True, True, 10.0)
    assert (second.rating, second.rating_worst, second.rating_best) == (10.0, 0.0, 10.0)
    assert (first.is_verified_purchase, second.is_verified_purchase) == (None, True)
    assert first.posted_at == datetime(2026, 9, 12, 17, 43, 9, tzinfo=UTC)  # Brasília is three hours behind
    assert (first.raw["has_stamp"], first.raw["company_status"]) == ("false", "NOT_RECOMMENDED")
    assert len(first.text) > len(json.loads(body)["complainResult"]["complains"]["data"][0]["description"])
    assert all("Santa Fé do Sul" not in str(one) and "Rio de Janeiro" not in str(one) for one in (first, second))
    assert second.url.endswith("_p-xkxkXRYNj3aKMG/")
