"""What operators give in their own way: addresses of accounts, versions, mirrors; what cannot be meant is refused by name."""

from pathlib import Path

import pytest

from crawler.errors import PageError
from crawler.helpers.own import home_of
from crawler.platforms import graph
from crawler.replay import from_files, reparse
from crawler.run import crawl
from store.errors import InputError, SetupError
from store.settings import Settings
from store.vocabulary import RunState


@pytest.mark.parametrize(
    ("said", "of", "home"),
    [
        ("acme", ".zendesk.com", "https://acme.zendesk.com"),
        ("acme.zendesk.com", ".zendesk.com", "https://acme.zendesk.com"),
        ("https://acme.zendesk.com/agent/", ".zendesk.com", "https://acme.zendesk.com"),
        ("destek.acme.example", ".freshdesk.com", "https://destek.acme.example"),
        ("sohbet.acme.example", "", "https://sohbet.acme.example"),
        ("http://127.0.0.1:3000/", "", "http://127.0.0.1:3000"),
        ("https://acme.example/sohbet/", "", "https://acme.example/sohbet"),
    ],
)
def test_an_account_lives_where_its_operator_says(
    monkeypatch: pytest.MonkeyPatch, said: str, of: str, home: str
) -> None:
    monkeypatch.setenv("SOME_HOME", said)
    assert home_of("SOME_HOME", of) == home


def test_a_version_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_VERSION", "26")
    with pytest.raises(PageError, match="GRAPH_VERSION is '26'"):
        graph.at("me")
    monkeypatch.setenv("GRAPH_VERSION", "v25.0")
    assert graph.at("me").startswith("https://graph.facebook.com/v25.0/me")


def test_a_mirror_without_http_is_refused_before_a_run_is_opened(home: Path) -> None:
    with pytest.raises(SetupError, match="is no address: it begins"):
        crawl(Settings(home=home, contact="x"), "cfpb", base_url="nowhere.example")


def test_saved_pages_are_of_one_brand(home: Path) -> None:
    with pytest.raises(InputError, match="brand by brand"):
        from_files(Settings(home=home), "mastodon", [home], brands=("A=x", "B=y"))


@pytest.mark.parametrize("words", ["# Read me\n\nNothing was posted.\n", "{}", "<html><body>x</body></html>"])
def test_a_file_that_is_no_mail_is_no_complaint(home: Path, words: str) -> None:
    (home / "README.md").write_text(words, encoding="utf-8")
    run = from_files(Settings(home=home), "email", [home / "README.md"], brands=("Acme",))
    assert (run.state, run.skipped) == (RunState.EMPTY, {"page_unread": 1})


def test_nothing_archived_is_said(home: Path) -> None:
    run = reparse(Settings(home=home), "mastodon")
    assert run.state is RunState.EMPTY
    assert [code for _, code, _, _, _ in run.notices] == ["nothing_archived"]
