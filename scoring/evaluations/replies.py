"""How well replies are read: on labelled ones (JSON lines), on a customer-service sample (CSV), on complaints with replies (JSON lines).

Only what a file can bear is measured: shares where nobody labelled anything, agreement where somebody did.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.evidence.replies.read import table
from scoring.evidence.replies.signs import reply_signs
from scoring.json_lines import json_lines

NAME = "replies"
CARD = Card(
    title="What a reply is",
    what="Every reply is cut into sentences, and each is looked at for forms of words: politeness, receipt, a way elsewhere, a claim, a customer's "
    "yes or no. An answer whose wording a brand gave five times or more, names, numbers, dates, politeness and standing pointers aside, is a template.",
    input="replies in Turkish or English with their speaker; for templates also the brand",
    output="template, acknowledgement, off-channel, claim, substantive; of customers: confirms, denies; each with a reason in words",
    learned_from="nothing: the forms of words stand in scoring/evidence/replies/cues.py. They were written reading a sample of public customer service and "
    "invented replies. docs/examples/replies.jsonl was written before they were tried on it: 86 of its 100 were read right at first; some of the "
    "14 faults were then mended, so its figures flatter",
    not_for="whether an answer is true, kind or right; other languages than Turkish and English, whose answers count as substance",
    known_faults=(
        "banter and kind words of more than three words count as saying something",
        "a customer who says it in a way nobody listed is counted as silent; thanks alone are no confirmation",
        "irony is taken at its word",
        "two answers that differ in one short fact inside a long standing text count as one wording",
    ),
)
KINDS = {"acknowledgement": "is_acknowledgement", "answer": "is_substantive", "deflection": "is_off_channel", "claim": "is_claim", "thanks": "confirms", "denial": "denies"}  # fmt: skip
FLOORS = {"acknowledgement": 0.85, "answer": 0.9, "deflection": 0.85, "claim": 0.9, "thanks": 0.7, "denial": 0.8}
HIGH_STARS, LOW_STARS = 4, 2
Rows = list[dict[str, Any]]


def evaluate(path: Path) -> Evaluation:
    """Figures of whichever format the file has. Raises ScoringError for another."""
    if path.suffix == ".csv":
        figures = tuple(_threads(_csv(path)))
    else:
        rows = [row for _, row in json_lines(path)]
        ways = {"kind": _labelled, "reply_kind": _complaints}
        way = next((ways[name] for name in ways if rows and name in rows[0]), None)
        if way is None:
            raise ScoringError(f"{path}: rows must have kind and text, or reply and reply_kind")
        figures = tuple(way(rows))
    return Evaluation(NAME, path.name, file_hash(path), figures, CARD)


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"tweet_id", "author_id", "inbound", "text", "in_response_to_tweet_id"} <= rows[0].keys():
        raise ScoringError(f"{path}: tweet_id, author_id, inbound, text and in_response_to_tweet_id are expected")
    return rows


def _signs(rows: Iterable[dict[str, str]]) -> Rows:
    given = [{"position": 0, "brand": "", **row} for row in rows]
    return reply_signs(table(given)).to_pylist()


def _labelled(rows: Rows) -> Iterator[Figure]:
    """Precision and recall of every kind, and recall by language."""
    found = _signs(
        {"id": str(number), "speaker": row["speaker"], "text": row["text"]} for number, row in enumerate(rows)
    )
    kind, language = (np.array([row.get(name, "") for row in rows]) for name in ("kind", "language"))
    for name, sign in KINDS.items():
        said, holds = np.array([row[sign] for row in found]), kind == name
        if name == "answer":
            said &= ~np.array([row["is_claim"] for row in found])  # a claim says something too
        yield _share(f"precision, {name}", said & holds, said, FLOORS[name])
        yield _share(f"recall, {name}", said & holds, holds, FLOORS[name])
    right = np.array([_is_right(row, label) for row, label in zip(found, kind.tolist(), strict=True)])
    for one in sorted(set(language.tolist())):
        yield _share(f"read right, {one}", right & (language == one), language == one, 0.85)


def _is_right(signs: dict[str, Any], label: str) -> bool:
    """The label's sign stands and no other (a claim also says something); a turn has none."""
    held = {name for name, sign in KINDS.items() if signs[sign]}
    return held - ({"answer"} if label == "claim" else set()) == ({label} if label in KINDS else set())


