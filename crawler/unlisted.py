"""Pages that ask not to be listed (X-Robots-Tag, meta robots): what they say is counted, and shown to nobody."""

import re
from collections.abc import Mapping

from crawler.politeness import BOT

HEAD = 32_768
_META = re.compile(rb"<meta\b[^>]{0,300}>")
_OF_ROBOTS = re.compile(rb"\bname\s*=\s*[\"']?(?:robots|terazibot)\b")
_CONTENT = re.compile(rb"\bcontent\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s>]*))")
_WITH_VALUES = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}


def asks_to_stay_unlisted(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a page asks everybody, or us by name, not to be listed: in its headers, or by a meta element in its head."""
    return any(map(_is_unlisting, [headers.get("x-robots-tag", ""), *_metas(body)]))


def _metas(body: bytes) -> list[str]:
    head = body[:HEAD].lower() if body.lstrip()[:1] == b"<" else b""
    if (
        b"bot" not in head
    ):  # neither "robots" nor our name; a plain search first: every page of every crawl comes by here
        return []
    found = [_CONTENT.search(meta) for meta in _META.findall(head) if _OF_ROBOTS.search(meta)]
    return [b"".join(content.groups(b"")).decode("utf-8", "replace") for content in found if content]


def _is_unlisting(said: str) -> bool:
    """ "noindex", "nofollow, none" or "terazibot: noindex"; what is said to another robot ("otherbot: noindex") is not said to us."""
    whose = ""
    for part in said.lower().split(","):
        name, mark, rest = part.partition(":")
        whose = name.strip() if mark and name.strip() not in _WITH_VALUES else whose
        if (rest if mark else name).strip() in {"noindex", "none"} and whose in {"", BOT.lower()}:
            return True
    return False
