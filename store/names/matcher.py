"""Names looked for in a book of brands: candidates found, weighed against each other and against "none of them"."""

from collections.abc import Container, Sequence

from store.names.choice import NONE, Choice, Known, choose
from store.names.lookup import Lookup
from store.names.model import NameModel, shipped


class Matcher:
    """A book with its index; `model` knows which words are common in it."""

    def __init__(self, book: Sequence[Known], model: NameModel | None = None) -> None:
        self.book = book
        names = [one.name for one in book]
        self.model = (model or shipped()).in_book(names)
        self._lookup = Lookup(names, self.model.rarity)
        self._places: dict[str, list[int]] = {}
        for at, one in enumerate(book):
            self._places.setdefault(one.brand_id, []).append(at)

    def choose(
        self,
        asked: str,
        *,
        sectors: Container[str] | None = None,
        trades: frozenset[str] = frozenset(),
        also: Sequence[str] = (),
        none: float = NONE,
    ) -> Choice:
        """Which brand a name means. `sectors`: those to look in; `trades`: of the sector the name itself states; `also`: brand_ids to weigh in any case."""
        (found,) = self._lookup.candidates([asked])
        places = sorted({*found, *(at for brand_id in also for at in self._places.get(brand_id, ()))})
        near = [self.book[at] for at in places if sectors is None or self.book[at].sector_id in sectors]
        return choose(asked, near, self.model, len(self.book), trades, none)
