"""R3 A researcher asks: can I calculate your score again? With the files alone; and with weights of my own?"""

import json
import shutil
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.parquet as pq

from tests.commands import said, terazi, typed
from tests.journeys.asking import ask
from tests.journeys.market import Market


def test_one_command_on_the_files_gives_the_same_scores(market: Market, downloaded: Path, tmp_path: Path) -> None:
    """No database, no settings: an empty home."""
    found = terazi(tmp_path / "nowhere", "verify", str(downloaded))
    assert found["faults"] == []
    assert found["rows"]["scores"] == market.release().table("scores").num_rows > 0
    assert found["rows"]["components"] > found["rows"]["scores"]
    assert not (tmp_path / "nowhere").exists()


def test_one_changed_number_is_named(downloaded: Path, tmp_path: Path) -> None:
    forged = Path(shutil.copytree(downloaded, tmp_path / "forged"))
    scores = pq.read_table(forged / "scores.parquet")
    place = next(n for n, value in enumerate(scores.column("score").to_pylist()) if value)
    values = scores.column("score").to_pylist()
    values[place] = 0.1 + (values[place] or 0)
    number = scores.schema.get_field_index("score")
    pq.write_table(scores.set_column(number, "score", pa.array(values, pa.float64())), forged / "scores.parquet")
    done = typed(tmp_path / "nowhere", "verify", str(forged), "--json")
    assert done.returncode == 1
    named = [one for one in json.loads(done.stdout)["faults"] if one["file"] == "scores.parquet"]
    assert place + 1 in {one["row"] for one in named if one["column"] == "score"}


def test_other_weights_give_a_table_of_what_moves(market: Market, http: httpx.Client) -> None:
    told = ask(http, "/sectors/us-consumer-finance/weighted", volume=0.5, resolution=0.5)
    assert told
    rows = json.loads(said(market.home, "sensitivity", "us-consumer-finance", "--json"))
    assert len({row["scenario"] for row in rows}) > 3
    whole = [row for row in rows if row["scenario"] == "all" and row["score"] is not None]
    assert len(whole) > 3
    for row in whole:
        assert row["score_low"] <= row["score"] <= row["score_high"], row
