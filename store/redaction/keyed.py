"""Numbers that are personal by the word beside them: order, customer, file and account numbers, identity papers."""

import re
from collections.abc import Iterator

from store.redaction.codes import is_product_code
from store.redaction.reading import Reading, Span

_KEYED = (
    r"siparis|talep|talebi|musteri|abone|abonelik|uye|uyelik|kargo|takip|gonderi|basvuru|fatura|dosya|sikayet|kayit|kaydi|police|tesisat|hesap|hesab|referans|"
    r"islem|dekont|rezervasyon|pnr|bilet|sozlesme|sicil|vergi|imei|sase|servis|kredi|icra|bes|kart|order|customer|account|acct|reference|ref|case|tracking|"
    r"ticket|booking|reservation|confirmation|invoice|policy|member|membership|claim|complaint|contract|transaction|routing"
)
_PAPERS = (
    r"(?:t\.?c\.? ?)?kimlik|tckn|tc|pasaport|passport|ehliyet|driver'?s? licen[sc]e|licen[sc]e|social security|ssn|itin"
)
_NO = r"(?:no(?:su|sunu|m|muz|lari)?|num\w{0,14}|kod\w{0,6}|nr|nu|id(?:si)?|#)"
_TOKEN = re.compile(r"\d[\w*/-]*[\w*]")
_LETTERS = re.compile(r"[a-z][\w-]*\Z")
_SUM_BEHIND = re.compile(r"[.,]\d| ?(?:tl|try|lira|usd|eur|euro|dolar|gbp|kurus|adet|gb|mb|%|₺|\$|€|£)")
_DAY = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_WITH_NO = re.compile(rf"\b(?:{_KEYED})\w{{0,8}} ?{_NO}(?: ?is|ise)? ?[:.#=(-]{{0,2}} ?\Z")
_WITH_COLON = re.compile(rf"\b(?:{_KEYED})\w{{0,8}} ?[:#]{{1,2}} ?\Z")
_BARE = re.compile(rf"\b(?:{_KEYED})\w{{0,8}} ?\Z")
_PAPER = re.compile(rf"\b(?:{_PAPERS})\w{{0,4}} ?{_NO}(?: is|'s)? ?[:.#=]? ?\Z|\b(?:ssn|tckn)(?: is)? ?[:.#=]? ?\Z")
_BEHIND = re.compile(rf"'? ?(?:nolu|no'?lu|no lu|numarali|sayili) (?:\w+ ){{0,2}}?(?:{_KEYED}|kimlik|telefon|hat)")
_CUE = re.compile(r"(?:[:#=]|\b(?:no|nu|kod|nr|id)\w{0,14}(?: is| ise)?[:.#=(-]{0,2}) ?\Z|# ?\Z")
_BACK, _CUE_BACK = 50, 24


def keyed(reading: Reading) -> Iterator[Span]:
    """Numbers of four signs and more with a word before or behind them that makes them somebody's."""
    folded = reading.folded
    for match in _TOKEN.finditer(folded):
        start, end = _whole(folded, match.start()), match.end()
        found = folded[start:end]
        if len(found) < 4 or (start and folded[start - 1] in ".,/") or _is_sum(folded, found, end):
            continue
        digits = sum(sign.isdigit() for sign in found)
        before = folded[max(0, start - _BACK) : start]
        if digits > 4 and _PAPER.search(before) and not is_product_code(folded, start, end):
            yield start, end, "ID"
        elif not is_product_code(folded, start, end) and _is_keyed(before, folded, found, digits, end):
            yield start, end, "NUMBER"


def _whole(folded: str, start: int) -> int:
    """Where a number begins whose letters stand in front: "KP0570" at its K."""
    if not start or not (folded[start - 1].isalpha() or folded[start - 1] in "-_"):
        return start
    match = _LETTERS.search(folded, max(0, start - 8), start)
    return match.start() if match else start


def _is_sum(folded: str, found: str, end: int) -> bool:
    """A sum ("1.250 TL") or a day stands there, not a number of somebody's."""
    return _SUM_BEHIND.match(folded, end) is not None or _DAY.fullmatch(found) is not None


def _is_keyed(before: str, folded: str, found: str, digits: int, end: int) -> bool:
    if _CUE.search(before, max(0, len(before) - _CUE_BACK)) and (
        _WITH_NO.search(before) or (digits > 4 and _WITH_COLON.search(before))
    ):
        return True
    if digits >= 8 and found.isdigit() and _BARE.search(before):
        return True
    return digits > 4 and _BEHIND.match(folded, end) is not None
