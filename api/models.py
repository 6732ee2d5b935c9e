"""Cards of the models that read texts: what goes in and out, what each was measured to do, and its known faults (docs/models)."""

import re
import sys
from functools import cache
from html import escape
from pathlib import Path
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import FromPath
from markdown_it import MarkdownIt
from msgspec import Meta

from api.answers import Address
from api.errors import WRONG, NotInRelease

FOLDERS = (Path(__file__).parents[1] / "docs" / "models", Path(sys.prefix) / "share" / "terazi" / "models")
"""In the source tree; where the installed package puts them."""
AT = "/api/v1/methods/models"
_ROW = re.compile(r"^\| (?!figure \||-)(.+) \|$", re.MULTILINE)


class Figure(msgspec.Struct):
    """One figure of a card, as it was printed when the model was measured."""

    figure: str
    value: str
    interval95: str
    cases: str
    floor: Annotated[str, Meta(description="What it may not fall below; empty where nothing is asked")]


class CardLine(msgspec.Struct):
    """A model's card, for a list."""

    name: Annotated[str, Meta(examples=["sentiment_tr-shop-reviews"])]
    title: str
    sentence: Annotated[str, Meta(description="What it does, in the first sentence of its card (English)")]
    address: Address


class Card(msgspec.Struct):
    """A model's card. Cards are written in English by the commands that measure the models."""

    name: str
    title: str
    figures: list[Figure]
    text: Annotated[str, Meta(description="The whole card as Markdown")]


@get("/methods/models", sync_to_thread=False, summary="Models of texts", responses=WRONG)
def list_cards() -> list[CardLine]:
    """What reads the texts, each with the card that says how well it does and where it fails."""
    return lines()


@get("/methods/models/{name:str}", sync_to_thread=False, summary="A model's card", responses=WRONG)
def read_card(name: FromPath[str]) -> Card:
    """One card with its figures."""
    return card_of(name)


@cache
def _texts() -> dict[str, str]:
    folder = next((one for one in FOLDERS if one.is_dir()), None)
    paths = sorted(folder.glob("*.md")) if folder else []
    return {path.stem: path.read_text(encoding="utf-8") for path in paths if path.stem != "README"}


def lines() -> list[CardLine]:
    """All cards by title."""
    found = [CardLine(name, _title(text), _sentence(text), f"{AT}/{name}") for name, text in _texts().items()]
    return sorted(found, key=lambda one: (one.title, one.name))


def card_of(name: str) -> Card:
    """One card. Raises NotInRelease."""
    if name not in _texts():
        raise NotInRelease(f"there is no model {name!r}; there is {', '.join(_texts())}")
    text = _texts()[name]
    rows = [[cell.strip() for cell in row.split(" | ")] for row in _ROW.findall(text)]
    return Card(name, _title(text), [Figure(*row[:5]) for row in rows if len(row) >= 5], text)


def as_html(card: Card) -> str:
    """The card without its title; no HTML of its own passes, and only its tables scroll sideways."""
    reader = MarkdownIt("js-default").disable("image")
    box = f'<div class="box" role="region" tabindex="0" aria-label="{escape(card.title)}"><table>\n'
    reader.add_render_rule("table_open", lambda *_: box)
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return str(reader.render(card.text.partition("\n")[2]))


def _title(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ")


def _sentence(text: str) -> str:
    return text.split("\n\n")[1].replace("\n", " ").split(". ")[0].rstrip(".") + "."
