"""Names of brands, which no model of a text may see."""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from scoring.evidence.hashed import WordSet, word_set
from scoring.near.same import folded

GENERIC = frozenset(
    "bank bankasi banka kargo kredi kart market magaza online hizmet hizmetleri turizm seyahat sigorta telekom iletisim giyim ticaret sanayi "
    "limited sirketi elektronik mobilya otomotiv insaat enerji gida holding grup group turk turkiye istanbul ankara izmir anadolu dunya yeni "
    "insurance company companies financial services service credit card mortgage solutions national american united states international "
    "corporation holdings trust federal savings loan store shop shopping airlines hotel travel express mobile internet global digital "
    "water energy health home house life garanti guven world first best good great free easy fast direct people music games".split()
)
"""Words of names that say what a firm does, or anything else: they stay."""
SHORTEST, SHORTEST_BEGINNING = 4, 5


@cache
def known_names() -> tuple[str, ...]:
    """Words of well-known names, struck out whenever a shipped model learns or reads."""
    lines = (resources.files("scoring") / "models" / "names.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def names_of(names: Iterable[str] = ()) -> WordSet:
    """The words of brands' names and labels, well-known ones included; of five letters and more they stand for their endings too."""
    return _set_of(tuple(sorted(set(names))))


@cache
def _set_of(names: tuple[str, ...]) -> WordSet:
    words = {word for name in names for word in re.findall(r"\w+", name) if len(word) >= SHORTEST}
    words = {word for word in words if folded(word) not in GENERIC} | set(known_names())
    return word_set(
        (word for word in words if len(word) < SHORTEST_BEGINNING),
        (word for word in words if len(word) >= SHORTEST_BEGINNING),
    )
