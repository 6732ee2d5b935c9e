"""Who posts, when, where and in which words: what speaks for a wave being arranged, what does not, and what may never decide alone."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.evidence.waves.causes import OWN, SECTOR, SOURCE, Span, causes
from scoring.evidence.waves.copies import copied_share
from scoring.evidence.waves.facts import Fact
from scoring.evidence.waves.find import SURE
from scoring.evidence.waves.posts import DAYS, Posts
from scoring.evidence.waves.signs import BOUNDS, PRIOR, Crowd, arranged
from scoring.evidence.waves.simulate import CLOCK, Draft

NOUNS = ["kurye", "şube", "paket", "kart", "fatura", "hat", "iade", "ücret", "adres", "teslim", "kapı", "müdür"]


def texts(n: int, seed: int = 1) -> list[str]:
    """Texts of different people."""
    draft = Draft(np.random.default_rng(seed))
    return [draft.words(NOUNS[k % len(NOUNS)]) for k in range(n)]


def posts(said: list[str], authors: list[str], hours_ago: list[float], source: str = "a") -> Posts:
    """Posts about one brand."""
    order = np.argsort(hours_ago)[::-1]
    n = len(said)
    same = [np.array([value] * n, object) for value in ("b", "s", source, "t", "complaint")]
    ids = np.array([f"{k:04}" for k in range(n)], object)
    columns = (np.array(said, object)[order], np.array(authors, object)[order], np.array(hours_ago)[order])
    return Posts(*[ids, ids, *same, columns[2], columns[1], columns[0], np.zeros(n, bool)])


def human(n: int, days: float, seed: int = 2) -> list[float]:
    """Hours ago of posts at hours at which people write."""
    rng = np.random.default_rng(seed)
    hours = rng.choice(24, size=n, p=CLOCK / CLOCK.sum()) + rng.random(n)
    return [float(one) for one in 24 * rng.integers(0, max(1, int(days)), n) + hours]


def known(n: int = 400) -> Posts:
    """What came before: nine of ten are newcomers."""
    rng = np.random.default_rng(5)
    authors = [f"old{k if rng.random() < 0.8 else int(rng.integers(max(1, k)))}" for k in range(n)]
    return posts(texts(n, 3), authors, [96 + hours for hours in human(n, 150, 4)])


def chance(wave: Posts) -> tuple[float, dict[str, float]]:
    """Probability of being arranged, and the log-odds of each sign."""
    before = known()
    p, signs = arranged(Crowd(wave, before, before, 0.9))
    return p, {sign.name: sign.log_odds for sign in signs}


def of_many(n: int) -> list[str]:
    """Authors of whom a fifth are known."""
    return [f"old{k}" if k % 5 == 0 else f"n{k}" for k in range(n)]


def test_many_people_with_words_of_their_own_are_organic() -> None:
    p, _ = chance(posts(texts(40, 9), of_many(40), human(40, 3)))
    assert p < 1 - SURE


def test_a_pasted_campaign_of_new_names_by_the_clock_is_caught() -> None:
    pasted = [
        "Bu şirketten uzak durun, paramı aldılar ve hiçbir şekilde geri vermiyorlar, kimse telefona bakmıyor."
    ] * 40
    p, signs = chance(posts(pasted, [f"n{k}" for k in range(40)], [0.5 + 1.5 * k for k in range(40)]))
    assert p > SURE
    assert {"copies", "newcomers", "rhythm"} <= {name for name, value in signs.items() if value > 0.5}


def test_a_few_authors_with_many_posts_are_caught() -> None:
    p, signs = chance(posts(texts(40, 9), [f"n{k % 3}" for k in range(40)], [0.5 + 1.2 * k for k in range(40)]))
    assert p > SURE
    assert signs["few_authors"] > 1


@pytest.mark.parametrize("has_figures", [True, False])
def test_a_mould_of_different_people_is_never_arranged(has_figures: bool) -> None:
    """Word for word, or with figures of their own: a shared mould is how people help each other."""
    mould = (
        "Kart aidatı adı altında alınan ücretin iadesini talep ediyorum, dilekçem şubenize ulaştı ve yanıt verilmedi"
    )
    said = [f"{mould} {137 * k} TL, {k % 28 + 1} Mart" if has_figures else mould for k in range(40)]
    p, signs = chance(posts(said, of_many(40), human(40, 3)))
    assert p < 0.5
    assert (copied_share(posts(said, of_many(40), human(40, 3))) < 0.1) is has_figures
    assert "copies" in signs


def test_no_family_of_signs_decides_alone_and_words_not_even_half() -> None:
    share = {family: 1 / (1 + np.exp(-(PRIOR + high))) for family, (_, high) in BOUNDS.items()}
    assert all(value < SURE for value in share.values())
    assert share["words"] < 0.5
    assert 1 / (1 + np.exp(-(PRIOR + BOUNDS["words"][1] + BOUNDS["places"][1]))) < SURE


def test_where_authors_are_unknown_and_hours_are_not_told_nothing_is_said_of_them() -> None:
    wave = posts(texts(30, 9), [""] * 30, human(30, 3))
    p, signs = chance(replace(wave, is_day=np.ones(30, bool)))
    assert not {"newcomers", "few_authors", "rhythm", "hours"} & set(signs)
    assert p < SURE


def test_every_sign_is_told_in_both_languages_without_a_verdict() -> None:
    _, signs = arranged(Crowd(posts(texts(40, 9), of_many(40), human(40, 3)), known(), known(), 0.9))
    for sign in signs:
        assert sign.sentence_en != sign.sentence_tr
        assert not {"fake", "sahte", "bot"} & set(f"{sign.sentence_en} {sign.sentence_tr}".lower().split())


def market(rises: dict[tuple[str, str, str], int]) -> Posts:
    """Two brands in each of two sectors on two sources, two posts a day each; `rises`: further posts on the last day by (sector, brand, source)."""
    rng, rows = np.random.default_rng(1), list[tuple[str, str, str, float]]()
    for sector, brand, source in [(s, f"{s}{b}", q) for s in "st" for b in "12" for q in "ab"]:
        rows += [(sector, brand, source, float(hours)) for hours in rng.uniform(24, 24 * 100, 200)]
        rows += [
            (sector, brand, source, float(hours))
            for hours in rng.uniform(0, 24, 2 + rises.get((sector, brand, source), 0))
        ]
    rows.sort(key=lambda row: -row[3])
    names = [np.array([str(row[place]) for row in rows], object) for place in (1, 0, 2)]
    ids = np.array([f"{k:05}" for k in range(len(rows))], object)
    rest = np.array(["t"] * len(rows), object), np.array(["complaint"] * len(rows), object)
    empty = np.array([""] * len(rows), object)
    return Posts(
        *[ids, ids, *names, *rest, np.array([row[3] for row in rows]), empty, empty, np.zeros(len(rows), bool)]
    )


@pytest.mark.parametrize(
    ("rises", "cause"),
    [
        ({("s", "s1", "a"): 20, ("s", "s1", "b"): 20}, OWN),
        ({("s", "s1", "a"): 20}, OWN),
        ({(s, f"{s}{b}", "a"): 20 for s in "st" for b in "12"}, SOURCE),
        ({("s", f"s{b}", q): 20 for b in "12" for q in "ab"}, SECTOR),
    ],
)
def test_neighbours_tell_where_a_rise_comes_from(rises: dict[tuple[str, str, str], int], cause: str) -> None:
    found = market(rises)
    shares, signs = causes(found, found.brand == "s1", Span(DAYS - 1, DAYS - 1), 10.0, [])
    assert shares[cause] > SURE
    assert sum(shares.values()) == pytest.approx(1)
    assert all(sign.sentence_tr for sign in signs)


def test_what_is_on_record_counts_near_the_onset_only() -> None:
    found = market({("s", f"s{b}", "a"): 20 for b in "12"})
    alone = found.only((found.source == "a") & (found.sector == "s"))
    span = Span(DAYS - 1, DAYS - 1)
    near, far = (Fact("a", DAYS - ago, "break", "changed", "değişti") for ago in (1, 30))
    with_near, with_far = (causes(alone, alone.brand == "s1", span, 10.0, [fact])[0][SOURCE] for fact in (near, far))
    assert with_near > SURE > with_far
