"""Texts out of templates and slots: the same draw gives the same words."""

from datetime import datetime, timedelta
from random import Random

from tests.world.texts import Phrases, bank, cargo, common, telecom

PHRASES: dict[str, tuple[Phrases, ...]] = {
    "tr-cargo": cargo.PHRASES,
    "tr-bank": bank.PHRASES,
    "tr-telecom": telecom.PHRASES,
}
PRODUCTS = {"tr-cargo": cargo.PRODUCTS, "tr-bank": bank.PRODUCTS, "tr-telecom": telecom.PRODUCTS}
DETAILS_BY_DIFFICULTY = {1: 1, 2: 1, 3: 2}
_ASCII = str.maketrans("çğıöşüâîûÇĞİÖŞÜÂÎÛ", "cgiosuaiuCGIOSUAIU")
Slots = dict[str, str]


def lower(text: str) -> str:
    """Turkish lower case."""
    return text.replace("I", "ı").replace("İ", "i").lower()


def upper(text: str) -> str:
    """Turkish upper case."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def plain(text: str) -> str:
    """Turkish letters without their marks."""
    return text.translate(_ASCII)


def address(text: str) -> str:
    """The slug of a title or name: "Kart Aidatı" -> "kart-aidati"."""
    return "-".join("".join(c if c.isalnum() else " " for c in plain(lower(text))).split())


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return upper(text[:1]) + text[1:]


def spell(rng: Random, name: str) -> str:
    """A brand's name as people type it."""
    return rng.choices((name, lower(name), plain(name), upper(name)), (70, 15, 10, 5))[0]


def slots(
    rng: Random, brand_name: str, author: str, phrases: Phrases, products: tuple[str, ...], posted_at: datetime
) -> Slots:
    """What fills the blanks of one complaint and of everything said under it."""
    city, district = rng.choice(common.PLACES)
    day = posted_at - timedelta(days=rng.randrange(2, 25))
    return {
        "marka": brand_name,
        "ad": author,
        "topic": phrases.topic,
        "urun": rng.choice(phrases.products or products),
        "il": city,
        "ilce": district,
        "kisi": rng.choice(common.RELATIVES),
        "gun": str(rng.randrange(3, 21)),
        "kez": str(rng.randrange(2, 7)),
        "saat": f"{rng.randrange(8, 21):02d}:{rng.choice((0, 15, 30, 45)):02d}",
        "sure": f"{rng.choice((20, 30, 40, 50, 70, 90))} dakika",
        "tutar": f"{rng.choice((90, 149, 189, 240, 325, 480, 750, 1250, 2400, 3900, 8600)) + rng.randrange(60):,}".replace(
            ",", "."
        ),
        "tarih": f"{day.day} {common.MONTHS[day.month - 1]}",
        "ay": common.MONTHS[day.month - 1],
    }


def fill(sentence: str, values: Slots) -> str:
    """One sentence with its blanks filled and a capital first letter."""
    return capital(sentence.format(**values))


def title(rng: Random, phrases: Phrases, values: Slots) -> str:
    """A headline in title case."""
    product = " ".join(capital(word) for word in values["urun"].split())
    return fill(rng.choice(phrases.titles), values | {"urun": product})


def body(rng: Random, phrases: Phrases, values: Slots, difficulty: int, secret: str | None) -> tuple[str, ...]:
    """Two to six sentences in one or two paragraphs; hard matters are told at more length."""
    name = spell(rng, values["marka"])
    story = [rng.choice(phrases.openings), *rng.sample(phrases.details, DETAILS_BY_DIFFICULTY[difficulty])]
    tail = [rng.choice(common.MIDDLES)] if difficulty > 1 or rng.random() < 0.4 else []
    tail += [rng.choice(common.HARD)] if difficulty == 3 else []
    wish = rng.choice(common.WISHES)
    told = [[fill(line, values | {"marka": name}) for line in part if line] for part in (story, [*tail, wish])]
    if secret:
        told[rng.randrange(2)].append(secret)
    if rng.random() < 0.45:
        return (" ".join(told[0] + told[1]),)
    return tuple(" ".join(part) for part in told if part)


def answer(rng: Random, phrases: Phrases, values: Slots, *, deflects: bool) -> str:
    """A brand's own answer; one that deflects asks the customer to go elsewhere."""
    if deflects:
        parts = [rng.choice(common.REASONS), rng.choice(common.DEFLECTIONS)]
    else:
        parts = [rng.choice(phrases.answers), *rng.sample(common.NEXT_STEPS, rng.randrange(1, 3))]
    return _spoken(rng, [*rng.sample(common.REGRETS, 1), *parts], values)


def closing(rng: Random, values: Slots) -> str:
    """What a brand says when the customer has already written that the matter is settled."""
    return _spoken(
        rng,
        [rng.choice(common.RELIEFS), rng.choice(common.CLOSINGS), *rng.sample(common.NEXT_STEPS, rng.randrange(1, 3))],
        values,
    )


def again(rng: Random, answer_to_turn: str, values: Slots) -> str:
    """A brand's answer to what the customer said next."""
    return " ".join(fill(line, values) for line in (answer_to_turn, *rng.sample(common.NEXT_STEPS, 2)))


def _spoken(rng: Random, sentences: list[str], values: Slots) -> str:
    """An address, then the sentences; the first goes on where the address ends."""
    first, *others = (sentence.format(**values) for sentence in sentences if sentence)
    return " ".join([rng.choice(common.OPENERS).format(**values), first, *map(capital, others)])
