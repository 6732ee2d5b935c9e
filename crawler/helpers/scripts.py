"""Values a page hands to its own scripts."""

import json
import re

from crawler.errors import PageError


def assigned(text: str, target: str, place: str) -> dict[str, object]:
    """The object that a script of a page assigns to what the regular expression `target` names.

    Raises PageError where nothing is assigned, or something that is not JSON.
    """
    found = re.search(rf"{target}\s*=\s*(?=\{{)", text)
    if found is None:
        raise PageError(f"nothing is assigned to {target} at {place}")
    try:
        value: dict[str, object] = json.JSONDecoder().raw_decode(text, found.end())[0]
    except json.JSONDecodeError as wrong:
        raise PageError(f"not JSON after {target}: {wrong} at {place}") from wrong
    return value
