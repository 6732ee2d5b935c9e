"""What moved: the parts add up, a larger customer base never reads as better service, and days stand for releases."""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from api.splitting import SERVICE_FREE, Cells, Stand, split
from tests.api import sample
from tests.api.sample_rows import COURIERS

Client = TestClient[Litestar]
POSITIVE = st.floats(0.01, 1e6)
CELLS = st.dictionaries(st.sampled_from("tuvw"), st.tuples(st.floats(0.01, 1e4), st.floats(0.01, 1)), min_size=1)


def cells(given: dict[str, tuple[float, float]]) -> Cells:
    return Cells({kind: count for kind, (count, _) in given.items()}, {kind: count * mean for kind, (count, mean) in given.items()})  # fmt: skip


def stand(found: Cells, customers: float, rate: float, shift: float = 0.0) -> Stand:
    expected = customers * rate
    return Stand(found.total, expected, found.total / (expected * math.exp(shift)), customers, 180.0, {180.0: found})


@settings(max_examples=80, derandomize=True, database=None)
@given(CELLS, CELLS, POSITIVE, POSITIVE, st.floats(1e-6, 1), st.floats(1e-6, 1), st.floats(-1, 1))
def test_any_change_adds_up(
    one: Any, two: Any, customers: float, others: float, rate: float, later: float, shift: float
) -> None:
    before, after = stand(cells(one), customers, rate), stand(cells(two), others, later, shift)
    parts = dict(split("volume", before, after))
    assert math.fsum(parts.values()) == pytest.approx(math.log(after.ratio / before.ratio), abs=1e-9)
    assert parts["denominator"] == pytest.approx(-math.log(others / customers) - shift, abs=1e-9)
    assert parts["method"] == pytest.approx(-math.log(later / rate), abs=1e-9)
    assert parts["removals"] == 0


def test_each_change_lands_in_its_own_part() -> None:
    rows = {"t": (10.0, 1.0), "u": (10.0, 0.5)}
    base = stand(cells(rows), 1000, 0.01)
    more = split("volume", base, stand(cells({kind: (2 * count, mean) for kind, (count, mean) in rows.items()}), 1000, 0.01))  # fmt: skip
    weaker = split("volume", base, stand(cells({kind: (count, mean / 2) for kind, (count, mean) in rows.items()}), 1000, 0.01))  # fmt: skip
    other = split("volume", base, stand(cells({"t": (5.0, 1.0), "u": (15.0, 0.5)}), 1000, 0.01))
    larger = split("volume", base, stand(cells(rows), 2000, 0.01))
    for parts, name in ((more, "volume"), (weaker, "authenticity"), (other, "mix"), (larger, "denominator")):
        assert {part for part, value in parts if abs(value) > 1e-12} == {name}
    assert dict(larger)["denominator"] == pytest.approx(-math.log(2))
    assert "denominator" in SERVICE_FREE


