"""Which brand a label means: the same name, else the likeliest of the near ones; what stays unsure is set aside and counted, never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from store.names.choice import NEW_LABEL, Choice, Known, choose, sector_trades
from store.names.lookup import Lookup
from store.names.model import NameModel, shipped
from store.names.reading import read
from store.names.words import because
from store.naming import slug
from store.vocabulary import Judgement

UNSORTED = "unsorted"
Book = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Label:
    """A brand's name as records carry it, with the sector and country they give and how many carry it."""

    label: str
    sector_label: str
    country: str
    records_count: int


@dataclass(frozen=True)
class Decision:
    """What a label means. `opens` says that the brand is new; unsure decisions carry the nearest brand as candidate."""

    label: Label
    sector_id: str
    brand_id: str
    judgement: Judgement
    similarity: float
    because: str
    opens: bool = False


def match_labels(labels: Iterable[Label], known: Book, taken: Iterable[str]) -> Iterator[Decision]:
    """Decide every label, the most frequent first. `known`: sector_id -> name -> brand_id; `taken`: brand_ids in use.

    A label is looked for in the sector it names, or in all sectors where it names none that is known. A chance of .85 that it
    means one brand decides; where the nearest is likelier than .35 the label is set aside. A name nobody is near to opens a
    brand of its own: sources label their records with brands, they do not invent them.
    """
    queue = sorted(labels, key=lambda label: (-label.records_count, label.label, label.sector_label, label.country))
    yield from _Matching(queue, known, set(taken), shipped()).decide()


def sector_of(label: Label) -> str:
    """The sector_id a label's own sector text stands for: "banka" in TR -> "tr-banka"."""
    plain = slug(label.sector_label) if label.sector_label else UNSORTED
    country = label.country.lower()
    return plain if not country or plain.startswith(f"{country}-") else f"{country}-{plain}"


class _Matching:
    """One round over a queue of labels. A label that was decided is itself a name that later ones are compared with."""

    def __init__(self, queue: Sequence[Label], known: Book, brand_ids: set[str], model: NameModel) -> None:
        self._queue, self._brand_ids = queue, brand_ids
        self._book = [
            Known(name, brand, sector) for sector in sorted(known) for name, brand in sorted(known[sector].items())
        ]
        self._sectors = set(known)
        self._decided: dict[int, Known] = {}
        self._exact: dict[str, list[Known]] = defaultdict(list)
        for one in self._book:
            self._exact[read(one.name).folded].append(one)
        self._model = model.in_book([one.name for one in self._book] + [label.label for label in queue])
        self._among: dict[int, int] = {}
        self._near = self._look_up()

    def decide(self) -> Iterator[Decision]:
        """A decision for each label, in the queue's order."""
        for at, label in enumerate(self._queue):
            decision = self._decide(at, label)
            if decision.judgement is Judgement.POSITIVE:
                self._decided[at] = Known(label.label, decision.brand_id, decision.sector_id)
                self._exact[read(label.label).folded].append(self._decided[at])
                self._brand_ids.add(decision.brand_id)
            yield decision

    def _decide(self, at: int, label: Label) -> Decision:
        exact = {
            (one.sector_id, one.brand_id): one
            for one in self._exact[read(label.label).folded]
            if self._may_be(label, one)
        }
        trades = sector_trades(label.sector_label)
        near = (
            list(exact.values())
            if len(exact) == 1
            else [one for one in self._candidates(at) if self._may_be(label, one)]
        )
        found = choose(label.label, near, self._model, self._among[at], trades, NEW_LABEL)
        if found.judgement is Judgement.NEGATIVE:
            return self._opened(label)
        return self._matched(label, found, len(exact))

    def _matched(self, label: Label, found: Choice, exact: int) -> Decision:
        first, why = found.candidates[0], because(label.label, found, self._model)[0]
        if exact > 1:
            why = f"the same name in {exact} sectors or brands: {why}"
        return Decision(
            label, first.known.sector_id, first.known.brand_id, found.judgement, round(100 * first.chance, 4), why
        )

    def _opened(self, label: Label) -> Decision:
        own, wanted = sector_of(label), slug(label.label)
        brand_id = wanted if wanted not in self._brand_ids else f"{wanted}--{own}"
        return Decision(label, own, brand_id, Judgement.POSITIVE, 100.0, "opened from its own label", opens=True)

    def _may_be(self, label: Label, one: Known) -> bool:
        """A label that names a sector keeps to it; to any that was known before, where its own is new."""
        own = sector_of(label)
        if not label.sector_label:
            return True
        return one.sector_id == own or (own not in self._sectors and one.sector_id in self._sectors)

    def _candidates(self, at: int) -> Iterator[Known]:
        for place in self._near[at]:
            if place < len(self._book):
                yield self._book[place]
            elif place - len(self._book) in self._decided:
                yield self._decided[place - len(self._book)]

    def _look_up(self) -> dict[int, list[int]]:
        """For each label the places worth a close look, in the book and behind it in the queue; labels of one scope together."""
        scopes: dict[str, list[int]] = defaultdict(list)
        for at, label in enumerate(self._queue):
            scopes[sector_of(label) if label.sector_label else ""].append(at)
        near: dict[int, list[int]] = {}
        for scope, asked in scopes.items():
            places = self._places(scope, asked)
            names = [
                self._book[n].name if n < len(self._book) else self._queue[n - len(self._book)].label for n in places
            ]
            found = Lookup(names, self._model.rarity).candidates([self._queue[at].label for at in asked])
            self._among |= dict.fromkeys(asked, len(places))
            near |= {at: [places[n] for n in few] for at, few in zip(asked, found, strict=True)}
        return near

    def _places(self, scope: str, asked: Sequence[int]) -> list[int]:
        behind = len(self._book)
        if not scope:
            return list(range(behind + len(self._queue)))
        book = [n for n, one in enumerate(self._book) if one.sector_id == scope or scope not in self._sectors]
        return book + [behind + at for at in asked]
