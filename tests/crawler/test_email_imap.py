"""A mailbox over IMAP: a small real server on loopback that refuses every change, and mails that arrive between crawls."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import replay
from crawler.sources.mail.imap import modified_utf7, opened
from store.settings import Settings
from store.tables import Record, Reply, Snapshot
from tests.crawler.process import Ended, crawl, rows

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PASSWORD = "password-of-email"


def mail(
    name: str,
    text: str,
    *,
    after_hours: float = 0,
    sender: str = "ayse@posta.example",
    to: str = "destek@kuzey.example",
    **headers: str,
) -> bytes:
    """A mail; header names with "_" for "-"; an empty value leaves a header out."""
    at = NOW + timedelta(hours=after_hours)
    said = {"From": f"Biri <{sender}>", "To": to, "Subject": "Kargom yok", "Date": f"{at:%a, %d %b %Y %H:%M:%S} +0000",
            "Message-ID": f"<{name}@posta.example>", "Content-Type": "text/plain; charset=utf-8"}  # fmt: skip
    said |= {key.replace("_", "-"): value for key, value in headers.items()}
    return "".join(f"{key}: {value}\r\n" for key, value in said.items() if value).encode() + b"\r\n" + text.encode()


OWN = "ece@kuzey.example"
FIRST = mail("m1", "Paketim 10 gündür yolda.")
ANSWER = mail("m2", "Bakıyoruz.\r\n\r\nBiri şunu yazdı:\r\n> Paketim", after_hours=3, sender=OWN, to="ayse@posta.example",
              Subject="Ynt: Kargom yok", In_Reply_To="<m1@posta.example>", References="<m1@posta.example>")  # fmt: skip
THANKS = mail("m3", "Geldi, sağ olun.", after_hours=30, References="<m1@posta.example> <m2@posta.example>")
OTHER = mail("m4", "Faturam iki kez kesildi.", after_hours=1, sender="can@posta.example", Subject="Fatura", Date="")
LETTER = mail("m5", "Kampanya!", sender="haber@liste.example", List_Id="<haber.liste.example>")
AWAY = mail(
    "m6", "Tatildeyim.", sender="can@posta.example", Auto_Submitted="auto-replied", In_Reply_To="<m4@posta.example>"
)
MACHINE = mail(
    "m7",
    "Talebiniz alındı.",
    after_hours=1.1,
    sender=OWN,
    to="can@posta.example",
    Subject="Re: Fatura",
    Auto_Submitted="auto-replied",
)


@dataclass
class Box:
    """What lies on the server: folder -> mails by UID."""

    folders: dict[str, dict[int, bytes]]
    validity: int = 7
    commands: list[str] = field(default_factory=list)
    port: int = 0
    hangs_up: Callable[[str], bool] = lambda command: False


class Session(socketserver.StreamRequestHandler):
    """One client. Knows what reading takes; everything else is answered BAD, so that a change would fail the test."""

    folder = ""

    def handle(self) -> None:
        """Greet, then answer line by line until LOGOUT."""
        self.say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            box: Box = self.server.box  # type: ignore[attr-defined]
            box.commands.append(command)
            if box.hangs_up(command):
                return
            self.say(f"{tag} {self.answer(box, command)}")
            if command == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def answer(self, box: Box, command: str) -> str:
        verb, _, rest = command.partition(" ")
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN":
            return "OK in" if rest == f'destek@kuzey.example "{PASSWORD}"' else "NO wrong"
        elif verb == "EXAMINE" and rest.strip('"') not in box.folders:
            return "NO there is no such folder"
        elif verb == "EXAMINE":
            self.folder = rest.strip('"')
            self.say(f"* {len(box.folders[self.folder])} EXISTS")
            self.say(f"* OK [UIDVALIDITY {box.validity}] valid")
            return "OK [READ-ONLY]"
        elif command.startswith("UID SEARCH UID "):
            mails, begin = box.folders[self.folder], int(rest.split()[-1].partition(":")[0])
            found = [uid for uid in mails if uid >= begin] or list(mails)[-1:]  # "n:*" is never empty
            self.say("* SEARCH " + " ".join(map(str, found)))
        elif command.startswith("UID FETCH "):
            self.fetch(box.folders[self.folder], rest.split()[1], whole="BODY.PEEK[]" in rest)
        elif verb != "LOGOUT":
            return "BAD not here"
        return "OK done"

    def fetch(self, mails: dict[int, bytes], uids: str, *, whole: bool) -> None:
        for uid in map(int, uids.split(",")):
            raw = mails[uid] if whole else mails[uid].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            name = "BODY[]" if whole else "BODY[HEADER]"
            self.say(
                f'* {uid} FETCH (RFC822.SIZE {len(mails[uid])} INTERNALDATE " 1-Sep-2026 13:00:00 +0300" {name} {{{len(raw)}}}'
            )
            self.wfile.write(raw)
            self.say(f" UID {uid})")  # servers may name it behind the literal


@contextmanager
def served(box: Box) -> Iterator[Box]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = allow_reuse_address = True

    with Server(("127.0.0.1", 0), Session) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def box() -> Iterator[Box]:
    folders = {"INBOX": {1: FIRST, 2: OTHER, 3: LETTER, 9: AWAY}, "Sent": {1: ANSWER, 2: MACHINE}}
    with served(Box(folders)) as box:
        yield box


def look(home: Path, box: Box, **more: Any) -> Ended:
    env = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": str(box.port), "IMAP_USER": "destek@kuzey.example", "IMAP_PASSWORD": PASSWORD,
           "IMAP_FOLDER": "INBOX, Sent"}  # fmt: skip
    options = {
        "brands": ["Kuzey Kargo=kuzey.example"],
        "contact": "biz@terazi.invalid",
        "env": env | more.pop("env", {}),
        **more,
    }
    return crawl(home, "email", **options)


def stored(home: Path) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """title -> (text, [(speaker, text)]) of every record."""
    replies = sorted(rows(home, Reply), key=lambda one: one.position)
    return {record.title: (record.text, [(one.speaker, one.text) for one in replies if one.record_id == record.record_id])
            for record in rows(home, Record)}  # fmt: skip


def test_threads_are_found_and_go_on(home: Path, box: Box) -> None:
    ended = look(home, box)
    assert ended.state == "ok", ended
    assert stored(home) == {
        "Kargom yok": ("Paketim 10 gündür yolda.", [("brand", "Bakıyoruz.")]),
        "Fatura": ("Faturam iki kez kesildi.", [("bot", "Talebiniz alındı.")]),
    }
    assert ended.skipped == {"list": 1, "automatic": 1}
    assert {record.title: record.posted_at.isoformat() for record in rows(home, Record)} == {
        "Kargom yok": "2026-09-01T09:00:00+00:00",
        "Fatura": "2026-09-01T10:00:00+00:00",  # its own date is missing: the server's counts
    }
    assert {record.sample_kind for record in rows(home, Record)} == {"own_account"}
    assert not [
        command
        for command in box.commands
        if command.split()[0] in {"SELECT", "STORE", "EXPUNGE"} or "BODY[" in command
    ]

    box.folders["INBOX"][10] = THANKS
    box.commands.clear()
    again = look(home, box)
    assert again.state == "ok", again
    assert stored(home)["Kargom yok"][1] == [("brand", "Bakıyoruz."), ("customer", "Geldi, sağ olun.")]
    assert (again.counts["changed"], again.counts["unchanged"], again.counts["pages"]) == (1, 1, 1)
    assert "UID SEARCH UID 10:*" in box.commands
    assert "UID SEARCH UID 3:*" in box.commands
    assert not [
        command for command in box.commands if "FETCH 2 " in command
    ]  # "3:*" named an old mail: it is not fetched


def test_a_quiet_mailbox_is_no_empty_run(home: Path, box: Box) -> None:
    look(home, box)
    ended = look(home, box)
    assert (ended.state, ended.counts["unchanged"], ended.counts.get("pages", 0)) == ("ok", 2, 0)


def test_a_folder_numbered_anew_is_read_again_and_nothing_is_doubled(home: Path, box: Box) -> None:
    look(home, box)
    box.validity = 8
    box.folders["INBOX"] = {uid + 100: raw for uid, raw in box.folders["INBOX"].items()} | {200: THANKS}
    ended = look(home, box)
    assert ended.state == "ok", ended
    assert ended.skipped["known already"] == 4
    assert len(rows(home, Record)) == 2
    assert stored(home)["Kargom yok"][1][-1] == ("customer", "Geldi, sağ olun.")


def test_every_mail_is_archived_and_read_again_without_a_server(home: Path, box: Box) -> None:
    look(home, box)
    before = stored(home)
    assert sorted(row.url.rpartition("/127.0.0.1/")[2] for row in rows(home, Snapshot)) == [f"{folder};UIDVALIDITY=7/;UID={uid}" for folder in ("INBOX", "Sent") for uid in (1, 2)]  # fmt: skip
    run = replay.reparse(Settings(home=home), "email")
    assert (run.counts["records"], run.counts["changed"]) == (2, 0)
    assert stored(home) == before


def test_neither_password_nor_address_is_stored(home: Path, box: Box) -> None:
    look(home, box)
    assert all("posta.example" not in str(row) for table in (Record, Reply, Snapshot) for row in rows(home, table))
    assert not [path for path in home.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]


def test_a_wrong_password_is_said(home: Path, box: Box) -> None:
    ended = look(home, box, env={"IMAP_PASSWORD": "something else"})
    assert ended.state == "blocked"
    assert "does not let us in" in ended.said("blocked")


def test_a_server_that_hangs_up_fails_the_run_and_the_next_goes_on(home: Path, box: Box) -> None:
    box.hangs_up = lambda command: command.startswith("UID FETCH 2 ") and "BODY.PEEK[]" in command
    ended = look(home, box)
    assert ended.state == "failed"
    assert "gives no mails" in ended.said("failed")
    box.hangs_up = lambda command: False
    assert look(home, box).state == "ok"
    assert len(stored(home)) == 2


def test_a_folder_that_is_not_there_is_said(home: Path, box: Box) -> None:
    ended = look(home, box, env={"IMAP_FOLDER": "Gönderilmiş"})
    assert ended.state == "failed"
    assert "Gönderilmiş" in ended.said("failed")
    assert any(command == 'EXAMINE "G&APY-nderilmi&AV8-"' for command in box.commands)


def test_a_limit_takes_the_first_only(home: Path, box: Box) -> None:
    assert look(home, box, limit=1).counts["records"] == 1


@pytest.mark.parametrize(("name", "written"), [("INBOX", "INBOX"), ("Gönderilmiş", "G&APY-nderilmi&AV8-"), ("A & ö", "A &- &APY-"),
                                               ("G&APY-nderilmi&AV8-", "G&APY-nderilmi&AV8-")])  # fmt: skip
def test_folder_names(name: str, written: str) -> None:
    assert modified_utf7(name) == written


def test_a_big_mail_is_fetched_in_part(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.sources.mail.imap.LARGEST", 10)
    with opened("127.0.0.1", box.port, "destek@kuzey.example", PASSWORD, "") as mailbox:
        mailbox.enter("INBOX")
        mailbox.whole(1, 11)
    assert "UID FETCH 1 (UID BODY.PEEK[]<0.10>)" in box.commands


def test_a_thread_whose_mails_were_pruned_begins_anew(home: Path, box: Box) -> None:
    look(home, box)
    replay.prune(Settings(home=home), now=datetime.now(UTC) + timedelta(days=400))
    box.folders["INBOX"][10] = THANKS
    ended = look(home, box)
    assert ended.state == "ok", ended
    assert ended.skipped["an earlier mail of the thread is pruned"] == 1
    assert {record.text for record in rows(home, Record)} == {
        "Paketim 10 gündür yolda.",
        "Faturam iki kez kesildi.",
        "Geldi, sağ olun.",
    }
    assert [reply.text for reply in rows(home, Reply) if reply.speaker == "brand"] == ["Bakıyoruz."]
