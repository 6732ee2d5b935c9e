"""Signatures, candidates and clusters: the same bits from both ways, the similarity they promise, groups that do not chain."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.near import by_numba, by_numpy
from scoring.near.alphabet import BLANK, byte_of
from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import Numbers
from scoring.near.clusters import leaders, members
from scoring.near.signature import has_text, signatures, similarity

# marks, emoji, letters of other planes, blanks of every width, and what Turkish is known for
ODD = st.text(alphabet="aAiİıIsŞşüÜ 0\t\n.,–“”\u0301\u0307é😀𐎀日ﬁ\u00a0\u2003", max_size=60)


@settings(max_examples=300)
@given(st.lists(st.one_of(ODD, st.text(max_size=80), st.none()), min_size=1, max_size=8))
def test_both_ways_give_the_same_bits(texts: list[str | None]) -> None:
    data, offsets = by_numpy.buffers(pa.array(texts, pa.string()))
    np.testing.assert_array_equal(by_numpy.signatures(data, offsets), by_numba.signatures(data, offsets))


def test_a_slice_of_a_column_is_its_texts() -> None:
    texts = pa.array(["önce", "kargom hâlâ gelmedi", None, "paketim kırık çıktı"])
    whole = signatures(texts)
    np.testing.assert_array_equal(signatures(texts.slice(1, 3)), whole[1:])
    np.testing.assert_array_equal(signatures(texts, with_numba=False), whole)
    assert has_text(whole).tolist() == [False, True, False, True]


@pytest.mark.parametrize(("one", "other"), [
    ("KARGOM İSTANBUL'DA BEKLİYOR!!!", "kargom istanbul'da  bekliyor"),
    ("Ağır aksak ışık", "agir AKSAK isik"),
    ("café — çağrı", "cafe\u0301 – cagri"),
])  # fmt: skip
def test_case_marks_and_punctuation_do_not_tell_texts_apart(one: str, other: str) -> None:
    first, second = signatures(pa.array([one + " son söz", other + " son söz"]))
    np.testing.assert_array_equal(first, second)


def test_the_alphabet() -> None:
    table = byte_of()
    assert [chr(table[ord(letter)]) for letter in "İIıiŞşÇçĞğÜüÖöÂâ9"] == list("iiiissccgguuooaa9")
    assert {int(table[ord(sign)]) for sign in " .,!?-–“”'\n\u00a0"} == {BLANK}
    assert table[0x301] == 0


def jaccard(one: str, other: str) -> float:
    first, second = ({text[i : i + 5] for i in range(len(text) - 4)} for text in (one, other))
    return len(first & second) / len(first | second)


def texts_like(rng: np.random.Generator, count: int, words: int = 120) -> list[str]:
    bag = ["".join(rng.choice(list("abcdefgh"), rng.integers(2, 9))) for _ in range(5000)]
    return [" ".join(rng.choice(bag, words)) for _ in range(count)]


def test_the_estimate_is_the_similarity() -> None:
    rng = np.random.default_rng(1)
    texts = texts_like(rng, 60)
    for n in range(30):
        words = texts[n].split()
        for place in rng.integers(0, len(words), n * 2):
            words[place] = "xyzxy"
        texts[n + 30] = " ".join(words)
    found = signatures(pa.array(texts))
    truth = np.array([jaccard(texts[n], texts[n + 30]) for n in range(30)])
    estimate = similarity(found, np.arange(30), np.arange(30, 60))
    assert np.abs(estimate - truth).max() < 4 * np.sqrt(0.25 / 128)
    assert np.abs(estimate - truth).mean() < 0.04


def test_copies_are_found_and_strangers_are_not() -> None:
    rng = np.random.default_rng(2)
    texts = texts_like(rng, 2000)
    copies = {1000 + n: n for n in range(100)}
    for copy, of in copies.items():
        words = texts[of].split()
        words[int(rng.integers(0, 120))] = "baska"
        texts[copy] = " ".join(words).upper()
    found = signatures(pa.array(texts))
    index = Index(found)
    pairs = index.pairs()
    is_same = similarity(found, pairs.first, pairs.second) >= 0.5
    assert set(zip(pairs.first[is_same].tolist(), pairs.second[is_same].tolist(), strict=True)) == {
        (of, copy) for copy, of in copies.items()
    }
    near = index.near(found[1000:1100])
    assert {(of, copy - 1000) for copy, of in copies.items()} <= set(
        zip(near.first.tolist(), near.second.tolist(), strict=True)
    )


def test_groups_do_not_chain() -> None:
    likeness = {(0, 1), (1, 2), (2, 3), (0, 4), (4, 5), (0, 5)}

    def is_same(first: Numbers, second: Numbers) -> np.ndarray:
        return np.array([(a, b) in likeness for a, b in zip(first.tolist(), second.tolist(), strict=True)])

    pairs = Pairs(np.array([0, 1, 2, 0, 4]), np.array([1, 2, 3, 4, 5]))
    leader = leaders(6, pairs, is_same)
    assert leader.tolist() == [0, 0, 2, 2, 0, 0]
    assert [group.tolist() for group in members(leader)] == [[0, 1, 4, 5], [2, 3]]


def test_both_ways_find_the_same_candidates_within_groups() -> None:
    rng = np.random.default_rng(3)
    texts = texts_like(rng, 300)
    found = signatures(pa.array([*texts, *texts, "kısa", "", None]))
    group = (np.arange(603) % 7).astype(np.uint64)
    ours = [Index(found, group, with_numba=with_numba) for with_numba in (True, False)]
    np.testing.assert_array_equal(ours[0].columns, ours[1].columns)
    assert ours[0].pairs().first.size == 0  # a copy 300 places on is of another group
    assert ours[0].near(found[:5], group[:5]).first.tolist()[:2] == [0, 1]
    among = np.array([0, 1, 300, 301])
    assert Index(found, among=among).pairs().second.tolist() == [300, 301]


def test_nothing_is_no_trouble() -> None:
    found = signatures(pa.array(["", None, "abc"]))
    assert Index(found).pairs().first.size == 0
    assert Index(found).near(found).first.size == 0
    assert signatures(pa.array([], pa.string())).shape == (0, 128)
