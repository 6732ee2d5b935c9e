"""From an answer to a page: the language's words and numbers, addresses that keep the pin, and the twins of a page."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Request, Response

from api.answers import ReleaseNote, Score, Sector
from api.errors import Problem
from api.pages import numbers
from api.pages.numbers import LANGUAGES, Language
from api.pages.texts import listed, text, word
from api.pages.texts_sources import DECLARED
from store.naming import fold

TEMPLATES = Environment(
    loader=PackageLoader("api.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
HIGH_IS_GOOD = ("responsiveness", "resolution", "dialogue", "voices", "composite")
TWINS = ("json", "csv")


def three(path: str) -> list[str]:
    """A page's address and those of its twins."""
    return [path, *(f"{path}.{kind}" for kind in TWINS)]


@dataclass(frozen=True)
class View:
    """What a template needs besides its answer. `path` is the address behind the language, without a twin's suffix; `site` where the public finds us."""

    language: Language
    path: str
    query: dict[str, str | list[str]]
    note: ReleaseNote | None
    site: str = ""

    @classmethod
    def of(cls, request: Request[Any, Any, Any], language: Language, note: ReleaseNote) -> "View":
        """The view of a request."""
        path = request.scope["path"].removeprefix(f"/{language}")
        for kind in TWINS:
            path = path.removesuffix(f".{kind}")
        query: dict[str, str | list[str]] = {}
        for name in dict.fromkeys(name for name, _ in request.query_params.multi_items()):
            given = [value for value in request.query_params.getall(name) if value]
            if given:
                query[name] = given if len(given) > 1 else given[0]
        site = request.app.state.settings.address or str(request.base_url)
        return cls(language, path.rstrip("/"), query, note, site.rstrip("/"))

    @property
    def other(self) -> Language:
        """The other language."""
        return "en" if self.language == "tr" else "tr"

    def t(self, key: str, **values: object) -> str:
        """Words."""
        return text(key, self.language, **values)

    def listed(self, names: list[str]) -> str:
        """A, B and C."""
        return listed(names, self.language)

    def w(self, kind: str, value: str) -> str:
        """The word for a value of a closed list."""
        return word(kind, value, self.language)

    def declared(self, words: str) -> str:
        """What a source declares of itself; as it stands where nobody has said it in Turkish."""
        return DECLARED.get(words, words) if self.language == "tr" else words

    def spoken(self, words: str) -> str:
        """The language in which `declared` says it."""
        return "tr" if self.language == "tr" and words in DECLARED else "en"

    def n(self, value: float | None, decimals: int | None = None) -> str:
        """A number."""
        return numbers.number(value, self.language, decimals)

    def span(self, low: float | None, high: float | None, decimals: int | None = None) -> str:
        """An interval."""
        return numbers.interval(low, high, self.language, decimals)

    def places(self, low: float | None, high: float | None) -> int | None:
        """Decimals of a figure with this interval."""
        return numbers.places(low, high)

    def reach(self, low: float, high: float, decimals: int | None = None) -> str:
        """An interval whose ends may lie below zero: "-3.1 to 2.4"."""
        return self.t("reach", low=self.n(low, decimals), high=self.n(high, decimals)).replace("-", "\u2212")

    def signed(self, value: float, decimals: int) -> str:
        """A change with its sign."""
        shown = self.n(value, decimals)
        return (
            shown.replace("-", "\u2212")
            if value < 0 and shown.strip("-0.,")
            else self.n(0, decimals)
            if not shown.strip("-0.,")
            else f"+{shown}"
        )

    def sure(self, probability: float) -> str:
        """A probability, rounded away from certainty."""
        return self.t("at.least", p=numbers.at_least(probability, self.language))

    def count(self, value: float | None) -> str:
        """A count, weighted ones with one decimal."""
        return self.n(value, 0 if value is not None and float(value).is_integer() else 1)

    def reading(self, score: Score) -> str:
        """The sentence of a score."""
        return first_up(self.pick(score, "reading"))

    def little(self, score: Score) -> str:
        """Why a brand has no figure: the scoring room's own reason, as long as it holds no figure itself."""
        reading = self.reading(score)
        return self.t("too_little") if not reading or any(sign.isdigit() for sign in reading) else reading

    def pct(self, share: float | None) -> str:
        """A share."""
        return numbers.percent(share, self.language)

    def day(self, value: date | datetime | str | None) -> str:
        """A day."""
        return numbers.day(
            date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None, self.language
        )

    def short_day(self, value: date | None) -> str:
        """A day with its month in three letters."""
        return numbers.day(value, self.language, letters=3)

    def moment(self, value: datetime | None) -> str:
        """A day and a time."""
        return numbers.moment(value, self.language)

    def period(self, name: str) -> str:
        """A period."""
        return numbers.period(name, self.language)

    def pick(self, thing: Any, field: str) -> str:
        """A field that has both languages: name, sentence, reading, title, banner."""
        return str(getattr(thing, f"{field}_{self.language}"))

    def url(self, path: str, language: str = "", **query: object) -> str:
        """Address of a page in this language; keeps the pinned release."""
        kept = {"release": self.query["release"]} if "release" in self.query else {}
        return f"/{language or self.language}{quote(path, safe='/:@')}{_query({**query, **kept})}"

    def here(self, language: str = "", kind: str = "", **query: object) -> str:
        """Address of this page in another language, as a twin, or with other parameters."""
        suffix = f".{kind}" if kind else ""
        return f"/{language or self.language}{quote(self.path, safe='/:@')}{suffix}{_query({**self.query, **query})}"

    def chart(self, path: str, **query: object) -> str:
        """Address of a chart in this language, pinned to the release shown."""
        return f"/charts/{quote(path)}{_query({**query, 'lang': self.language, 'release': self.note.release_id if self.note else ''})}"

    @property
    def citation(self) -> str:
        """How to quote this page: the release, its day, the method, and an address that anybody can open later."""
        return (
            self.t(
                "cite.text",
                release=self.note.release_id,
                day=self.day(self.note.as_of),
                method=f"{self.note.method_name} {self.note.method_version}",
                code=self.note.code_version,
                address=self.site + self.here(release=self.note.release_id),
            )
            if self.note
            else ""
        )

    def embed(self, stem: str, alt: str, **query: object) -> str:
        """Code that shows a chart elsewhere: the drawing of this release, the way back to this page, and how to cite it."""
        page = self.site + self.here(release=self.note.release_id if self.note else "")
        image = self.site + self.chart(f"{stem}.svg", **query)
        return (
            f'<figure>\n  <a href="{escape(page)}"><img src="{escape(image)}" alt="{escape(alt)}" loading="lazy"></a>\n'
            f"  <figcaption>{escape(self.citation)}</figcaption>\n</figure>"
        )

    def is_high_good(self, dimension: str) -> bool:
        """Whether more than expected is the better side."""
        return dimension in HIGH_IS_GOOD

    def published(self, score: Score, placed_count: int) -> str:
        """Our reading beside the authority's rank."""
        if score.rank_low is None or score.rank_high is None:
            return self.t("published.unplaced")
        return self.t("published.places", low=score.rank_low, high=score.rank_high, count=placed_count)

    def published_short(self, score: Score, placed_count: int) -> str:
        """Our interval beside the authority's rank, for a table."""
        if score.rank_low is None or score.rank_high is None:
            return self.t("published.short.unplaced")
        return self.t("published.short", low=score.rank_low, high=score.rank_high, count=placed_count)

    def sector_name(self, sector: Sector) -> str:
        """A sector's name."""
        return self.sector_of(sector.sector_id, self.pick(sector, "name"))

    def sector_of(self, sector_id: str, name: str) -> str:
        """A sector's name; in words where nobody has said yet which one it is."""
        return self.t("sector.unsorted") if sector_id.endswith("unsorted") else name


