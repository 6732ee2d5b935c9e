"""Signs of a wave being arranged, or of many people with a grievance of their own: who posts, when, where, and in which words.

Each sign lays the wave's posts beside what is usual of the same source and brand. Words alone never say that a wave is arranged:
people share moulds. Families of signs are bounded, and at least two must speak for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.components import both
from scoring.evidence.waves.copies import copied_share, nearest_likeness
from scoring.evidence.waves.posts import Posts
from scoring.evidence.waves.weigh import Sign, bounded, either, hits, hits_anywhere

PRIOR = float(np.log(0.15 / 0.85))
"""Log-odds of a brand's own wave being arranged, before anything is seen."""
BOUNDS = {"words": (-2.0, 1.7), "authors": (-4.0, 3.0), "times": (-2.0, 3.0), "places": (-1.0, 0.5)}
ENOUGH = 5
OFF_SHARE = 0.1
HOURS = 24


@dataclass(frozen=True)
class Crowd:
    """A wave's posts, the posts before it on the same source (any brand), and the brand's own before it; `excess_share` of the wave is above the usual."""

    wave: Posts
    source_before: Posts
    brand_before: Posts
    excess_share: float


def arranged(crowd: Crowd) -> tuple[float, list[Sign]]:
    """Probability that a brand's own wave is arranged, and the signs, each with what it adds to the log-odds."""
    signs = [sign for look in LOOKS for sign in look(crowd)]
    whole = PRIOR
    for family, bounds in BOUNDS.items():
        whole += bounded(sum(sign.log_odds for sign in signs if sign.family == family), *bounds)
    return float(1 / (1 + np.exp(-whole))), signs


def newcomers(crowd: Crowd) -> Iterator[Sign]:
    """Posts by authors who had posted nothing before, against the usual share of them."""
    known = set(crowd.source_before.author.tolist()) - {""}
    mine = [author for author in _on_main(crowd).author.tolist() if author]
    usual = _newcomer_share(crowd.source_before)
    if len(mine) < ENOUGH or usual is None:
        return
    n, new = len(mine), sum(author not in known for author in mine)
    planned = crowd.excess_share * 0.99 + (1 - crowd.excess_share) * usual
    still = hits(new, n, usual)
    gap = hits(new, n, planned) - still if new < usual * n else either(hits(new, n, planned), still) - still
    yield _said("newcomers", "authors", new / n, usual, bounded(gap, -3.0, 3.0),
                "{new} of {n} posts are by authors who had posted nothing on the source before; usually {usual}%.",
                "{n} kaydın {new} tanesi, kaynakta daha önce hiç yazmamış kişilerden; olağan pay %{usual}.", new=new, n=n, usual=100 * usual)  # fmt: skip


def _newcomer_share(before: Posts) -> float | None:
    """Share of posts by newcomers in the later half of what came before."""
    authors = before.author[before.author != ""].tolist()
    half = len(authors) // 2
    earlier, later = set(authors[:half]), authors[half:]
    if len(later) < 2 * ENOUGH:
        return None
    return (sum(author not in earlier for author in later) + 1) / (len(later) + 2)


def _on_main(crowd: Crowd) -> Posts:
    """The wave's posts on the source that shows most of them."""
    main = max(Counter(crowd.wave.source.tolist()).items(), key=lambda one: (one[1], one[0]))[0]
    return crowd.wave.only(crowd.wave.source == main)


def few_authors(crowd: Crowd) -> Iterator[Sign]:
    """Posts by somebody who had posted in the wave already."""
    authors = [author for author in crowd.wave.author.tolist() if author]
    if len(authors) < ENOUGH:
        return
    again = len(authors) - len(set(authors))
    usual = _again_share(crowd.brand_before, crowd.source_before)
    n = len(authors) - 1
    still = hits(again, n, usual)
    gap = either(still, hits_anywhere(again, n, 1, 1.5)) - still if again > usual * n else 0.0
    yield _said("few_authors", "authors", len(set(authors)) / len(authors), 1 - usual, bounded(gap, -1.0, 3.0),
                "{n} posts by {people} authors; the busiest wrote {most}.", "{people} yazardan {n} kayıt; en çok yazan {most} kez yazmış.",
                n=len(authors), people=len(set(authors)), most=max(Counter(authors).values()))  # fmt: skip


def _again_share(*before: Posts) -> float:
    """Usual share of posts by an author who had posted about the same brand within the time before."""
    n = again = 0
    for posts in before:
        pairs = [pair for pair in zip(posts.brand.tolist(), posts.author.tolist(), strict=True) if pair[1]]
        n, again = n + len(pairs), again + len(pairs) - len(set(pairs))
    return (again + 1) / (n + 20)


def copies(crowd: Crowd) -> Iterator[Sign]:
    """Posts that repeat another one of the wave by somebody else, figures and all."""
    if crowd.wave.size < ENOUGH:
        return
    share, usual = copied_share(crowd.wave), copied_share(_newest(crowd.brand_before, 150))
    k, n, still = round(share * crowd.wave.size), crowd.wave.size, min(usual + 0.02, 0.9)
    gap = either(hits(k, n, still), hits_anywhere(k, n, 2, 1)) - hits(k, n, still)
    yield _said("copies", "words", share, usual, bounded(gap, -0.7, 2.0),
                "{share}% of the posts repeat another one by somebody else, figures and all; usually {usual}%.",
                "Kayıtların %{share} kadarı, başkasına ait bir kaydı sayılarıyla birlikte yineliyor; olağan pay %{usual}.",
                share=100 * share, usual=100 * usual)  # fmt: skip


