"""Meta's Graph API, which Facebook and Instagram share: addresses, cursors, what its errors mean, and how full its limits are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from crawler.ask import Ask
from crawler.errors import Blocked, PageError
from crawler.helpers.own import setting
from crawler.page import Page, Row

if TYPE_CHECKING:
    from crawler.web import Answer

HOST = "https://graph.facebook.com"
VERSION = "v26.0"
"""What `GRAPH_VERSION` is taken to be where it is not set: each version lives about two years."""
THROTTLES = {4, 17, 32, 613, *range(80000, 80015)}
TEMPORARY = {1, 2}
FULL_PERCENT = 80
REST_S = 300
_VERSION = re.compile(r"/(v\d+\.\d+)/")
_USAGE = ("x-app-usage", "x-page-usage", "x-business-use-case-usage", "x-ad-account-usage")


def at(path: str, page: Page | None = None, **params: str) -> str:
    """The address of an object or an edge, in the version of the page that leads there, or the one `GRAPH_VERSION` names."""
    found = _VERSION.match(urlsplit(page.url).path) if page else None
    version = found[1] if found else (VERSION if page else setting("GRAPH_VERSION") or VERSION)
    if not _VERSION.fullmatch(f"/{version}/"):
        raise PageError(f"GRAPH_VERSION is {version!r}, where {VERSION!r} or the like is meant")
    return f"{HOST}/{version}/{quote(path)}?{urlencode(params, safe=',')}"


def rows(page: Page, values: Row) -> list[Row]:
    """The objects of an answer: a list under "data", or a mapping by id (`?ids=`, and what some projects saved)."""
    if "data" in values.values:
        return list(values.rows("data"))
    return [Row(value, f"{page.url} {name}") for name, value in values.values.items() if name != "paging"]


def following(page: Page, values: Row, context: dict[str, str]) -> Ask | None:
    """The next page of a list, or None at its end. `paging.next` tells that there is one, but its address holds the token."""
    paging = values.maybe("paging", dict) or {}
    after = (paging.get("cursors") or {}).get("after")
    if not paging.get("next") or not after:
        return None
    parts = urlsplit(page.asked or page.url)
    params = {name: value for name, value in parse_qsl(parts.query) if name not in {"access_token", "before"}}
    query = urlencode(params | {"after": after}, safe=",")
    return Ask(f"{parts.scheme}://{parts.netloc}{parts.path}?{query}", context=context)


def is_cut(values: Row) -> bool:
    """Whether a nested list shows only its first rows."""
    return bool((values.maybe("paging", dict) or {}).get("next"))


def hears(answer: "Answer") -> "Answer":
    """Errors of the Graph API as plain HTTP, and a rest where a limit is nearly used up.

    Raises Blocked for a token or a permission that is missing, PageError for any other error (its code, never its words).
    """
    error = _error(answer.body)
    percent, regain_s = usage(answer.headers)
    if error is None:
        rest = {"retry-after": str(regain_s or REST_S)} if answer.status == 200 and percent >= FULL_PERCENT else {}
        return replace(answer, headers={**answer.headers, **rest})
    code, subcode = error.get("code"), error.get("error_subcode")
    if code in THROTTLES:
        wait = {"retry-after": str(regain_s)} if regain_s and "retry-after" not in answer.headers else {}
        return replace(answer, status=429, headers={**answer.headers, **wait})
    if (code, subcode) == (100, 33) or code == 24:
        return replace(answer, status=404)
    if code in TEMPORARY:
        return replace(answer, status=500)
    raise _refusal(code, subcode)


def _refusal(code: object, subcode: object) -> Exception:
    if code in {102, 190}:
        return Blocked(f"the token is not valid any more (error {code}, {subcode}): renew it")
    if isinstance(code, int) and (code in {3, 10} or 200 <= code < 300):
        return Blocked(f"the token lacks a permission (error {code}, {subcode}): the app's review decides")
    if code == 12:
        return PageError("this version of the Graph API has removed what was asked for (error 12)")
    return PageError(f"the Graph API answered with error {code}, {subcode}")


def _error(body: bytes) -> dict[str, Any] | None:
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:  # `read` says so, with its place
        return None
    error = value.get("error")
    return error if isinstance(error, dict) else None


def usage(headers: Mapping[str, str]) -> tuple[int, int]:
    """(the fullest limit in percent, seconds until access is regained as far as it says)."""
    numbers = [(name, int(value)) for header in _USAGE for name, value in _numbers(headers.get(header, ""))]
    percent = [value for name, value in numbers if name != "estimated_time_to_regain_access"]
    minutes = [value for name, value in numbers if name == "estimated_time_to_regain_access"]
    return max(percent, default=0), 60 * max(minutes, default=0)


def _numbers(header: str) -> Iterator[tuple[str, float]]:
    """Every number of a usage header, which is an object of numbers or of lists of such objects by id."""
    try:
        waiting: list[Any] = [msgspec.json.decode(header)] if header else []
    except msgspec.DecodeError:  # a header nobody knows says nothing about a limit
        return
    while waiting:
        one = waiting.pop()
        waiting += (
            one if isinstance(one, list) else [value for value in one.values() if isinstance(value, (list, dict))]
        )
        yield from (
            [(name, value) for name, value in one.items() if isinstance(value, (int, float))]
            if isinstance(one, dict)
            else []
        )
