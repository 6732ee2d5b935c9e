"""A researcher's own tables: the integration case of the specification, and every way a table can be wrong."""

import csv
import random
from pathlib import Path

import duckdb
import numpy as np
import pytest

from scoring.errors import ScoringError
from scoring.files import score_files
from scoring.method import Parameters
from scoring.standard import Standard, differences
from scoring.statistics.gamma_poisson import GammaPrior
from tests.shared import golden, shared

# the case was computed with fixed quadrature nodes; docs/method.md says why the product moves them
AS_SPECIFIED = Parameters(half_life_days=0, centred_exposure=False, exposure_in_prior=False, rank_draws=40_000)
DIMENSIONS = ("volume", "responsiveness", "resolution", "resolution_lenient", "dialogue", "sentiment")
SMALL = {
    "complaints": "complaint_id,brand,sector,platform,type,difficulty,created_h,authenticity,first_response_h,confirmed_h,claimed_h,contested,removed_h,withdrawn_h,good_dialogue\n"
    "1,a,s,P,fee,2,10,1,3.5,,,0,,,1\n2,b,s,P,fee,1,20,0.5,,,,0,,,\n",
    "exposure": "brand,sector,customers,lo90,hi90,grade\na,s,1000,900,1100,A\nb,s,500,250,1000,C\n",
    "voices": "brand,sector,platform,n_voices,n_positive\na,s,P,10,4\n",
}


def write(folder: Path, **changed: str) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.csv" for name in SMALL}
    for name, path in files.items():
        path.write_text(changed.get(name, SMALL[name]), encoding="utf-8")
    return files


def run(
    files: dict[str, Path], out: Path, parameters: Parameters = AS_SPECIFIED, standard: Standard | None = None
) -> dict[str, list[dict[str, str]]]:
    paths = score_files(files, out, parameters, snapshot_h=8760, seed=1, standard=standard)
    answers = {}
    for path in paths:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                answers[path.stem] = list(csv.DictReader(file))
    return answers


@pytest.fixture(scope="module")
def case_files() -> dict[str, Path]:
    return {name: shared(f"golden/case/{name}.csv") for name in ("complaints", "exposure", "voices")}


@pytest.fixture(scope="module")
def given_priors(
    case_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, str]]]:
    """The case scored with the specification's own priors: everything else is arithmetic."""
    out = tmp_path_factory.mktemp("case")
    run(case_files, out)
    standard = Standard.read(out / "standard.parquet")
    for row in golden("case/expected_priors"):
        name = {"sentiment": "voices"}.get(row["dimension"], row["dimension"])
        standard.tables[name, "prior"][row["sector"], ""] = np.array([float(row["a_or_tau"]), float(row["b"] or "nan")])
    return run(case_files, out / "given", standard=standard)


@pytest.mark.parametrize("name", [*DIMENSIONS, "composite"])
def test_the_case_comes_out_to_eight_digits_given_its_priors(
    given_priors: dict[str, list[dict[str, str]]], name: str
) -> None:
    expected, ours = golden(f"case/expected_{name}"), given_priors[name]
    assert list(ours[0]) == list(expected[0])
    assert [(row["brand"], row["sector"]) for row in ours] == [(row["brand"], row["sector"]) for row in expected]
    for column in expected[0]:
        if column in {"brand", "sector", "grade"}:
            assert [row[column] for row in ours] == [row[column] for row in expected]
            continue
        theirs, mine = (np.array([float(row[column] or "nan") for row in rows]) for rows in (expected, ours))
        # scores are shown on 0-100: 1e-8 of their range is 1e-6 points; rank ends are drawn
        tolerance = (
            1.0
            if column.startswith("rank_")
            else 1e-6
            if column in {"S", "lo", "hi", "score"} or column.startswith("S_")
            else 1e-8
        )
        np.testing.assert_allclose(mine, theirs, rtol=0 if tolerance >= 1e-6 else 1e-8, atol=tolerance, err_msg=column)


def test_the_cases_priors_are_found(case_files: dict[str, Path], tmp_path: Path) -> None:
    ours = {(row["dimension"], row["sector"]): row for row in run(case_files, tmp_path)["priors"]}
    for row in golden("case/expected_priors"):
        mine = ours[row["dimension"], row["sector"]]
        for column in ("a_or_tau", "b", "loglik"):
            if row[column]:
                assert float(mine[column]) == pytest.approx(float(row[column]), rel=1e-4)


def test_same_input_same_bytes_in_any_order_and_format(case_files: dict[str, Path], tmp_path: Path) -> None:
    shuffled, parquet = {}, {}
    for name, path in case_files.items():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = lines[1:]
        random.Random(3).shuffle(rows)
        shuffled[name] = tmp_path / f"{name}.csv"
        shuffled[name].write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
        parquet[name] = tmp_path / f"{name}.parquet"
        duckdb.read_csv(str(shuffled[name])).write_parquet(str(parquet[name]))
    answers = []
    for position, files in enumerate((case_files, shuffled, parquet)):
        out = tmp_path / str(position)
        run(files, out)
        answers.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert answers[0] == answers[1] == answers[2]