def variety(crowd: Crowd) -> Iterator[Sign]:
    """How alike the texts are, against as many of the brand's before."""
    before = _newest(crowd.brand_before, crowd.wave.size)
    if crowd.wave.size < ENOUGH or before.size < ENOUGH:
        return
    value, usual = nearest_likeness(crowd.wave), nearest_likeness(before)
    gap = _normal(value - usual, 0.3, 0.2) - _normal(value - usual, 0.05, 0.12)
    yield _said("variety", "words", value, usual, bounded(gap, -1.0, 1.5),
                "A text shares {value}% of its words with the one most like it; usually {usual}%.",
                "Bir metin, kendisine en çok benzeyenle sözcüklerinin %{value} kadarını paylaşıyor; olağan pay %{usual}.",
                value=100 * value, usual=100 * usual)  # fmt: skip


def rhythm(crowd: Crowd) -> Iterator[Sign]:
    """Even gaps between posts. Of two neighbouring gaps the first is any part of their sum where people post by chance; a clock makes it half."""
    main = _on_main(crowd)
    times = -main.hours_ago[~main.is_day]
    gaps = np.diff(np.sort(times))
    pairs = gaps[: gaps.size // 2 * 2].reshape(-1, 2)
    pairs = pairs[pairs.sum(axis=1) > 1 / 60]
    if len(pairs) < ENOUGH:
        return
    part = pairs[:, 0] / pairs.sum(axis=1)
    evenness = 1 - float(3 * np.mean((2 * part - 1) ** 2))
    inner = np.clip(part, 1e-3, 1 - 1e-3)
    clocked = float(np.sum(np.log(140 * inner**3 * (1 - inner) ** 3)))  # Beta(4, 4)
    gap = either(clocked, 0.0, 0.0)
    yield _said("rhythm", "times", evenness, 0.0, bounded(gap, -1.0, 3.0),
                "Evenness of the gaps between posts: {value} (0 as by chance, 1 as by a clock).",
                "Kayıtlar arası sürelerin düzenliliği: {value} (0 rastlantı, 1 saat gibi).", digits=2, value=evenness)  # fmt: skip


def hours(crowd: Crowd) -> Iterator[Sign]:
    """Hours of the day, against those at which the source is usually posted to."""
    mine, before = (_hours(posts) for posts in (_on_main(crowd), crowd.source_before))
    if mine.size < 2 * ENOUGH or before.size < 5 * HOURS:
        return
    usual = np.bincount(before, minlength=HOURS) / before.size
    usual = (1 - OFF_SHARE) * np.convolve(np.tile(usual, 3), [0.25, 0.5, 0.25], "same")[
        HOURS : 2 * HOURS
    ] + OFF_SHARE / HOURS
    spread = crowd.excess_share / HOURS + (1 - crowd.excess_share) * usual
    gap = either(float(np.log(spread[mine]).sum() - np.log(usual[mine]).sum()), 0.0)
    quiet = np.argsort(usual, kind="stable")[:8]
    share, expected = float(np.isin(mine, quiet).mean()), float(usual[quiet].sum())
    yield _said("hours", "times", share, expected, bounded(gap, -0.7, 2.0),
                "{share}% of the posts fall into the eight quietest hours of the day; usually {usual}%.",
                "Kayıtların %{share} kadarı günün en sakin sekiz saatinde; olağan pay %{usual}.", share=100 * share, usual=100 * expected)  # fmt: skip


def places(crowd: Crowd) -> Iterator[Sign]:
    """How many of the posts stand on one source, against the brand's usual spread."""
    if crowd.brand_before.size < 2 * ENOUGH or len(set(crowd.brand_before.source.tolist())) < 2:
        return
    ((main, most),) = Counter(crowd.wave.source.tolist()).most_common(1)
    usual = (float((crowd.brand_before.source == main).sum()) + 1) / (crowd.brand_before.size + 2)
    n = crowd.wave.size
    planned = crowd.excess_share * 0.98 + (1 - crowd.excess_share) * usual
    gap = hits(most, n, planned) - either(hits(most, n, usual), hits(most, n, planned), hits_anywhere(most, n, 2, 2))
    yield _said("places", "places", most / n, usual, bounded(gap, -1.0, 0.5),
                "{share}% of the posts stand on one source; usually {usual}% of the brand's do.",
                "Kayıtların %{share} kadarı tek kaynakta; markanın olağan payı %{usual}.", share=100 * most / n, usual=100 * usual)  # fmt: skip


LOOKS: tuple[Callable[[Crowd], Iterator[Sign]], ...] = (newcomers, few_authors, copies, variety, rhythm, hours, places)


def _said(name: str, family: str, number: float, normal: float | None, log_odds: float, english: str, turkish: str, /, *, digits: int = 0, **values: float) -> Sign:  # fmt: skip
    return Sign(name, family, number, normal, log_odds, *both(english, turkish, digits=digits, **values))


def _newest(posts: Posts, most: int) -> Posts:
    return posts.only(np.arange(max(0, posts.size - most), posts.size))


def _hours(posts: Posts) -> NDArray[np.int64]:
    """Hour of the day of each post whose hour is known, counted from the moment looked at: only differences matter."""
    return np.asarray(np.floor(-posts.hours_ago[~posts.is_day]) % HOURS, np.int64)


def _normal(x: float, mean: float, deviation: float) -> float:
    return float(-np.log(deviation) - 0.5 * ((x - mean) / deviation) ** 2)
