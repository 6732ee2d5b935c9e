"""F10: the order of rows, the files they lie in and the number of threads change no bit of any number."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from scoring.aggregates import weights
from scoring.case import Case
from scoring.estimates import estimate_all
from scoring.method import Parameters
from store.lake import connect
from tests.scoring.fairness.market import SEEDS, Columns, few, scored, small_market

PRODUCTION = Parameters()


def shuffled(columns: Columns, rng: np.random.Generator) -> Columns:
    order = rng.permutation(len(columns["brand"]))
    return {name: column[order] for name, column in columns.items()}


@few(6)
@given(seed=SEEDS, threads=st.sampled_from([1, 2, 4]))
def test_f10_shuffled_rows_and_threads(seed: int, threads: int) -> None:
    """With decaying weights, whose sums would differ in the last place if they were added as floats."""
    rng, market = np.random.default_rng(seed), small_market(seed)
    mixed = replace(market, incident=shuffled(market.incident, rng), exposure=shuffled(market.exposure, rng), voice=shuffled(market.voice, rng))  # fmt: skip
    one, two = scored(market, parameters=PRODUCTION, threads=1), scored(mixed, parameters=PRODUCTION, threads=threads)
    assert two.bits == one.bits
    assert two.standard.hash == one.standard.hash


def test_f10_shards(tmp_path: Path) -> None:
    """Enough rows that the engine really works in parallel: 40 brands, one table against nine Parquet shards of its rows."""
    market = small_market(3, brands=20, mean_count=4000)
    rng = np.random.default_rng(3)
    part = rng.integers(0, 9, market.size)
    for number in range(9):
        rows = pa.table({name: pa.array(column[part == number], from_pandas=True) for name, column in market.incident.items()})  # fmt: skip
        pq.write_table(rows, tmp_path / f"{rng.integers(10**9)}-{number}.parquet", row_group_size=2048)
    lake = connect()
    lake.execute(f"SET threads = 4; CREATE VIEW incident AS FROM read_parquet('{tmp_path}/*.parquet')")
    for name in ("exposure", "voice"):
        lake.from_arrow(pa.table(getattr(market, name))).create(name)
    case = Case(lake, PRODUCTION)
    estimates, standard, weight = estimate_all(case)
    whole = scored(market, parameters=PRODUCTION, threads=1)
    assert standard.hash == whole.standard.hash
    assert weight.total.tobytes() == weights(whole.case).total.tobytes()
    for name, estimate in estimates.items():
        posterior = estimate.posterior
        assert posterior is not None
        assert posterior.score.tobytes() == whole.of(name).tobytes()