def _complaints(rows: Rows) -> Iterator[Figure]:
    """Templates of each brand; and what customers write of the end against the stars they gave themselves."""
    told = [row for row in rows if row.get("reply")]
    speaker = {"company": "brand", "author_note": "customer"}
    found = _signs({"id": str(number), "speaker": speaker[row["reply_kind"]], "text": row["reply"], "brand": row["brand"] or ""} for number, row in enumerate(told))  # fmt: skip
    for brand in sorted({row["brand"] for row in told if row["reply_kind"] == "company"}):
        mine = [
            signs
            for row, signs in zip(told, found, strict=True)
            if row["brand"] == brand and row["reply_kind"] == "company"
        ]
        yield Figure(
            f"templates of {brand}", len({signs["template_id"] for signs in mine if signs["is_template"]}), len(mine)
        )
        yield _share(
            f"template share, {brand}", np.array([signs["is_template"] for signs in mine]), np.ones(len(mine), bool)
        )
    stars = np.array(
        [row["rating"] if row["reply_kind"] == "author_note" and row["rating"] else np.nan for row in told]
    )
    confirms, denies = (np.array([signs[name] for signs in found]) for name in ("confirms", "denies"))
    high, low = stars >= HIGH_STARS, stars <= LOW_STARS
    yield _share("customer confirms, of notes with 4 or 5 stars", confirms & high, high)
    yield _share("customer confirms, of notes with 1 or 2 stars", confirms & low, low)
    yield _share("customer denies, of notes with 4 or 5 stars", denies & high, high)
    yield _share("customer denies, of notes with 1 or 2 stars", denies & low, low)


def _threads(rows: Rows) -> Iterator[Figure]:
    """What can be counted without labels: shares of firms' tweets, threads that go both ways, first answers."""
    known = [row for row in rows if row["inbound"] in {"True", "False"}]
    is_firm = np.array([row["inbound"] == "False" for row in known])
    found = _signs({"id": row["tweet_id"], "speaker": "brand" if firm else "customer", "text": row["text"], "brand": row["author_id"] if firm else ""}
                   for row, firm in zip(known, is_firm.tolist(), strict=True))  # fmt: skip
    for name in ("is_off_channel", "is_template", "is_acknowledgement", "is_substantive"):
        yield _share(
            f"firms' tweets: {name[3:].replace('_', '-')}",
            np.array([row[name] for row in found]),
            is_firm,
            note="nobody labelled them",
        )
    answered = {
        _number(row["in_response_to_tweet_id"]) for row, firm in zip(known, is_firm.tolist(), strict=True) if firm
    }
    by_id = {row["tweet_id"]: row for row in known}
    opened = np.array(
        [
            not firm and _number(row["in_response_to_tweet_id"]) not in by_id
            for row, firm in zip(known, is_firm.tolist(), strict=True)
        ]
    )
    turned = np.array([not firm and by_id.get(_number(row["in_response_to_tweet_id"]), {}).get("inbound") == "False" for row, firm in zip(known, is_firm.tolist(), strict=True)])  # fmt: skip
    has_answer = np.array([row["tweet_id"] in answered for row in known])
    yield _share("first tweets of customers that a firm answered", opened & has_answer, opened)
    yield _share("customers' answers to a firm that it answered again", turned & has_answer, turned)
    first = np.array(
        [firm and opened_by for firm, opened_by in zip(is_firm.tolist(), _answers_a_first(known, opened), strict=True)]
    )
    yield _share("first answers: off-channel", first & np.array([row["is_off_channel"] for row in found]), first)


def _answers_a_first(known: Rows, opened: NDArray[np.bool_]) -> list[bool]:
    firsts = {row["tweet_id"] for row, is_first in zip(known, opened.tolist(), strict=True) if is_first}
    return [_number(row["in_response_to_tweet_id"]) in firsts for row in known]


def _number(text: str) -> str:
    """The file writes "3.0" where it means tweet 3."""
    return text.removesuffix(".0")


def _share(
    name: str, hits: NDArray[np.bool_], cases: NDArray[np.bool_], floor: float | None = None, *, note: str = ""
) -> Figure:
    return share(name, int((hits & cases).sum()), int(cases.sum()), floor, note)
