"""Mails and saved mailboxes: threads of an mbox and a Maildir, and that no mail can make reading fail."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler import replay
from crawler.sources.mail.letter import own_words, read_letter
from crawler.sources.mail.saved import files
from crawler.sources.mail.threads import Own, Threads, letters_in, own_of
from store.settings import Settings
from store.tables import Record, Reply
from tests.crawler.process import rows

PAGES = Path(__file__).parents[1] / "pages" / "email"
WHOSE = ("Kuzey Kargo=kuzey.example, destek@posta.example",)


def test_an_mbox_is_read_thread_by_thread(home: Path, tmp_path: Path) -> None:
    box = tmp_path / "All mail.mbox"
    parts = [(PAGES / name).read_bytes() for name in ("begun-by-brand.mbox", "thread.mbox")]
    letter = b"From x Mon Sep  7 07:00:00 2026\n" + (PAGES / "newsletter.eml").read_bytes() + b"\n"
    box.write_bytes(parts[0] + letter + parts[1])
    assert len(list(files(box))) == 3
    run = replay.from_files(Settings(home=home), "email", [box], brands=WHOSE)
    assert run.counts["records"] == 2
    assert [(level, message) for level, code, message, _, _ in run.notices if code == "left_out"] == [
        ("info", "a mail that is list")
    ]
    texts = {record.title: record.text for record in rows(home, Record)}
    assert texts["Re: Teklif"] == "Beni bir daha rahatsiz etmeyin."
    expected = json.loads((PAGES / "thread.expected.json").read_text(encoding="utf-8"))["records"][0]
    replies = [one for one in rows(home, Reply) if one.text != "Beni bir daha rahatsiz etmeyin."]
    assert [(one.speaker, one.text) for one in sorted(replies, key=lambda one: one.position)] == [
        (reply["speaker"], reply["text"]) for reply in expected["replies"]
    ]


def test_a_maildir_is_one_mailbox(home: Path, tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    (tmp_path / "Maildir" / "cur" / "1.host:2,S").write_bytes(
        b"From: can@posta-kutusu.example\nMessage-ID: <1@x>\nSubject: Kutu\n\nBos kutu geldi."
    )
    (tmp_path / "Maildir" / "new" / "2.host").write_bytes(
        b"From: ece@kuzey.example\nReferences: <1@x>\nSubject: Re: Kutu\n\nBakiyoruz.\nFrom buraya kadar."
    )
    run = replay.from_files(Settings(home=home), "email", [tmp_path / "Maildir"], brands=WHOSE)
    assert run.counts["records"] == 1
    assert [(one.speaker, one.text) for one in rows(home, Reply)] == [("brand", "Bakiyoruz.\nFrom buraya kadar.")]


def test_a_brand_must_be_named(home: Path) -> None:
    run = replay.from_files(Settings(home=home), "email", [PAGES / "complaint.eml"])
    assert "--brand" in "".join(message for _, _, message, _, _ in run.notices)


def test_a_mailbox_that_only_says_from_somebody_is_one_mail() -> None:
    assert len(list(letters_in(b"From somebody, a word\n\nbody", None))) == 1


@pytest.mark.parametrize(
    ("address", "is_own"),
    [("a@kuzey.example", True), ("a@satis.kuzey.example", True), ("a@notkuzey.example", False), ("destek@posta.example", True),
     ("ayse@posta.example", False), ("", False)],
)  # fmt: skip
def test_who_is_the_brand(address: str, is_own: bool) -> None:
    assert (address in own_of("kuzey.example, destek@posta.example")) is is_own
    assert address not in own_of("Kuzey Kargo")


def head(
    name: str, subject: str = "Kargo", sender: str = "a@x.example", to: str = "b@kuzey.example", **headers: str
) -> bytes:
    said = {"From": sender, "To": to, "Subject": subject, "Message-ID": f"<{name}>"} | headers
    return "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in said.items()).encode()


def test_who_answers_whom() -> None:
    own, threads = own_of("kuzey.example"), Threads()

    def key(*said: str, **more: str) -> str:
        return threads.key(read_letter(head(*said, **more)), own)

    first = key("1")
    assert key("2", References="<1>") == first
    assert key("3", In_Reply_To="<2>") == first
    assert key("4", "Ynt: Kargo", "b@kuzey.example", "a@x.example") == first  # by subject and the other side alone
    assert key("5", "Re: Kargo", "c@x.example") != first  # another customer
    assert key("6", "Kargo") != first  # no answer: a matter of its own
    late = key("8", References="<7>")
    assert key("9", References="<7> <8>") == late == key("7")  # the first mail comes last


def test_the_other_way_round_where_nobody_is_known_to_be_the_brand() -> None:
    threads, nobody = Threads(), Own(frozenset())
    first = threads.key(read_letter(head("1")), nobody)
    assert threads.key(read_letter(head("2", "RE: Kargo", "b@kuzey.example", "a@x.example")), nobody) == first


@pytest.mark.parametrize(
    ("date", "at"),
    [("Tue, 1 Sep 2026 12:00:00 +0300", "2026-09-01T09:00:00+00:00"), ("Tue, 1 Sep 2026 12:00:00 -0000", "2026-09-01T12:00:00+00:00"),
     ("Tue, 1 Sep 2026 12:00:00", None), ("yarın", None), ("", None)],
)  # fmt: skip
def test_dates(date: str, at: str | None) -> None:
    came = datetime(2026, 9, 2, tzinfo=UTC)
    assert read_letter(f"Date: {date}\n\n".encode()).at == (datetime.fromisoformat(at) if at else None)
    if at is None or date.endswith("-0000"):
        assert read_letter(f"Date: {date}\n\n".encode(), came).at == came


@pytest.mark.parametrize(
    ("text", "own"),
    [("Bakın.\nKimden: Destek\nGönderilen: dün\neski", "Bakın."), ("Kimden: ben\nsize", "Kimden: ben\nsize"), ("a\n-- \nimza", "a"),
     ("a\n________________________________\nFrom: x", "a"), ("a\n1 Eyl 2026 Sal tarihinde Ece <e@x.example> şunu yazdı:\nb", "a"),
     ("a\n> b\nc", "a\nc"), ("Kurye şunu yazdı:\nyarın gelin", "Kurye şunu yazdı:\nyarın gelin")],
)  # fmt: skip
def test_own_words(text: str, own: str) -> None:
    assert own_words(text) == own


@given(some.binary(max_size=400))
def test_no_mail_makes_reading_fail(raw: bytes) -> None:
    names = (b"From", b"Subject", b"Date", b"Content-Type", b"References", b"To", b"Content-Transfer-Encoding")
    wild = b"".join(
        name + b": " + raw[at * 40 : at * 40 + 40].replace(b"\n", b" ") + b"\n" for at, name in enumerate(names)
    )
    for mail in (raw, wild + b"\n" + raw, b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + wild + b"\n" + raw):
        letter = read_letter(mail)
        assert letter.id
        assert letter.at is None or letter.at.tzinfo is not None


def test_a_subject_speaks_where_the_mails_it_answers_are_not_known() -> None:
    own, threads = own_of("kuzey.example"), Threads()
    first = threads.key(read_letter(head("1")), own)
    answer = read_letter(head("3", "Re: Kargo", In_Reply_To="<2>"))  # <2> lies in a folder nobody reads
    assert threads.key(answer, own) == first
    assert threads.key(read_letter(head("4", "Re: Kargo", References="<2>")), own) == first
    assert (
        threads.key(read_letter(head("5", "Kargo", References="<9>")), own) != first
    )  # its subject says nothing of an answer
    assert threads.key(read_letter(head("6", "Re: Kargo", "c@x.example", References="<8>")), own) != first
