"""Brands within other words: whose product a title names, and with whom a complaint at a marketplace is: itself, a seller, a courier."""

from collections.abc import Sequence
from typing import NamedTuple

from store.names.choice import Known, sector_trades
from store.names.matcher import Matcher
from store.names.model import NameModel
from store.names.reading import is_common, read
from store.naming import fold_words
from store.vocabulary import Judgement

LONGEST, HEAD = 5, 4


class Mention(NamedTuple):
    """A brand named in a text, at which word, and whether it opens the text."""

    known: Known
    at: int


class Party(NamedTuple):
    """With whom a matter is. `role`: marketplace, seller or courier; brand_id "" where the name is nobody's in the book."""

    role: str
    name: str
    brand_id: str
    judgement: Judgement
    because_en: str
    because_tr: str


class Mentions:
    """A book of brands looked for in texts, word by word. Turkish endings behind an apostrophe do not count."""

    def __init__(self, book: Sequence[Known], model: NameModel) -> None:
        self._matcher = Matcher(book, model)
        self._by_words: dict[tuple[str, ...], list[Known]] = {}
        for one in book:
            words = tuple(read(one.name).folded.split())
            if words and not all(map(is_common, words)) and len("".join(words)) > 2:
                self._by_words.setdefault(words, []).append(one)

    def find(self, text: str) -> list[Mention]:
        """The brands named, the longest name at each place, in the order of the text."""
        words = [word for part in text.split() for word in fold_words(part.partition("'")[0].partition("’")[0])]
        found, at = [], 0
        while at < len(words):
            size = next(
                (
                    n
                    for n in range(LONGEST, 0, -1)
                    if tuple(words[at : at + n]) in self._by_words and at + n <= len(words)
                ),
                0,
            )
            if size:
                found += [Mention(one, at) for one in self._by_words[tuple(words[at : at + size])]]
            at += max(size, 1)
        return found

    def of_product(self, title: str) -> tuple[Judgement, str]:
        """(judgement, brand_id) of a product's title: sure where one brand opens it, unsure where one stands further on or several do."""
        found = self.find(title)
        first = {one.known.brand_id for one in found if one.at == 0}
        near = {one.known.brand_id for one in found if one.at < HEAD}
        if len(first) == 1:
            return Judgement.POSITIVE, min(first)
        return (Judgement.UNSURE, min(first or near)) if first or near else (Judgement.NEGATIVE, "")

    def parties(self, marketplace: str, seller: str, text: str) -> list[Party]:
        """Everybody a complaint at a marketplace is about: the seller its source names, the one courier its text names, else the marketplace."""
        found = (
            [self._party("seller", seller, "the source names the seller", "kaynak satıcıyı adıyla söylüyor")]
            if seller.strip()
            else []
        )
        couriers = {one.known.brand_id: one.known for one in self.find(text) if _is_courier(one.known)}
        judged = Judgement.POSITIVE if len(couriers) == 1 else Judgement.UNSURE
        found += [Party("courier", one.name, one.brand_id, judged, "the text names the courier", "metin kargo firmasını adıyla söylüyor")
                  for _, one in sorted(couriers.items())]  # fmt: skip
        return found or [self._party("marketplace", marketplace, "nobody else is named", "başka kimsenin adı geçmiyor")]

    def _party(self, role: str, name: str, because_en: str, because_tr: str) -> Party:
        choice = self._matcher.choose(name)
        brand_id = choice.candidates[0].known.brand_id if choice.judgement is not Judgement.NEGATIVE else ""
        return Party(role, name, brand_id, choice.judgement, because_en, because_tr)


def _is_courier(known: Known) -> bool:
    return "cargo" in read(known.name).trades | sector_trades(known.sector_id)
