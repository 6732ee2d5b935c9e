"""Spellings a name meets in the wild, and names that only look like it: made from real ones, for learning and for measuring."""

import re
from collections.abc import Callable, Sequence

from scoring.names.chance import Chance
from store.names.lexicon import PLACES, SHORT, TRADE
from store.names.reading import read
from store.naming import fold, fold_words

Make = Callable[[str, Chance], str]
_FORMS = ("A.Ş.", "Ltd. Şti.", "San. ve Tic. A.Ş.", "Anonim Şirketi", "Inc.", "Corp.", "Corporation", "LLC", "Limited", "Ltd", "PLC", "N.A.", "GmbH", "AG", "S.A.", "S.A.S.", "S.p.A.",
          "S.r.l.", "B.V.", "N.V.", "AB", "Oy", "A/S", "Sp. z o.o.", "s.r.o.", "d.o.o.", "Pty Ltd", "Pte. Ltd.", "Co., Ltd.", "S.A. de C.V.", "Ltda", "K.K.")  # fmt: skip
_PLACES = ("Türkiye", "Turkey", "(Türkiye)", "Deutschland", "UK", "USA", "France", "(Polska)", "Istanbul", "Europe")
_BUSINESS = ("Solutions", "Services", "Partners", "International", "Associates", "Enterprises", "Resources", "Technologies", "Global", "Online", "& Sons", "Brothers",
             "Customer Care", "Head Office", "Hizmetleri", "Solutions Group", "Management", "Systems", "Intermediate Holdings")  # fmt: skip
_COUNTRIES = [word.title() for word in sorted(PLACES) if len(word) > 3]
_OWNERS = (
    "Kestrel",
    "Marrowby",
    "Tolvane",
    "Ostrander",
    "Quillmark",
    "Berindale",
    "Yarensu",
    "Fendrick",
    "Calloway Ridge",
    "Nordhavn",
)
_TLDS = (".com", ".com.tr", ".de", ".co.uk", ".net")
_KEYS = {"a": "sq", "e": "wr", "i": "ou", "o": "pi", "u": "yi", "s": "ad", "t": "ry", "r": "et", "n": "mb", "l": "k", "k": "lj", "m": "n", "c": "xv", "d": "sf",
         "g": "hf", "b": "vn"}  # fmt: skip
_TRADE_WORDS = sorted({word for word in TRADE if word.isascii() and len(word) > 3})


def legal_form(name: str, chance: Chance) -> str:
    """With a legal form behind, now and then before."""
    return (
        f"{chance.one(('OOO', 'PT', 'UAB', 'OJSC', 'JSC'))} {name}"
        if chance.share() < 0.1
        else f"{name}{chance.one((' ', ', '))}{chance.one(_FORMS)}"
    )


def shouted(name: str, chance: Chance) -> str:
    """In capitals, with the Turkish ones; or in plain letters without marks."""
    return name.replace("i", "İ").replace("ı", "I").upper() if chance.share() < 0.5 else fold(name) or name


def slip(name: str, chance: Chance) -> str:
    """One slip of the pen for every eight letters, two at most."""
    letters = list(name)
    for _ in range(1 if len(name) < 10 or chance.share() < 0.6 else 2):
        places = [n for n, one in enumerate(letters) if one.isalpha()]
        if len(places) < 5:
            return name
        at = chance.one(places[1:])
        way = chance.share()
        if way < 0.3:
            letters[at] = ""
        elif way < 0.5:
            letters[at] *= 2
        elif way < 0.7 and letters[at - 1].isalpha():
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        else:
            letters[at] = chance.one(_KEYS.get(letters[at].lower(), "aeioust"))
    return "".join(letters)


def domain(name: str, chance: Chance) -> str:
    """Its address in the web."""
    return "".join(fold_words(name)) + chance.one(_TLDS)


def handle(name: str, chance: Chance) -> str:
    """Its name in a network, now and then that of its help desk."""
    return "@" + chance.one(("", "_")).join(fold_words(name)) + chance.one(("", "", "_destek", "_help", "TR", "care"))


def joined(name: str, chance: Chance) -> str:
    """Words written together or parted otherwise."""
    if " " in name.strip():
        return name.replace(" ", chance.one(("", "-")))
    at = chance.number(3, len(name) - 2) if len(name) > 6 else 0
    return f"{name[:at]} {name[at:]}" if at else name


def initials(name: str, _chance: Chance) -> str:
    """Its first letters, where it has three words or more."""
    found = read(name).initials
    return found.upper() if 3 <= len(found) <= 6 else name