def first_up(sentence: str) -> str:
    """A sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def by_name(scores: Iterable[Score]) -> list[Score]:
    """Scores in the alphabetical order of their brands, accents aside."""
    return sorted(scores, key=lambda score: fold(score.brand_name))


TEMPLATES.filters |= {"first_up": first_up, "by_name": by_name, "pct": numbers.percent}


def _query(values: dict[str, object]) -> str:
    given = {name: value for name, value in values.items() if value not in ("", None, [])}
    return f"?{urlencode(given, doseq=True)}" if given else ""


def answer(
    request: Request[Any, Any, Any], language: Language, template: str, model: Any, rows: Sequence[Any], **context: Any
) -> Response[bytes]:
    """A page, or its JSON or CSV twin, as the address asks. `model` is the API's own answer, `rows` the table behind the page.

    `at`: the address the page speaks of, where it was sent to another (a form).
    """
    path: str = request.scope["path"]
    if path.endswith(".json"):
        return Response(msgspec.json.format(msgspec.json.encode(model), indent=1), media_type="application/json")
    if path.endswith(".csv"):
        return Response(as_csv(rows), media_type="text/csv")
    view = View.of(request, language, context.pop("note", None) or model.release)
    if at := context.pop("at", ""):
        view = replace(view, path=at)
    page = TEMPLATES.get_template(template).render(v=view, model=model, **context)
    return Response(page.encode(), media_type="text/html", headers={"Content-Language": language})


def render_problem(problem: Problem, language: Language, path: str) -> bytes:
    """A problem as a page."""
    return (
        TEMPLATES.get_template("problem.html")
        .render(v=View(language, "/" + path if path else "", {}, None), problem=problem)
        .encode()
    )


def problem_page(problem: Problem, path: str) -> bytes | None:
    """A problem as a page, where the address (`/tr/brands`) is that of a page."""
    first, _, rest = path.lstrip("/").partition("/")
    language = next((known for known in LANGUAGES if known == first), None)
    return render_problem(problem, language, rest) if language and not rest.endswith((".json", ".csv")) else None


def as_csv(rows: Iterable[Any]) -> bytes:
    """Structs of one kind as CSV; lists inside are left out. A cell never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for number, row in enumerate(rows):
        flat = {name: value for name, value in msgspec.to_builtins(row).items() if not isinstance(value, dict | list)}
        if number == 0:
            writer.writerow(flat)
        writer.writerow(
            [
                f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
                for value in flat.values()
            ]
        )
    return out.getvalue().encode()
