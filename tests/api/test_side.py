"""What is said of chosen brands: nobody is ahead where intervals meet, and what is said holds at the confidence it states."""

import re
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.answers import Score
from api.side import TOGETHER, is_apart, read

Client = TestClient[Litestar]
FIRST = re.compile(r"\bfirst\b|\bbirinci|\bilk\b|\blead|\bahead of all\b", re.IGNORECASE)
BETTER = re.compile(r"does better|daha iyi durumda|can be told apart, each|ayırt edilebiliyor")


def score(client: Client, brand: str, low: float | None, high: float | None) -> Score:
    """A score of the sample with other ends."""
    row = client.get("/api/v1/brands/sahin-kargo").json()["scores"][0]
    middle = None if low is None or high is None else (low + high) / 2
    return msgspec.convert(row | {"brand_id": brand, "brand_name": brand, "score": middle, "low": low, "high": high, "components": []}, Score)  # fmt: skip


def said(client: Client, ends: dict[str, tuple[float | None, float | None]], sure: float = 0.001) -> tuple[str, str, int]:  # fmt: skip
    scores = [score(client, brand, *pair) for brand, pair in ends.items()]
    latent = {one.brand_id: ((one.score or 50) / 10, sure) for one in scores}
    found = read("volume", "2026Q3", scores, {brand: brand for brand in ends}, latent)
    return found.sentence_en, found.sentence_tr, len(found.told_apart)


def test_intervals_that_meet_name_nobody(client: Client) -> None:
    english, turkish, apart = said(client, {"Ada": (30, 60), "Bora": (55, 80), "Ceren": (58, 90)})
    assert (
        english == "Complaint volume, Q3 2026: Ada, Bora and Ceren cannot be told apart; their 95% intervals overlap."
    )
    assert turkish == "Şikâyet hacmi, 2026 3. çeyrek: Ada, Bora ve Ceren birbirinden ayırt edilemez; %95 aralıkları örtüşüyor."  # fmt: skip
    assert apart == 0


def test_intervals_apart_are_said_with_their_confidence(client: Client) -> None:
    english, turkish, apart = said(client, {"Ada": (30, 50), "Bora": (55, 80)})
    assert english == "Complaint volume, Q3 2026: for size and sector Bora does better than Ada, with a probability of at least 99.9%."  # fmt: skip
    assert turkish.endswith("Bora, Ada ile karşılaştırıldığında daha iyi durumda; olasılık en az %99,9.")
    assert apart == 1


def test_one_apart_of_three_leaves_the_others_together(client: Client) -> None:
    english, _, apart = said(client, {"Ada": (30, 50), "Bora": (45, 60), "Ceren": (55, 80)})
    assert "Ceren does better than Ada" in english
    assert "no other two of them can be told apart" in english
    assert apart == 1


def test_who_is_too_little_known_is_named_as_such(client: Client) -> None:
    assert said(client, {"Ada": (30, 50), "Bora": (None, None)})[0].endswith("too little is known of these brands to compare them.")  # fmt: skip
    assert "too little is known of Bora" in said(client, {"Ada": (30, 50), "Bora": (None, None), "Cem": (60, 80)})[0]


def test_what_does_not_hold_together_is_only_counted(client: Client) -> None:
    english, _, apart = said(client, {"Ada": (0, 10), "Bora": (11, 20), "Cem": (21, 30), "Derya": (31, 40)}, sure=0.15)
    assert apart == 6
    assert "6 of the 6 pairs can be told apart, each with a probability of at least" in english


def test_another_mix_is_not_compared_where_the_mix_matters(client: Client) -> None:
    scores = [score(client, "Ada", 10, 20), score(client, "Bora", 60, 80), score(client, "Cem", 30, 50)]
    latent, names = {one.brand_id: ((one.score or 0) / 10, 0.001) for one in scores}, {one.brand_id: one.brand_id for one in scores}  # fmt: skip
    found = read("responsiveness", "2026Q3", scores, names, latent, ["Bora"])
    assert [(one.ahead, one.behind) for one in found.told_apart] == [("Cem", "Ada")]
    assert "Bora does better" not in found.sentence_en
    assert found.sentence_en.endswith("too different in its mix of complaints to be compared: Bora.")
    assert len(read("volume", "2026Q3", scores, names, latent, ["Bora"]).told_apart) == 3


