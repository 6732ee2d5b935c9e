"""The front door, as a newcomer meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "crawl",
    "sources",
    "import",
    "score",
    "serve",
    "schedule",
    "release",
    "explain",
    "demo",
    "doctor",
    "migrate",
    "standard",
    "sensitivity",
    "validate",
    "ledger",
    "alerts",
)


def terazi(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TERAZI_")}
    return subprocess.run([sys.executable, "-m", "terazi", *words], env=clean | {"TERAZI_HOME": str(home), "COLUMNS": "200"} | environment,
                          capture_output=True, text=True, check=False)  # fmt: skip


def test_help_names_every_command(tmp_path: Path) -> None:
    said = terazi(tmp_path, "--help")
    assert said.returncode == 0
    assert [name for name in COMMANDS if f" {name} " not in said.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    said = terazi(tmp_path, command, "--help")
    assert said.returncode == 0
    assert len(said.stdout) > 200


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("crawl", "nowhere"), "no source 'nowhere'"),
        (("crawl", "cfpb"), "TERAZI_CONTACT"),
        (("import", "ny-dfs", "no-such-file.csv"), "no-such-file.csv"),
        (("import", "no-such-kind", "x.csv"), "no-such-kind"),
        (("explain", "Şahin"), "no release"),
        (("backup", "no-such-folder/all.tar"), "no-such-folder"),
    ],
)
def test_a_refusal_is_one_clear_line(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    said = terazi(tmp_path, *words)
    assert said.returncode == 1
    assert says in said.stderr
    assert "Traceback" not in said.stderr


def test_doctor_finds_a_healthy_setup(tmp_path: Path) -> None:
    assert terazi(tmp_path, "migrate").returncode == 0
    said = terazi(tmp_path, "doctor", "--json", TERAZI_CONTACT="Somebody, a@example.org")
    findings = {one["what"]: one for one in json.loads(said.stdout)}
    assert said.returncode == 0
    assert all(findings[what]["ok"] for what in ("Python", "home", "disk", "database", "contact", "author key"))


def test_doctor_names_what_is_wrong(tmp_path: Path) -> None:
    said = terazi(tmp_path, "doctor", "--json", TERAZI_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/none")
    findings = {one["what"]: one for one in json.loads(said.stdout)}
    assert said.returncode == 1
    assert not findings["database"]["ok"]
    assert "TERAZI_DATABASE_URL" in findings["database"]["says"]


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "terazi", "doctor"],
        cwd=_with_toml(tmp_path, 'hoem = "x"\n'),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "hoem" in said.stdout


def _with_toml(folder: Path, text: str) -> Path:
    (folder / "terazi.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_open_lock_of_an_author_key_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "author.key").write_text("00" * 32, encoding="ascii")
    (tmp_path / "author.key").chmod(0o644)
    findings = {one["what"]: one for one in json.loads(terazi(tmp_path, "doctor", "--json").stdout)}
    assert not findings["author key"]["ok"]
    assert "chmod 600" in findings["author key"]["says"]


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"TERAZI_PORT": "many"}, "port"),
        ({"TERAZI_TARGETS": "Acme"}, "targets"),
        ({"TERAZI_ALLOW": "amazon, hepsiburada", "TERAZI_CONTACT": ""}, "nobody is named"),
        ({"TERAZI_ALLOW": '["amazon"]', "TERAZI_CONTACT": ""}, "nobody is named"),
        ({"TERAZI_ALLOW": "", "TERAZI_CONTACT": "A, a@example.org"}, "amazon is off"),
    ],
)
def test_settings_are_read_as_people_write_them(tmp_path: Path, setting: dict[str, str], says: str) -> None:
    said = terazi(tmp_path, "crawl", "amazon", "--brand", "Acme=B0ABCDEFGH", **setting)
    assert said.returncode == 1
    assert says in said.stderr
    assert "Traceback" not in said.stderr
