"""Does paying earn a score? Known slopes come back, an honest table shows none, and a wrong list is refused by file, line and field."""

from pathlib import Path

import numpy as np
import pytest

from store.errors import InputError
from store.lake import connect
from store.membership import slopes_on_membership
from store.release import Published

BRANDS = [f"brand-{n:02}" for n in range(12)]
Row = tuple[object, ...]


def release(folder: Path, rows: list[Row]) -> Published:
    columns = "dimension VARCHAR, sector_id VARCHAR, period VARCHAR, brand_id VARCHAR, score DOUBLE, band VARCHAR"
    with connect() as lake:
        lake.execute(f"CREATE TABLE scores ({columns})").executemany(
            "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        lake.execute(f"COPY scores TO '{folder / 'scores.parquet'}' (FORMAT parquet)")
    return Published(folder, {})


def scores(gain: float) -> list[Row]:
    """Two years of volume scores; brands with an even number pay."""
    rng = np.random.default_rng(3)
    rows: list[Row] = [("volume", "bank", year, brand, 50 + gain * (n % 2 == 0) + rng.normal(0, 3), "full")
                       for year in ("2024", "2025") for n, brand in enumerate(BRANDS)]  # fmt: skip
    return [
        *rows,
        ("volume", "bank", "2025", "small", 99.0, "too_little_data"),
        ("dialogue", "bank", "2025", BRANDS[1], 70.0, "full"),
    ]


@pytest.mark.parametrize("gain", [0.0, 20.0])
def test_a_score_that_can_be_bought_is_seen(tmp_path: Path, gain: float) -> None:
    """Within sector and period the slope is the difference of the means; a dimension without members says nothing."""
    published = release(tmp_path, scores(gain))
    members = tmp_path / "members.csv"
    members.write_text("brand,is_member\n" + "".join(f"{brand},{int(n % 2 == 0)}\n" for n, brand in enumerate(BRANDS)), encoding="utf-8")  # fmt: skip
    (found,) = slopes_on_membership(published, members)
    paying, others = (np.mean([float(str(row[4])) for row in scores(gain)[:24] if BRANDS.index(str(row[3])) % 2 == odd]) for odd in (0, 1))  # fmt: skip
    assert (found.dimension, found.brands, found.members) == ("volume", 12, 6)
    assert found.points == pytest.approx(paying - others)
    assert found.low < gain < found.high
    assert (found.low > 0) == (gain > 0)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [("brand,pays\n", 1, ""), ("brand,is_member\nnobody,1\n", 2, "brand"), ("brand,is_member\nbrand-01,yes\n", 2, "is_member"),
     ("brand,is_member\nbrand-01,1\nbrand-01,0\n", 3, "brand")],
)  # fmt: skip
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, line: int, field: str) -> None:
    published = release(tmp_path, scores(0.0))
    path = tmp_path / "members.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        slopes_on_membership(published, path)
    assert str(wrong.value).startswith(f"{path}:{line}: {field}")
