"""What journeys share: a question to the API, a walk through a list, the words of a page."""

from typing import Any

import httpx
from playwright.sync_api import Page

from api.pages.texts import text

API = "/api/v1"


def ask(http: httpx.Client, path: str, **query: Any) -> Any:
    """The JSON of an answer that is well."""
    answer = http.get(f"{API}{path}", params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walk(http: httpx.Client, path: str, items: str, **query: Any) -> list[Any]:
    """Every item of a list, page by page."""
    found, cursor = [], ""
    while cursor is not None:
        page = ask(http, path, **query, cursor=cursor)
        found += page[items]
        cursor = page["next_cursor"]
    return found


def rest_of(http: httpx.Client, path: str, items: str, first: Any) -> list[Any]:
    """Every item of a walk that was begun before, from its first page on."""
    found, cursor = list(first[items]), first["next_cursor"]
    while cursor is not None:
        page = ask(http, path, limit=200, cursor=cursor)
        found, cursor = [*found, *page[items]], page["next_cursor"]
    return found


def arrived(tab: Page) -> None:
    """Every picture of the page is there, large enough to read, and has its words."""
    tab.wait_for_load_state("load")
    assert tab.evaluate("[...document.images].every(one => one.naturalWidth > 100 && one.alt)")


def words(key: str, language: str, **values: object) -> str:
    """What a page says for a key, up to its first blank where no values are given."""
    said = text(key, "tr" if language == "tr" else "en", **values)
    return said if values else said.partition("{")[0].strip()
