"""The composite a reader recomputes from a release under the default weights is the one that was published."""

from datetime import timedelta

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.weighted import DEFAULT
from scoring.method import WEIGHTS
from scoring.publish import publish_release
from store.records import CrawledRecord
from store.release import open_release
from store.settings import Settings
from tests.scoring.made import NOW, base, keep, record
from tests.scoring.test_pipeline import COUNTS, CUSTOMERS

NAMES = ("score", "low", "high", "reliability")


def _settled(brand: str, n: int, pace: int) -> CrawledRecord:
    """A complaint answered and confirmed at a brand's own pace, if at all."""
    one = record(
        f"{brand}-{n}", brand, hours_ago=300 + 11 * n, answered_after=(n * 37) % (50 * pace) + 1 if n % 4 else None
    )
    assert one.posted_at is not None
    if n % 3 == 0:
        return one
    at = one.posted_at + timedelta(hours=(n * 53) % (80 * pace) + 2)
    return one.model_copy(update={"customer_confirms": True, "customer_confirmed_at": at})


@pytest.fixture
def published(engine: Engine, settings: Settings) -> Settings:
    base(engine, CUSTOMERS)
    keep(
        engine,
        settings,
        [_settled(brand, n, pace) for pace, (brand, count) in enumerate(COUNTS.items(), 1) for n in range(count)],
    )
    publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    return settings


def test_both_rooms_hold_the_same_default_weights() -> None:
    assert DEFAULT == WEIGHTS


def test_the_default_weights_give_the_published_composite(published: Settings) -> None:
    rows = [
        row for row in open_release(published.releases).table("scores").to_pylist() if row["dimension"] == "composite"
    ]
    placed = [row for row in rows if row["band"] in {"full", "provisional"}]
    assert len(placed) >= 4
    with TestClient(create_app(published)) as client:
        answer = {
            brand["brand_id"]: brand for brand in client.get("/api/v1/sectors/tr-cargo/weighted").json()["brands"]
        }
    for row in placed:
        assert [answer[row["brand_id"]][name] for name in NAMES] == pytest.approx(
            [row[name] for name in NAMES], abs=1e-9
        )
    assert all(answer[row["brand_id"]]["score"] is None for row in rows if row not in placed)


def test_other_weights_give_other_scores_and_none_is_refused(published: Settings) -> None:
    nothing = "responsiveness=0&resolution=0&dialogue=0&voices=0"
    with TestClient(create_app(published)) as client:
        usual, volume_only = (
            client.get(f"/api/v1/sectors/tr-cargo/weighted?{query}").json() for query in ("", f"volume=1&{nothing}")
        )
        refused = client.get(f"/api/v1/sectors/tr-cargo/weighted?volume=0&{nothing}")
    assert volume_only["weights"]["volume"] == 1
    assert volume_only["brands"] != usual["brands"]
    assert "volume=1" in volume_only["citation"]
    assert refused.status_code == 400