def test_without_a_ratio_nothing_is_taken_apart() -> None:
    assert split("volume", Stand(0, 1, 0), Stand(1, 1, 1)) == []
    assert [name for name, _ in split("resolution", Stand(2, 1, 2), Stand(1, 1, 1))] == ["observed", "expected"]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two releases of one home: only the customer bases of the couriers are larger in the later one."""
    home = tmp_path_factory.mktemp("two")
    sample.build(home, at=sample.AS_OF - timedelta(days=30))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "COURIERS", [(brand, name, size and 1.25 * size, *rest) for brand, name, size, *rest in COURIERS])  # fmt: skip
        patch.setattr(sample, "score_row", _larger(sample.score_row))
        built = sample.build(home)
    with TestClient(create_app(built)) as client:
        yield client


def _larger(row: Any) -> Any:
    """More is expected of a larger base; nothing else changes."""

    def scored(sector: str, period: str, dimension: str, brand: str, **more: Any) -> Any:
        if sector == "tr-cargo" and dimension == "volume":
            more["expected"] *= 1.25
        return row(sector, period, dimension, brand, **more)

    return scored


def test_a_larger_base_is_no_better_service(two: Client) -> None:
    told = two.get("/api/v1/brands/sahin-kargo/moved").json()
    volume = next(one for one in told["dimensions"] if one["dimension"] == "volume")
    parts = {part["part"]: part["log_ratio"] for part in volume["parts"]}
    assert parts["denominator"] == pytest.approx(-math.log(1.25))
    assert math.fsum(parts.values()) == pytest.approx(volume["log_ratio"], abs=1e-9)
    assert volume["is_base_only"]
    for language, words in (("en", "That is no better service."), ("tr", "daha iyi hizmet demek değildir")):
        page = two.get(f"/{language}/brands/sahin-kargo/moved").text
        assert words in page
        assert {"en": "This says nothing of its service.", "tr": "Hizmet hakkında bir şey söylemez."}[language] in page


def test_a_day_stands_for_the_release_of_that_day(two: Client) -> None:
    releases = [one["release_id"] for one in two.get("/api/v1/releases").json()["releases"]]
    by_name = two.get("/api/v1/brands/sahin-kargo/moved", params={"from": releases[1], "to": releases[0]}).json()
    assert by_name["before"]["release_id"] == releases[1]
    assert by_name["after"]["release_id"] == releases[0]
    assert two.get("/api/v1/brands/sahin-kargo/moved", params={"from": "1999-01-01"}).status_code == 404
    wrong = two.get("/api/v1/brands/sahin-kargo/moved", params={"from": "yesterday"})
    assert wrong.status_code == 404
    assert "is no release, no day and no period" in wrong.json()["detail"]


def test_a_pinned_comparison_stays_what_it_was(two: Client) -> None:
    newer, older = (one["release_id"] for one in two.get("/api/v1/releases").json()["releases"])
    asked = "/en/compare.json?brand=sahin-kargo&brand=yildiz-kargo&release="
    then, now = (two.get(asked + release).json() for release in (older, newer))
    sizes = [[score["exposure"] for brand in told["brands"] for score in brand["scores"] if score["dimension"] == "volume"] for told in (then, now)]  # fmt: skip
    assert (then["release"]["release_id"], now["release"]["release_id"]) == (older, newer)
    assert sizes[1] == [1.25 * size for size in sizes[0]]
    assert f"release={older}" in two.get(asked.replace(".json", "") + older).text


def test_two_periods_of_a_regulator_are_taken_apart(client: Client) -> None:
    told = client.get("/api/v1/brands/thornbury-mutual/moved", params={"from": "2019"}).json()
    (volume,) = told["dimensions"]
    parts = {part["part"]: part["log_ratio"] for part in volume["parts"]}
    assert (volume["before"]["period"], volume["after"]["period"]) == ("2019", "2020")
    assert math.fsum(parts.values()) == pytest.approx(math.log(volume["after"]["ratio"] / volume["before"]["ratio"]), abs=1e-9)  # fmt: skip
    assert parts["volume"] == pytest.approx(math.log(volume["after"]["observed"] / volume["before"]["observed"]))


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_page_draws_it_with_a_table_and_a_file(client: Client, language: str) -> None:
    page = client.get(f"/{language}/brands/thornbury-mutual/moved?from=2019")
    assert page.status_code == 200
    chart = "/charts/brands/thornbury-mutual/moved"
    assert f"{chart}.svg?" in page.text
    assert client.get(f"{chart}.svg?from=2019&lang={language}&theme=dark&size=narrow").text.startswith("<svg")
    table = client.get(f"/{language}/brands/thornbury-mutual/moved.csv?from=2019").text.splitlines()
    assert [line.split(",")[6] for line in table[1:]] == ["volume", "denominator", "mix", "authenticity", "removals", "method"]  # fmt: skip


def test_one_release_alone_says_so(client: Client) -> None:
    assert "From the next release on" in client.get("/en/brands/sahin-kargo/moved").text
