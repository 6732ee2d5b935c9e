"""A market of reviews and complaints in which it is known who wrote for themselves: campaigns of praise and of complaint, copied
letters, moulds, outages. `python -m tests.world.campaigns OUT.jsonl --seed N` writes it as records (docs/record-format.md) with two
fields more: `scene`, and `is_full`, whether the record should weigh in full."""

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.world import writing
from tests.world.numbers import pick, poisson
from tests.world.texts import common, reviews

Row = dict[str, Any]
START, DAYS = datetime(2026, 1, 1, tzinfo=UTC), 300
BRANDS = {"tr-cargo": ("Yıldızsu Kargo", "Poyraz Kurye", "Kervan Lojistik", "Akdiken Kargo"), "tr-bank": ("Çınarbank", "Ovabank", "Kavakbank"),
          "tr-telecom": ("Zümrütkom", "Dalgatel", "Rüzgârnet")}  # fmt: skip
EVERY = tuple((sector, brand) for sector, names in BRANDS.items() for brand in names)
STAR_SHARES = (0.28, 0.06, 0.08, 0.16, 0.42)
REVIEWS, COMPLAINTS = "degerlendirme", "sikayet"
FULL = {"people", "letter", "mould", "outage", "launch"}
"""Scenes in which everybody writes for themselves."""


