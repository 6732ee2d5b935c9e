"""Turkish addresses: a quarter or a street with a number, a flat or another such part, and the town behind it."""

import re
from collections.abc import Iterator

from store.redaction.fold import fold_in_place
from store.redaction.lexicon import NEVER, kinds
from store.redaction.listed import listed
from store.redaction.reading import Reading, Span

_W = r"[^\W\d_][\w.'-]{0,30}"
_PART = listed("mahallesi mahalle mah mh caddesi cadde cad cd bulvari blv bulv sokagi sokak sok sk apartmani apt sitesi kumeevler koyu mahallesinde caddesinde sokaginda")  # fmt: skip
_STREET = (
    rf"(?:(?:{_W}|\d{{1,5}}\.?)[ ]{{1,2}}){{1,3}}(?:{'|'.join(sorted(_PART, key=len, reverse=True))})\b(?:'?n[dı]a)?\.?"
)
_UNIT = r"(?:(?:dis |ic )?kapi ?no|no|kat|daire|blok|d|k)\s?[:.]?\s?(?:\d+(?:[/-]?[a-z0-9]{1,3})?|[a-h])\b|[a-z0-9]{1,2}[ -]?blok\b"
_CITIES = (
    "adana adiyaman afyonkarahisar afyon agri aksaray amasya ankara antalya ardahan artvin aydin balikesir bartin batman bayburt bilecik bingol bitlis bolu "
    "burdur bursa canakkale cankiri corum denizli diyarbakir duzce edirne elazig erzincan erzurum eskisehir gaziantep giresun gumushane hakkari hatay igdir "
    "isparta istanbul izmir kahramanmaras karabuk karaman kars kastamonu kayseri kilis kirikkale kirklareli kirsehir kocaeli konya kutahya malatya manisa "
    "mardin mersin mugla mus nevsehir nigde ordu osmaniye rize sakarya samsun sanliurfa siirt sinop sirnak sivas tekirdag tokat trabzon tunceli usak van "
    "yalova yozgat zonguldak"
).replace(" ", "|")  # fmt: skip
_TOWN = rf"(?:[\s,/-]{{1,3}}\d{{5}}\b)?(?:[\s,/-]{{1,3}}(?:{_W}\s?/\s?(?:{_CITIES}|{_W})|(?:{_CITIES}))\b)"
_ADDRESS = re.compile(
    rf"\b{_STREET}(?:[\s,./:-]{{1,3}}(?:{_STREET}|{_UNIT}))+(?:{_TOWN}|[\s,/-]{{1,3}}\d{{5}}\b)?|\b{_STREET}(?:[\s,/-]{{1,3}}\d{{5}}\b)?[\s,/-]{{1,3}}{_W}\s?/\s?(?:{_CITIES})\b"
)
_SIGNS = frozenset(_PART)
_ROUND = 90


def turkish_addresses(reading: Reading) -> Iterator[Span]:
    """Two parts of an address side by side; one street or quarter alone is a place like others and stays."""
    if not reading.vocabulary & _SIGNS:
        return
    folded = reading.folded
    for begin, end in _windows(reading):
        for match in _ADDRESS.finditer(folded, begin, end):
            yield _first_large(reading.text, match.start(), match.end()), match.end(), "ADDRESS"


def _windows(reading: Reading) -> Iterator[tuple[int, int]]:
    """The stretches round the words for quarters and streets: looking only there is several times as quick."""
    begin, end = -1, -1
    for word, (start, stop) in zip(reading.words, reading.spans, strict=True):
        if word not in _SIGNS:
            continue
        if start - _ROUND > end:
            if end >= 0:
                yield begin, end
            begin = max(0, start - _ROUND)
        end = stop + _ROUND
    yield begin, end


def _first_large(text: str, start: int, end: int) -> int:
    """Without the small words before the first large one: "adresim Cumhuriyet Mah." begins at Cumhuriyet."""
    for match in re.finditer(r"\S+", text[start:end]):
        is_plain = kinds().get(fold_in_place(match.group()), 0) & NEVER
        if not is_plain and (match.group()[0].isupper() or match.group()[0].isdigit()):
            return start + match.start()
    return start