def with_place(name: str, chance: Chance) -> str:
    """With a country or city beside."""
    return f"{name} {chance.one(_PLACES)}"


def with_group(name: str, chance: Chance) -> str:
    """As its group or in a longer style."""
    return f"{chance.one(('The ', ''))}{name} {chance.one(('Group', 'Holding', 'Holdings', 'Company', 'Grubu', 'Customer Service', 'Müşteri Hizmetleri'))}"


def abbreviated(name: str, chance: Chance) -> str:
    """A word cut short."""
    long = {value: key for key, value in SHORT.items() if len(value) > len(key)}
    words = [long.get(word.lower(), word) for word in name.split()]
    at = chance.number(0, len(words)) if words else 0
    return " ".join(
        f"{word[:4]}." if n == at and len(word) > 7 and len(words) > 1 else word for n, word in enumerate(words)
    )


def with_business(name: str, chance: Chance) -> str:
    """With words any firm puts behind its name."""
    return f"{name} {chance.one(_BUSINESS)}"


def trading_as(name: str, chance: Chance) -> str:
    """Behind the firm that trades under it, or with a former name in brackets."""
    owner = f"{chance.one(_OWNERS)} {chance.one(_FORMS)}"
    return chance.one((f"{owner} d/b/a {name}", f"{owner} trading as {name}", f"{name} (formerly {owner})"))


def turned(name: str, chance: Chance) -> str:
    """The last word put first, as registers do."""
    *first, last = name.split() or [""]
    return f"{last}{chance.one((', ', ' '))}{' '.join(first)}" if first else name


SAME: dict[str, Make] = {
    "legal form": legal_form, "case and marks": shouted, "slip of the pen": slip, "domain": domain, "handle": handle, "words joined or parted": joined, "initials": initials,
    "place beside": with_place, "group beside": with_group, "word cut short": abbreviated,
    "business words beside": with_business, "trading as": trading_as, "words turned round": turned,
}  # fmt: skip
"""Spellings of the same firm, by what is done to the name."""


def other_word(name: str, other: str, chance: Chance) -> str:
    """One telling word of the name taken from another."""
    words, others = name.split(), [word for word in other.split() if len(word) > 2]
    if len(words) < 2 or not others:
        return other
    words[chance.number(0, len(words))] = chance.one(others)
    return " ".join(words)


def other_trade(name: str, _other: str, chance: Chance) -> str:
    """A namesake in another trade: "Migros Bank"."""
    mine = read(name).trades
    kept = [word for word in name.split() if not read(word).trades] or name.split()
    return " ".join([*kept, chance.one([word for word in _TRADE_WORDS if TRADE[word] not in mine]).title()])


def other_number(name: str, _other: str, chance: Chance) -> str:
    """Another number; one more where there is none."""
    found = re.search(r"\d+", name)
    return (
        f"{name} {chance.number(2, 99)}"
        if not found
        else name[: found.start()] + str(int(found.group()[:9]) + chance.number(1, 9)) + name[found.end() :]
    )


def other_initials(name: str, other: str, _chance: Chance) -> str:
    """The initials of another firm."""
    found = read(other).initials
    return found.upper() if 2 <= len(found) <= 6 else other


def longer(name: str, other: str, _chance: Chance) -> str:
    """A firm whose name begins with this one and goes on with a telling word."""
    words = [word for word in other.split() if len(word) > 3]
    return f"{name} {words[-1]}" if words else other


def goes_on(name: str, other: str, _chance: Chance) -> str:
    """A firm whose one word begins with this one: "Bay", "Baykal"."""
    tail = read(other).joined[-4:]
    return name + tail if tail.isascii() else other


DIFFERENT: dict[str, Callable[[str, str, Chance], str]] = {
    "another word": other_word, "another trade": other_trade, "another number": other_number, "others' initials": other_initials, "a longer name": longer, "a longer word": goes_on,
}  # fmt: skip
"""Other firms whose name looks like it."""


def parted(name: str, chance: Chance) -> tuple[str, str]:
    """Two firms of one group: the same name with two places, or with two words of business."""
    words = _COUNTRIES if chance.share() < 0.5 else _BUSINESS[:9]
    one, other = chance.some(words, 2)
    return f"{name} {one}", f"{name} ({other})" if chance.share() < 0.3 else f"{name} {other}"


def spellings(name: str, chance: Chance, ways: Sequence[str] = tuple(SAME)) -> list[tuple[str, str]]:
    """(way, spelling) for each way that changes the name."""
    made = [(way, SAME[way](name, chance)) for way in ways]
    return [(way, spelling) for way, spelling in made if spelling.strip() and spelling != name]