def test_a_frozen_standard_is_used_unchanged(case_files: dict[str, Path], tmp_path: Path) -> None:
    first = run(case_files, tmp_path / "a")
    again = run(case_files, tmp_path / "b", standard=Standard.read(tmp_path / "a" / "standard.parquet"))
    assert first == again
    half = tmp_path / "half.csv"
    lines = [
        line for line in case_files["complaints"].read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    half.write_text("\n".join([lines[0], *lines[1::2]]) + "\n", encoding="utf-8")
    other = run(
        {**case_files, "complaints": half}, tmp_path / "c", standard=Standard.read(tmp_path / "a" / "standard.parquet")
    )
    assert other["standard"] == first["standard"]
    assert [row["E_raw"] for row in other["volume"]] == [
        row["E_raw"] for row in first["volume"]
    ]  # customers did not change


def test_a_standard_that_was_tampered_with_is_refused(case_files: dict[str, Path], tmp_path: Path) -> None:
    run(case_files, tmp_path)
    standard = Standard.read(tmp_path / "standard.parquet")
    assert not list(differences(standard, standard))
    other = Standard.read(tmp_path / "standard.parquet")
    other.tables["volume", "rate"]["bank", ""] = other.tables["volume", "rate"]["bank", ""] * 2
    (changed,) = differences(standard, other)
    assert (changed["dimension"], changed["sector"], changed["ratio"]) == ("volume", "bank", pytest.approx(2.0))
    table = tmp_path / "forged.parquet"
    other.write(table)
    forged = duckdb.read_parquet(str(table)).to_arrow_table()
    import pyarrow.parquet as pq

    pq.write_table(forged.replace_schema_metadata(pq.read_schema(tmp_path / "standard.parquet").metadata), table)
    with pytest.raises(ScoringError, match="has changed since it was frozen"):
        Standard.read(table)
    with pytest.raises(ScoringError, match="is no standard file"):
        Standard.read(case_files["voices"])


def test_a_small_table_of_ones_own_is_scored(tmp_path: Path) -> None:
    answer = run(write(tmp_path), tmp_path / "out")
    assert [row["sq"] for row in answer["volume"]] == ["1", "0.5"]
    # too few brands for a prior: everybody stays where no data leaves them
    assert {row["S"] for row in answer["volume"]} == {"50"}
    assert {(row["a_or_tau"], row["b"]) for row in answer["priors"]} == {("", "")}


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    assert old in SMALL[name]
    return {name: SMALL[name].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            replaced("complaints", "1,a,s,P,fee,2,10,1,3.5", "1,a,s,P,fee,2,10,1,-3.5"),
            "complaints.csv:2: first_response_h: -3.5 is before",
        ),
        (replaced("complaints", "20,0.5", "20,1.5"), "complaints.csv:3: authenticity: 1.5 must lie between 0 and 1"),
        (replaced("complaints", "2,b,s", "2,c,s"), "complaints.csv:3: brand: c is not in the exposure table"),
        (replaced("complaints", "fee,1,20", "fee,4,20"), "complaints.csv:3: difficulty: 4.0 must be 1, 2 or 3"),
        (replaced("complaints", "fee,1,20", "fee,1,9000"), "complaints.csv:3: created_h: 9000.0 must lie"),
        (replaced("complaints", "2,b,s", "1,b,s"), "complaints.csv:2: complaint_id: 1 stands more than once"),
        (replaced("complaints", "fee,1,20", "fee,one,20"), "complaints.csv:3: difficulty: 'one' is no number"),
        (replaced("complaints", "2,b,s,P", "2,b,,P"), "complaints.csv:3: sector: is empty"),
        (replaced("complaints", "withdrawn_h", "withdrawn"), "column withdrawn_h is missing"),
        (replaced("complaints", "good_dialogue\n", "good_dialogue,member\n"), "complaints.csv"),
        (replaced("exposure", "1000,900,1100,A", "1000,1001,1100,A"), "exposure.csv:2: lo90: 1001.0 the 90 % range"),
        (replaced("exposure", "1100,A", "1100,E"), "exposure.csv:2: grade: E must be A, B, C or D"),
        (replaced("exposure", "500,250", "0,250"), "exposure.csv:3: customers: 0.0 must be more than 0"),
        (
            replaced("voices", "10,4", "10,11"),
            "voices.csv:2: n_positive: 11.0 must be a whole number from 0 to n_voices",
        ),
        (replaced("voices", "a,s,P", "z,s,P"), "voices.csv:2: brand: z is not in the exposure table"),
    ],
)
def test_a_wrong_table_is_refused_with_file_line_and_column(tmp_path: Path, changed: dict[str, str], says: str) -> None:
    with pytest.raises(ScoringError) as refusal:
        run(write(tmp_path, **changed), tmp_path / "out")
    assert says in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    changed = {
        **replaced("complaints", "20,0.5", "20,7"),
        **replaced("voices", "10,4", "10,11"),
        **replaced("exposure", "1100,A", "1100,X"),
    }
    with pytest.raises(ScoringError) as refusal:
        run(write(tmp_path, **changed), tmp_path / "out")
    assert len(str(refusal.value).splitlines()) == 3


def test_comment_lines_count_as_lines(tmp_path: Path) -> None:
    changed = {"complaints": "# where it comes from\n" + SMALL["complaints"].replace("20,0.5", "20,7")}
    with pytest.raises(ScoringError, match=r"complaints\.csv:4: authenticity"):
        run(write(tmp_path, **changed), tmp_path / "out")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    files = write(tmp_path) | {"voices": tmp_path / "nowhere.csv"}
    with pytest.raises(ScoringError, match=r"nowhere\.csv: no such file"):
        run(files, tmp_path / "out")


def test_a_prior_survives_the_file(case_files: dict[str, Path], tmp_path: Path) -> None:
    run(case_files, tmp_path)
    standard = Standard.read(tmp_path / "standard.parquet")
    prior, tau = standard.prior("volume", "bank"), standard.prior("voices", "ecom")
    assert isinstance(prior, GammaPrior)
    assert isinstance(tau, float)
    assert standard.prior("volume", "nowhere") is None