ENDS = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: (min(pair), max(pair)))


@settings(max_examples=60, derandomize=True, database=None)
@given(st.lists(ENDS, min_size=2, max_size=6), st.floats(0.0001, 3.0))
def test_whatever_the_intervals_nobody_is_first(
    client: Client, ends: list[tuple[float, float]], variance: float
) -> None:
    names = [f"Marka {'ABCDEF'[n]}" for n in range(len(ends))]
    scores = [score(client, name, *pair) for name, pair in zip(names, ends, strict=True)]
    latent = {one.brand_id: ((one.score or 0) / 10, variance) for one in scores}
    found = read("resolution", "2026Q3", scores, {name: name for name in names}, latent)
    meet = {frozenset((a.brand_id, b.brand_id)) for a, b in combinations(scores, 2) if not is_apart(a, b)}
    for sentence in (found.sentence_en, found.sentence_tr):
        assert not FIRST.search(sentence)
        if len(meet) == len(scores) * (len(scores) - 1) // 2:
            assert not BETTER.search(sentence)
    assert all(frozenset((one.ahead, one.behind)) not in meet for one in found.told_apart)
    if "does better" in found.sentence_en:
        assert found.probability is not None
        assert found.probability >= TOGETHER
        stated = float(re.findall(r"at least ([\d.]+)%", found.sentence_en)[-1]) / 100
        assert stated <= found.probability


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_page_pins_its_release_and_says_what_the_api_says(client: Client, language: str) -> None:
    asked = f"/{language}/compare?brand=yildiz-kargo&brand=sahin-kargo&brand=isik-lojistik"
    moved = client.get(asked, follow_redirects=False)
    assert moved.status_code == 302
    page = client.get(asked)
    assert "release=" in str(page.url)
    told = client.get(str(page.url).replace("/compare?", "/compare.json?")).json()
    assert [brand["name"] for brand in told["brands"]] == ["Işık Lojistik", "Şahin Kargo", "Yıldız Kargo"]
    for reading in told["readings"]:
        assert reading[f"sentence_{language}"] in page.text
    assert client.get(str(page.url)).content == page.content, "the address is the comparison"
    rows = client.get(str(page.url).replace("/compare?", "/compare.csv?")).text.splitlines()
    assert len(rows) == 1 + sum(len(brand["scores"]) for brand in told["brands"])


def test_a_choice_is_made_without_scripts(client: Client) -> None:
    found = client.get("/en/compare?brand=sahin-kargo&q=yildz").text
    assert "One more brand is needed" in found
    assert "brand=sahin-kargo&amp;brand=yildiz-kargo" in found
    other = client.get("/en/compare?brand=sahin-kargo&q=thornbury").text
    assert "levels are never compared across sectors" in other
    assert "brand=thornbury-mutual" not in other
    chosen = client.get("/en/compare?brand=sahin-kargo&brand=yildiz-kargo").text
    assert 'aria-label="Remove Yıldız Kargo"' in chosen


@pytest.mark.parametrize(("query", "status"), [
    ("brand=sahin-kargo&brand=nobody", 404), ("brand=sahin-kargo&brand=thornbury-mutual", 404), ("&".join(f"brand=b{n}" for n in range(11)), 400)])  # fmt: skip
def test_what_cannot_be_compared_is_said_on_the_page(client: Client, query: str, status: int) -> None:
    assert client.get(f"/en/compare?{query}").status_code == status


def test_the_drawing_has_its_data_and_code_to_embed_it(client: Client) -> None:
    page = client.get("/en/compare?brand=yildiz-kargo&brand=sahin-kargo")
    for kind, begin in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"brand_id,")):
        address = re.findall(rf'href="(/charts/compare/intervals\.{kind}[^"]*)"', page.text)[0].replace("&amp;", "&")
        assert "release=" in address
        assert client.get(address).content.startswith(begin)
    assert "&lt;figure&gt;" in page.text
