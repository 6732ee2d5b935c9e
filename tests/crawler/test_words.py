"""Closed lists of words whose meaning a page pair alone would not show: of Trustpilot, of mail heads, of answers' subjects."""

from dataclasses import replace

import pytest

from crawler.sources.mail.letter import read_letter
from crawler.sources.reviews.trustpilot_words import is_invited, level
from store.notices import Notices
from tests.crawler.reading import page, read
from tests.crawler.test_pages import PAGES, page_of


@pytest.mark.parametrize(
    ("verified", "came_by", "invited"),
    [("invited", "", True), ("invited", "Organic", True), ("verified", "AFSv1", True), ("verified", "AFSv2", True), ("", "BasicLink", True),
     ("", "InvitationApi", True), ("", "InvitationLinkApi", True), ("verified", "Organic", False), ("not-verified", "", False),
     ("not-verified", "AFSv2", True), ("verified", "", None), ("redirected", "", None), ("", "", None), ("verified", "SomethingNew", None)],
)  # fmt: skip
def test_who_was_invited(verified: str, came_by: str, invited: bool | None) -> None:
    assert is_invited(verified, came_by) is invited


@pytest.mark.parametrize("said", ["", "invited", "verified", "not-verified", "redirected"])
def test_known_levels_are_not_noted(said: str) -> None:
    notices = Notices()
    assert level(replace(page(b"", "https://x.example"), notices=notices), said) == said
    assert len(notices) == 0


@pytest.mark.parametrize(
    ("head", "reason"),
    [("Auto-Submitted: auto-replied", "automatic"), ("Auto-Submitted: auto-generated", "automatic"), ("Auto-Submitted: no", ""), ("Auto-Submitted: No", ""),
     ("X-Autoreply: yes", "automatic"), ("X-Autorespond: yes", "automatic"), ("Precedence: bulk", "bulk"), ("Precedence: Junk", "bulk"),
     ("Precedence: auto_reply", "bulk"), ("Precedence: list", "bulk"), ("Precedence: first-class", ""), ("List-Id: <haber.example>", "list"),
     ("Return-Path: <>", "bounce"), ("Return-Path: <a@x.example>", ""), ("Content-Type: multipart/report; boundary=b", "bounce"), ("X-Mailer: x", "")],
)  # fmt: skip
def test_whose_hand_a_mail_is_of(head: str, reason: str) -> None:
    assert read_letter(f"From: a@x.example\n{head}\n\nMerhaba".encode()).skip == reason


@pytest.mark.parametrize(
    "subject",
    ["Re: Kargo", "RE: Kargo", "Ynt: Kargo", "YNT: Kargo", "İlt: Kargo", "ilt: Kargo", "Fwd: Kargo", "FW: Kargo", "AW: Kargo", "Re[2]: Kargo",
     "RE: YNT: Kargo", "Yan: kargo", "WG: Kargo", "Cvp : Kargo"],
)  # fmt: skip
def test_subjects_of_answers(subject: str) -> None:
    letter = read_letter(f"Subject: {subject}\n\nx".encode())
    assert (letter.topic, letter.is_answer) == ("kargo", True)
    assert not read_letter(b"Subject: Rekargo: yok\n\nx").is_answer


def test_more_messages_than_a_page_holds_are_said() -> None:
    long, notices = page_of(PAGES / "chatwoot" / "messages-resolved.json"), Notices()
    message = long.json().values["payload"][0]
    for count, said in ((999, []), (1000, ["more_replies"])):
        body = long.body.replace(
            b'"payload": [', b'"payload": [' + b"".join(_json(message) + b"," for _ in range(count - 3))
        )
        read("chatwoot", replace(long, body=body, notices=notices))
        assert [code for _, code, _, _, _ in notices] == said


def _json(message: object) -> bytes:
    import json

    return json.dumps(message).encode()


LABELLED = ["trustpilot/reviews-next-page.json", "trustpilot_pages/next-data.json", "trustpilot_pages/markup-only.html", "bbb/complaints-page.html",
            "google_places/new-place.json", "google_places/legacy-place.json", "yelp/reviews.json", "tripadvisor/reviews-second-language.json"]  # fmt: skip


@pytest.mark.parametrize("case", LABELLED)
def test_a_brand_is_called_what_its_operator_calls_it(case: str) -> None:
    saved = page_of(PAGES / case)
    source_id = case.partition("/")[0]
    found = read(source_id, replace(saved, context={**saved.context, "brand": "Bizim Adımız"})).records
    assert {record.brand_label for record in found} == {"Bizim Adımız"}


@pytest.mark.parametrize(
    ("case", "said", "url", "follows"),
    [
        ("trustpilot/reviews-next-page.json", "4", "", "page=5"),
        ("trustpilot_pages/markup-only.html", "4", "https://www.trustpilot.com/review/x?page=4", "page=5"),
        ("bbb/complaints-page.html", "1", "https://www.bbb.org/us/x/complaints", "page=2"),
    ],
)
def test_the_page_after_a_page(case: str, said: str, url: str, follows: str) -> None:
    saved = page_of(PAGES / case)
    given = replace(saved, url=url or saved.url, context={**saved.context, "page": said})
    ask = read(case.partition("/")[0], given).next
    assert ask is not None
    assert ask.url.endswith(follows)
    assert "page" not in ask.context  # the walk counts pages itself: an ask is the same ask wherever it stands
