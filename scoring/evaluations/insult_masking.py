"""What masking does to real complaints: nearly all of them are clean and must come out letter for letter."""

import re
from pathlib import Path

import pyarrow as pa

from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.evidence.insult import masked, spans
from scoring.json_lines import texts_of

NAME = "insult_masking"
WORD = re.compile(r"\w+")
CARD = Card(
    title="Masking of insults",
    what="Insulting words are cut to their first letter in whatever is shown; the stored text stays. A word is masked where it is on the list as it is "
    "written: with its Turkish letters, without them where no other word is spelled so, stretched, or with one letter hidden.",
    input="a text; JSON lines with title and text of complaints (what is masked in them is printed by hand and read)",
    output="the text with first letter and ••• for each such word",
    learned_from="nothing: the list is our own (scoring/models/insults.txt)",
    not_for="accusations: thief, liar and swindler say what is complained of and stay",
    known_faults=(
        "\"sikmak\" written without its Turkish letters (to squeeze) shares its spelling with an insult: those forms are not masked",
        "words that insult only by what they are said of (animal, dirt) are not masked",
    ),
)  # fmt: skip


def evaluate(path: Path) -> Evaluation:
    """Share of words left as they were. Raises ScoringError for rows without text."""
    texts = [f"{row.get('title') or ''}\n{row['text']}" for row in texts_of(path, "text")]
    shown = masked(pa.array(texts, pa.string())).to_pylist()
    words = sum(len(WORD.findall(text)) for text in texts)
    touched = [one for one, other in zip(texts, shown, strict=True) if one != other]
    cut = sum(len(spans(text)) for text in touched)
    figures = (share("words left as they were", words - cut, words, 0.999),
               Figure("words masked", float(cut), words), Figure("complaints touched", float(len(touched)), len(texts)))  # fmt: skip
    return Evaluation(NAME, path.name, file_hash(path), figures, CARD)
