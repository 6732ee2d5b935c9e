"""The complaint site: which address answers what, at the world's present state."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from tests.world.pages import brand_pages, layout_2018, layout_2021, layout_2023, layout_2026
from tests.world.pages.parts import Detail, Facts, Listing
from tests.world.shapes import Brand, Complaint, Layout, World
from tests.world.writing import address

CARDS, BRANDS = 24, 20
HTML = "text/html; charset=utf-8"
LISTINGS: dict[Layout, Callable[[Listing], str]] = {
    "2026": layout_2026.listing,
    "2023": layout_2023.listing,
    "2021": layout_2021.listing,
    "2018": layout_2021.listing,
}
DETAILS: dict[Layout, Callable[[Detail], str]] = {
    "2026": layout_2026.detail,
    "2023": layout_2023.detail,
    "2021": layout_2021.detail,
    "2018": layout_2018.detail,
}
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a host sends back."""

    status: int
    body: bytes
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The complaint site of one world. `clock` dates the relative times, nothing else."""

    def __init__(self, world: World, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.brands = {brand.slug: brand for brand in world.brands if brand.layout != "ccdb"}
        self.cards: dict[str, list[Complaint]] = defaultdict(list)
        for complaint in world.published():
            self.cards[complaint.brand_slug].append(complaint)
        self.details = {(c.brand_slug, c.slug): c for cards in self.cards.values() for c in cards}
        self.removed = {
            (c.brand_slug, c.slug): c.gone_how
            for c in world.complaints
            if c.posted_at <= world.now and c.seen(world.now).removed_at
        }
        self.moved = {
            (c.brand_slug, c.old_slug): f"/{c.brand_slug}/{c.slug}" for c in self.details.values() if c.old_slug
        }
        self.facts = {slug: facts(self.cards[slug]) for slug in self.brands}

    def answer(self, target: str, host: str) -> Answer:
        """The answer to GET `target`."""
        parts = urlsplit(target)
        steps = [step for step in parts.path.split("/") if step]
        number = next(iter(parse_qs(parts.query).get("page", [])), "1")
        page = max(1, int(number)) if number.isdigit() else 1
        if steps == ["tum-markalar"]:
            return self._brand_list(page, host)
        if not steps or steps[0] not in self.brands or len(steps) > 2:
            return Answer(404, b"<h1>404</h1>")
        return (
            self._listing(self.brands[steps[0]], page, host)
            if len(steps) == 1
            else self._second_level(self.brands[steps[0]], steps[1], page, host)
        )

    def _brand_list(self, page: int, host: str) -> Answer:
        rows, page, pages = _page(
            [(brand, self.facts[slug]) for slug, brand in sorted(self.brands.items())], page, BRANDS
        )
        return _html(brand_pages.brand_list(rows, page, pages, host))

    def _listing(self, brand: Brand, page: int, host: str, topic: str = "") -> Answer:
        cards = [card for card in self.cards[brand.slug] if topic in {"", address(card.issue)}]
        shown, page, pages = _page(cards, page, CARDS)
        path = f"/{brand.slug}/{topic}" if topic else f"/{brand.slug}"
        return _html(
            LISTINGS[brand.layout](Listing(brand, tuple(shown), page, pages, path, self.facts[brand.slug], host))
        )

    def _second_level(self, brand: Brand, step: str, page: int, host: str) -> Answer:
        """A complaint, the report, a topic's listing, or where something was."""
        key = (brand.slug, step)
        if key in self.details:
            return self._detail(brand, self.details[key], host)
        if step == f"{brand.slug}-marka-karnesi":
            return _html(brand_pages.report(brand, self.facts[brand.slug], host))
        if any(step == address(card.issue) for card in self.cards[brand.slug]):
            return self._listing(brand, page, host, topic=step)
        if key in self.moved:
            return Answer(301, b"", headers={"Location": self.moved[key]})
        return (
            Answer(302, b"", headers={"Location": f"/{brand.slug}"})
            if self.removed.get(key) == "redirect"
            else Answer(404, b"<h1>404</h1>")
        )

    def _detail(self, brand: Brand, complaint: Complaint, host: str) -> Answer:
        if complaint.withdrawn_at:
            return _html(brand_pages.withdrawn(host, f"/{brand.slug}/{complaint.slug}"))
        return _html(DETAILS[brand.layout](Detail(brand, complaint, self.clock(), host)))


def facts(cards: Sequence[Complaint]) -> Facts:
    """A brand's figures as its report counts them."""
    waits = [
        (reply.at - card.posted_at) / timedelta(seconds=1)
        for card in cards
        if (reply := next((r for r in card.replies if r.speaker == "brand"), None))
    ]
    stars = [card.stars for card in cards]
    solved = sum(card.confirmed_at is not None for card in cards)
    one, two, three, four, five = (stars.count(point) for point in range(1, 6))
    return Facts(
        len(waits),
        len(cards),
        round(sum(waits) / len(waits)) if waits else None,
        solved + sum(card.denied_at is not None for card in cards),
        solved,
        (one, two, three, four, five),
    )


def _page(rows: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """(rows of the page, its number, number of pages); past the last page the last one again."""
    pages = max(1, -(-len(rows) // size))
    page = min(page, pages)
    return rows[(page - 1) * size : page * size], page, pages


def _html(text: str) -> Answer:
    return Answer(200, text.encode())