def build_market(seed: int, people: int = 2600) -> list[Row]:
    """All records of a market in order of time, keyed in that order."""
    rng = Random(f"campaigns/{seed}")
    rows = [
        *_people(rng, people),
        *_bursts(rng),
        *_moulds(rng),
        *_letters(rng),
        *_campaigns(rng),
        *_insults(rng, people // 90),
    ]
    rows.sort(key=lambda row: (row["posted_at"], row["author_key"], row["text"]))
    return [{"source_key": f"{number:06d}", **row, "posted_at": row["posted_at"].isoformat(), "is_full": row["scene"] in FULL}
            for number, row in enumerate(rows)]  # fmt: skip


def _row(scene: str, brand: tuple[str, str], author: str, at: datetime, text: str, **more: Any) -> Row:
    kind = "review" if "rating" in more else "complaint"
    return {"source_id": REVIEWS if kind == "review" else COMPLAINTS, "kind": kind, "brand_label": brand[1], "sector_label": brand[0], "country": "TR",
            "author_key": author, "posted_at": at.replace(microsecond=0), "text": text, "language": "tr", "scene": scene, **more}  # fmt: skip


def _people(rng: Random, people: int) -> Iterator[Row]:
    """Most write once; some often, of many brands; a few write up a whole summer in one evening, or only ever praise or blame."""
    for number in range(people):
        author, draw = f"kisi-{number}", rng.random()
        often = 1 + (poisson(rng, 1.5) if draw < 0.25 else 0) + (poisson(rng, 9) if draw < 0.03 else 0)
        one_evening, one_end = rng.random() < 0.04, rng.choice((1, 5)) if rng.random() < 0.2 else 0
        first = _moment(rng)
        for turn in range(often):
            at = first + timedelta(minutes=9 * turn) if one_evening else _moment(rng)
            if rng.random() < 0.55:
                yield _review("people", rng, rng.choice(EVERY), author, at, one_end or pick(rng, STAR_SHARES) + 1)
            else:
                yield _complaint("people", rng, rng.choice(EVERY), author, at)


def _review(scene: str, rng: Random, brand: tuple[str, str], author: str, at: datetime, stars: int) -> Row:
    """Words that agree with the stars, but for one in thirty; some say two words, a few none; two thirds are checked by the source."""
    is_wrong = stars in {1, 5} and rng.random() < 0.03
    is_praise = (stars >= 4 if stars != 3 else rng.random() < 0.5) != is_wrong
    draw, parts = rng.random(), reviews.PRAISE if is_praise else reviews.BLAME
    scene = "few_words" if 0.08 <= draw <= 0.2 else "wrong_stars" if is_wrong and draw > 0.2 else scene
    phrases = rng.choice(writing.PHRASES[brand[0]])
    values = writing.slots(rng, brand[1], "Deniz", phrases, writing.PRODUCTS[brand[0]], at)
    text = "" if draw < 0.08 else rng.choice(reviews.SHORT_PRAISE if is_praise else reviews.SHORT_BLAME)
    if draw > 0.2:
        text = " ".join(writing.fill(line, values) for line in (rng.choice(parts[0]), *rng.sample(parts[1], rng.randrange(1, 4)), rng.choice(parts[2])) if line)  # fmt: skip
    return _row(scene, brand, author, at, text, rating=stars, is_verified_purchase=rng.random() < 0.67)


def _complaint(
    scene: str, rng: Random, brand: tuple[str, str], author: str, at: datetime, issue: int | None = None
) -> Row:
    kinds = writing.PHRASES[brand[0]]
    phrases = kinds[rng.randrange(len(kinds)) if issue is None else issue]
    values = writing.slots(rng, brand[1], "Deniz", phrases, writing.PRODUCTS[brand[0]], at)
    return _row(scene, brand, author, at, " ".join(writing.body(rng, phrases, values, rng.randrange(1, 4), None)))


def _bursts(rng: Random) -> Iterator[Row]:
    """An outage brings a hundred complaints of one matter in a day, a well-made offer sixty praises: everybody in words of their own."""
    for number in range(4):
        brand, begin, issue = rng.choice(EVERY), _moment(rng), rng.randrange(2)
        for turn in range(100):
            at = begin + timedelta(hours=rng.expovariate(1 / 7))
            yield _complaint("outage", rng, brand, f"kesinti-{number}-{turn}", at, issue)
        for turn in range(60):
            at = begin + timedelta(days=30, hours=rng.expovariate(1 / 20))
            yield _review("launch", rng, brand, f"kampanya-{number}-{turn}", at, rng.choice((4, 5, 5, 5)))


def _moulds(rng: Random) -> Iterator[Row]:
    """A wording found on a forum, filled by everybody with their own sum and day."""
    for number in range(4):
        brand, begin = rng.choice(EVERY), _moment(rng)
        for turn in range(60):
            at = begin + timedelta(hours=rng.expovariate(1 / (36 if number % 2 else 500)))
            text = reviews.MOULD.format(
                marka=brand[1], tutar=rng.randrange(90, 900), gun=rng.randrange(1, 29), ayno=f"{at.month:02d}"
            )
            yield _row("mould", brand, f"aidat-{number}-{turn}", at, text)


def _letters(rng: Random) -> Iterator[Row]:
    """A petition that customers send word for word, without a figure of their own."""
    for number in range(2):
        brand, begin = rng.choice(EVERY), _moment(rng)
        for turn in range(40):
            at = begin + timedelta(hours=rng.expovariate(1 / 90))
            yield _row("letter", brand, f"imza-{number}-{turn}", at, reviews.LETTER.format(marka=brand[1]))


def _campaigns(rng: Random) -> Iterator[Row]:
    """Praise and complaint alike: a few pasted texts within days. Half the accounts are made for it, half serve several campaigns."""
    for number in range(24):
        scene, brand, begin = ("praise_campaign", "complaint_campaign")[number % 2], rng.choice(EVERY), _moment(rng)
        for turn in range(rng.randrange(12, 36)):
            at = begin + timedelta(hours=rng.uniform(0, 60))
            if rng.random() < 0.5:
                yield _pasted(scene, rng, brand, f"tek-{number}-{turn}", at)
                continue
            author = f"hesap-{number % 2}-{rng.randrange(25)}"
            for step, one in enumerate((brand, *rng.sample(EVERY, rng.choice((0, 0, 1, 3))))):
                yield _pasted(scene, rng, one, author, at + timedelta(minutes=step * rng.randrange(2, 40)))


def _pasted(scene: str, rng: Random, brand: tuple[str, str], author: str, at: datetime) -> Row:
    """One post of a campaign; a complaint campaign also posts on the complaint site, where nobody gives stars."""
    is_praise = scene == "praise_campaign"
    text = rng.choice(reviews.PASTED_PRAISE if is_praise else reviews.PASTED_BLAME).format(marka=brand[1])
    stars = {"rating": 5 if is_praise else 1, "is_verified_purchase": rng.random() < 0.08}
    return _row(scene, brand, author, at, text, **({} if not is_praise and rng.random() < 0.4 else stars))


def _insults(rng: Random, count: int) -> Iterator[Row]:
    """Nothing but insults: a customer's own, perhaps, but it tells nothing."""
    for number in range(count):
        yield _row("insult", rng.choice(EVERY), f"ofke-{number}", _moment(rng), " ".join(rng.sample(common.INSULTS, 2)))


def _moment(rng: Random) -> datetime:
    return START + timedelta(minutes=rng.randrange(DAYS * 1440))


def main() -> None:
    """Write a market to a file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in build_market(given.seed))
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
