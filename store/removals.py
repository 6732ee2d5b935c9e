"""Who took a record away, as far as its source says. What nobody says stays unknown: a missing page accuses nobody."""

import re

from store.vocabulary import Actor, Visibility

_SAID = (
    (Actor.LAW, r"^status 451$|court|legal|\blaw\b|dmca|copyright|mahkeme|yasal|hukuk|5651|erişim engel|judicial|decisão"),
    (Actor.BRAND, r"\bby (the )?(brand|business|company|firm|merchant|owner|seller)\b|(firma|marka|şirket|satıcı) tarafından|pela empresa"),
    (Actor.AUTHOR, r"\bby (the |its )?(author|user|customer|reviewer|poster|member)\b|withdrawn|(kullanıcı|üye|yazar|sahibi) tarafından"
                   r"|geri çek|pelo (autor|consumidor|usuário)"),
    (Actor.PLATFORM, r"moderat|guideline|violat|spam|suspend|\bby (the )?(platform|site|admin\w*|staff)\b|kural|editör|yönetici|pela plataforma"),
)  # fmt: skip
_LED_AWAY = ("sent to ", "moved to ")
"""An address is no statement, whatever words are in it."""


def actor_of(visibility: str, how: str) -> Actor:
    """The actor behind a removal: the platform's own words first, then whether it says that the author withdrew.

    A bare status, redirect or absence names nobody, but for 451 (unavailable for legal reasons).
    """
    said = "" if how.startswith(_LED_AWAY) else how.casefold()
    named = next((actor for actor, words in _SAID if re.search(words, said)), Actor.UNKNOWN)
    if named is Actor.UNKNOWN and visibility == Visibility.WITHDRAWN:
        return Actor.AUTHOR
    return named
