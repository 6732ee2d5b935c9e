"""What the measure of information says of real complaints, and what it must not hear."""

from pathlib import Path

import numpy as np

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.evidence.hashed import hashed, portions
from scoring.evidence.information import THINGS_WORTH, WORDS_WORTH, WORTH, information, told
from scoring.json_lines import texts_of

NAME = "information"
ANGER = " ŞEREFSİZLER!!! AMK!!!"
LITTLE = 0.2
CARD = Card(
    title="Information",
    what="How much a text tells: "
    + ", ".join(f"{worth:g} for a {name}" for name, worth in WORTH.items())
    + f", up to {THINGS_WORTH:g} for concrete words and up to {WORDS_WORTH:g} for different words.",
    input="a text; JSON lines with text",
    output="0 to 1",
    learned_from="nothing: worths are set by hand and stand in scoring/evidence/information.py",
    not_for="telling whether what is said is so; comparing languages whose words are not on the list of concrete ones (all but Turkish and English)",
    known_faults=(
        "a long text about nothing earns the quarter for its words",
        "a figure for how well it agrees with people is missing: nobody labelled information",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """Spread over the file's complaints; the share whose value stays when insults in capitals are added: must be all. Raises ScoringError without text."""
    texts = [str(row["text"]) for row in texts_of(path, "text")]
    if not any(texts):
        raise ScoringError(f"{path} has no text")
    value, angry, half = (
        _of(texts),
        _of([text + ANGER for text in texts]),
        _of([text[: len(text) // 2] for text in texts]),
    )
    figures = (*(Figure(f"quantile {q:g}", float(np.quantile(value, q)), value.size) for q in (0.05, 0.5, 0.95)),
               share(f"under {LITTLE:g}", int((value < LITTLE).sum()), value.size),
               share("unchanged by added insults", int((value == angry).sum()), value.size, 1.0),
               share("at least that of their first half", int((value >= half).sum()), value.size, 0.999))  # fmt: skip
    return Evaluation(NAME, path.name, file_hash(path), figures, CARD)


def _of(texts: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.concatenate([information(told(texts[part], hashed(texts[part]))) for part in portions(texts)])
