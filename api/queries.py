"""Every question to one release. Brands and scores are found in memory, records in Parquet by DuckDB."""

import json
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from api import answers
from api.compat.ccdb.book import Complaints
from api.cursors import read_cursor, write_cursor
from api.errors import NotInRelease
from api.evidence import Evidence
from api.moments import moment_of
from api.rows import Rows
from api.search import Found, Search
from api.source_book import SourceBook
from api.walks import Walks
from store.decisions import merged_into
from store.finish import SUMS, hash_of
from store.names.choice import Known
from store.names.matcher import Matcher
from store.naming import fold
from store.release import Published
from store.removals import actor_of
from store.tables import BrandDecision
from store.vocabulary import Band, Dimension, Visibility

T = TypeVar("T")
BASE = "/api/v1"
EXCERPT = 490
ORDER = {dimension.value: n for n, dimension in enumerate(Dimension)}
"""The place of a dimension among others."""
_PLACE = ("score", "low", "high", "tier", "rank_low", "rank_high", "reliability")
_FIGURES = (
    *_PLACE,
    "observed",
    "expected",
    "ratio",
    "ratio_low",
    "ratio_high",
    "per_100k",
    "per_100k_low",
    "per_100k_high",
)


def _as(kind: type[T], row: dict[str, Any], **more: Any) -> T:
    return msgspec.convert({**row, **more}, kind)


class Queries:
    """One opened release."""

    def __init__(self, release: Published, cache: Path) -> None:
        self.release, self.manifest = release, release.manifest
        self.release_id: str = release.manifest["release_id"]
        self.note = _as(answers.ReleaseNote, release.manifest)
        self.brands = Rows(release.table("brands"), "brand_id")
        self._in_sector = Rows(release.table("brands"), "sector_id")
        self._aliases = Rows(release.table("aliases"), "brand_id")
        self._exposures = Rows(release.table("exposures"), "brand_id")
        comparisons = release.table("comparisons")
        self._comparisons = Rows(comparisons, "sector_id", "period", "dimension")
        self._of_sector = Rows(comparisons, "sector_id")
        scores = release.table("scores")
        self._scores = Rows(scores, "sector_id", "period", "dimension")
        self._of_brand = Rows(scores, "brand_id")
        self._components = Rows(release.table("components"), "brand_id")
        self._funnel = (
            Rows(self._extra("funnel_limits"), "sector_id", "period", "dimension")
            if self._has("funnel_limits")
            else None
        )
        self._outcomes = Rows(self._extra("outcomes"), "brand_id") if self._has("outcomes") else None
        self.names: dict[str, str] = dict(
            zip(*(self.brands.table.column(name).to_pylist() for name in ("brand_id", "name")), strict=True)
        )
        self.sectors = {row["sector_id"]: self._sector(row) for row in release.table("sectors").to_pylist()}
        self.evidence = Evidence(release, cache)
        self.walks = Walks(release, cache, self.evidence)
        self._extras: dict[str, Rows | None] = {}
        self.kept: dict[str, Any] = {}
        self._cache, self._lock = cache, Lock()
        self._complaints: Complaints | None = None

    @property
    def complaints(self) -> Complaints:
        """The complaints as the bureau's API shows them; laid out when first asked for, which takes a minute for a million."""
        with self._lock:
            if self._complaints is None:
                self._complaints = Complaints(self.release, self._cache)
            return self._complaints

    def close(self) -> None:
        """Let go of every file."""
        self.evidence.close()
        if self._complaints is not None:
            self._complaints.close()

    def _has(self, table: str) -> bool:
        return table in self.manifest["tables"]

    def _extra(self, table: str) -> pa.Table:
        return self.release.table(table)

    def further(self, table: str, *keys: str) -> Rows | None:
        """A further table of the release by key, opened once; None where this release has none."""
        if table not in self._extras:
            self._extras[table] = Rows(self._extra(table), *keys) if self._has(table) else None
        return self._extras[table]

    def _sector(self, row: dict[str, Any]) -> answers.Sector:
        compared = self._of_sector.of(row["sector_id"])
        return _as(
            answers.Sector,
            row,
            brands_count=self._in_sector.count(row["sector_id"]),
            periods=sorted({c["period"] for c in compared}),
            dimensions=sorted({c["dimension"] for c in compared}, key=lambda name: (ORDER.get(name, 99), name)),
            address=f"{BASE}/sectors/{row['sector_id']}",
        )

    @cached_property
    def search(self) -> Search:
        """The index of brand names and of aliases that surely mean a brand; the names of a merged brand mean the one it stands in."""
        return Search(self.labels)

    @cached_property
    def matcher(self) -> Matcher:
        """The same names as `search`, weighed as scoring weighs them: which brand is meant, and with which chance."""
        sectors = {
            row["brand_id"]: row["sector_id"] for row in self.brands.table.select(["brand_id", "sector_id"]).to_pylist()
        }
        return Matcher([Known(label, brand_id, sectors[brand_id]) for label, brand_id in self.labels])

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """(name or sure alias, brand_id of the living brand), in order."""
        aliases = self._aliases.table.select(["label", "brand_id", "judgement"]).to_pylist()
        sure = [(row["label"], row["brand_id"]) for row in aliases if row["judgement"] == "positive"]
        every = [*((name, brand_id) for brand_id, name in self.names.items()), *sure]
        return sorted({(label, living) for label, brand_id in every if (living := self.living(brand_id)) in self.names})

    @cached_property
    def merged(self) -> dict[str, str]:
        """Merged brand -> the brand it stands in now, by the decisions this release knows of."""
        if not self._has("brand_decisions"):
            return {}
        return merged_into(BrandDecision(**row) for row in self._extra("brand_decisions").to_pylist())

    def living(self, brand_id: str) -> str:
        """The brand a brand stands in now: itself, where nobody merged it."""
        return self.merged.get(brand_id, brand_id)

    def all_sectors(self) -> answers.Sectors:
        """Sectors in alphabetical order."""
        return answers.Sectors(self.note, sorted(self.sectors.values(), key=lambda sector: fold(sector.name_en)))

    def sector(self, sector_id: str) -> answers.Sector:
        """One sector. Raises NotInRelease."""
        if sector_id not in self.sectors:
            raise NotInRelease(f"there is no sector {sector_id!r} in release {self.release_id}")
        return self.sectors[sector_id]

    def chosen(self, sector_id: str, period: str, dimension: str) -> tuple[str, str]:
        """The period and dimension asked for; the latest period and its leading dimension by default. Raises NotInRelease."""
        self.sector(sector_id)
        offered = [
            (row["period"], row["dimension"])
            for row in self._of_sector.of(sector_id)
            if period in ("", row["period"]) and dimension in ("", row["dimension"])
        ]
        if not offered:
            asked = ", ".join(
                f"{name} {value!r}" for name, value in (("period", period), ("dimension", dimension)) if value
            )
            raise NotInRelease(f"sector {sector_id!r} has no comparison{f' of {asked}' if asked else ''}")
        latest = max(row[0] for row in offered)
        return min((row for row in offered if row[0] == latest), key=lambda row: (ORDER.get(row[1], 99), row[1]))

    def compared(self, sector_id: str, period: str) -> list[dict[str, Any]]:
        """The comparisons of a sector in one period."""
        return [row for row in self._of_sector.of(sector_id) if row["period"] == period]

    def comparison(
        self, sector_id: str, period: str = "", dimension: str = "", sort: str = "group"
    ) -> answers.SectorComparison:
        """A sector's brands side by side. `sort`: group (then name), name or score. Raises NotInRelease."""
        period, dimension = self.chosen(sector_id, period, dimension)
        key = (sector_id, period, dimension)
        scores = sorted((self._score(row) for row in self._scores.of(*key)), key=lambda score: fold(score.brand_name))
        if sort == "score":
            scores.sort(key=lambda score: (score.score is None, -(score.score or 0)))
        elif sort == "group":
            scores.sort(key=lambda score: (score.tier is None, score.tier or 0))
        return answers.SectorComparison(
            self.note,
            self.sectors[sector_id],
            _as(answers.Comparison, self._comparisons.of(*key)[0]),
            groups_of(scores),
            scores,
            [_as(answers.FunnelLimit, row) for row in (self._funnel.of(*key) if self._funnel else [])],
            {
                name: f"/charts/{sector_id}/{name}.svg?period={period}&dimension={dimension}&release={self.release_id}"
                for name in ("funnel", "intervals")
            },
            self.cite(f"/sectors/{sector_id}?period={period}&dimension={dimension}"),
        )

    def _score(self, row: dict[str, Any]) -> answers.Score:
        withheld = _FIGURES if row["band"] == Band.TOO_LITTLE else _PLACE if row["band"] == Band.RAW_ONLY else ()
        return _as(
            answers.Score,
            {**row, **dict.fromkeys(withheld)},
            brand_name=self.names.get(row["brand_id"], row["brand_id"]),
            signal=row["signal"] if not withheld else "",
            address=f"{BASE}/brands/{row['brand_id']}",
        )

    def brand(self, brand_id: str) -> answers.BrandAnswer:
        """Everything of one brand, newest period first. Raises NotInRelease."""
        row = self.brand_row(brand_id)
        parts: dict[tuple[str, ...], list[answers.Component]] = {}
        for part in self._components.of(brand_id):
            parts.setdefault((part["sector_id"], part["period"], part["dimension"]), []).append(
                _as(answers.Component, part)
            )
        scores = [self._score(score) for score in self._of_brand.of(brand_id)]
        for score in scores:
            found = sorted(
                parts.get((score.sector_id, score.period, score.dimension), []), key=lambda part: part.position
            )
            hidden = {"score", "shrunken_ratio"} if score.band == Band.RAW_ONLY else set()
            score.components = (
                [] if score.band == Band.TOO_LITTLE else [part for part in found if part.name not in hidden]
            )
        scores.sort(key=lambda score: (ORDER.get(score.dimension, 99), score.dimension))
        scores.sort(key=lambda score: score.period, reverse=True)
        return answers.BrandAnswer(
            self.note,
            brand_id,
            row["name"],
            self.sector(row["sector_id"]),
            sorted(
                {alias["label"] for alias in self._aliases.of(brand_id) if alias["judgement"] == "positive"}
                - {row["name"]},
                key=fold,
            ),
            sorted(
                (_as(answers.Exposure, base) for base in self._exposures.of(brand_id)),
                key=lambda base: base.period,
                reverse=True,
            ),
            self.evidence.count(brand_id),
            f"{BASE}/brands/{brand_id}/records",
            scores,
            self.cite(f"/brands/{brand_id}"),
            self._outcome(brand_id),
            self.merged.get(brand_id),
        )

    def scores_of(self, brand_id: str) -> list[dict[str, Any]]:
        """A brand's own rows of scores."""
        return self._of_brand.of(brand_id)

    def latent(self, sector_id: str, period: str, dimension: str) -> dict[str, tuple[float, float]]:
        """Latent mean and variance of every brand in one comparison; nothing where there is none."""
        rows = self._scores.of(sector_id, period, dimension)
        return {row["brand_id"]: (row["latent_mean"], row["latent_variance"]) for row in rows}

    def _outcome(self, brand_id: str) -> answers.Outcomes | None:
        found = self._outcomes.of(brand_id) if self._outcomes else []
        return _as(answers.Outcomes, found[0]) if found and found[0]["incidents_count"] else None

    def peers(self, score: answers.Score) -> answers.Peers:
        """Who stands in a score's group. Reads names and tiers only."""
        key = (score.sector_id, score.period, score.dimension)
        rows = self._scores.table.select(["brand_id", "tier"]).take(pa.array(self._scores.numbers(*key))).to_pylist()
        tiers = sorted({row["tier"] for row in rows if row["tier"] is not None})
        names = sorted(
            (
                self.names[row["brand_id"]]
                for row in rows
                if row["tier"] == score.tier and row["brand_id"] != score.brand_id
            ),
            key=fold,
        )
        if score.tier is None:
            return answers.Peers("", len(tiers), len(rows), sum(row["tier"] is not None for row in rows), [])
        return answers.Peers(
            letter(tiers.index(score.tier)), len(tiers), len(rows), sum(row["tier"] is not None for row in rows), names
        )

    def brand_row(self, brand_id: str) -> dict[str, Any]:
        """The brand's own row. Raises NotInRelease."""
        found = self.brands.of(brand_id)
        if not found:
            raise NotInRelease(f"there is no brand {brand_id!r} in release {self.release_id}")
        return found[0]

    def find(self, query: str, limit: int) -> answers.BrandsFound:
        """Brands like the query; all of them in alphabetical order where nothing is asked."""
        if fold(query):
            found = self.search.find(query, limit)
            count = len(found)
        else:
            alive = [brand for brand in self.names.items() if brand[0] not in self.merged]
            named = sorted(alive, key=lambda brand: fold(brand[1]))
            found, count = [Found(brand_id, name, 100.0) for brand_id, name in named[:limit]], len(named)
        return answers.BrandsFound(self.note, query, count, [self._line(hit) for hit in found])

    def line(self, brand_id: str) -> answers.BrandLine:
        """A brand as a list shows it. Raises NotInRelease."""
        return self._line(Found(brand_id, self.brand_row(brand_id)["name"], 100.0))

    def _line(self, hit: Found) -> answers.BrandLine:
        sector = self.sectors[self.brand_row(hit.brand_id)["sector_id"]]
        return answers.BrandLine(
            hit.brand_id,
            self.names[hit.brand_id],
            sector.sector_id,
            sector.name_en,
            sector.name_tr,
            hit.label,
            hit.similarity,
            f"{BASE}/brands/{hit.brand_id}",
        )

    def records(self, brand_id: str, *, cursor: str = "", limit: int = 50, **filters: str) -> answers.RecordsPage:
        """A page of a brand's records, newest first. Raises NotInRelease, also for a cursor that is not ours."""
        self.brand_row(brand_id)
        walk = f"records of {brand_id}"
        after = read_cursor(cursor, self.release_id, walk, filters) if cursor else 0
        rows = self.evidence.of_brand(brand_id, after=after, limit=limit + 1, **filters)
        at = [row["position"] for row in rows]
        if filters.get("sort") == "oldest":
            at = [self.evidence.count(brand_id) - position + 1 for position in at]
        more = write_cursor(self.release_id, walk, filters, at[limit - 1]) if len(rows) > limit else None
        return answers.RecordsPage(
            self.note,
            brand_id,
            self.evidence.count_filtered(brand_id, **filters),
            [record_line(row) for row in rows[:limit]],
            more,
        )

    def record(self, record_id: str) -> answers.RecordAnswer:
        """One record with replies and sightings. Raises NotInRelease."""
        row = self.evidence.record(record_id)
        if row is None:
            raise NotInRelease(f"there is no record {record_id!r} in release {self.release_id}")
        is_withdrawn = row["visibility"] == Visibility.WITHDRAWN
        replies = [
            _as(answers.ReplyLine, {**reply, "text": excerpt(reply["text"])})
            for reply in self.evidence.replies(record_id)
        ]
        return answers.RecordAnswer(
            self.note,
            record_line(row),
            [] if is_withdrawn else replies,
            [_as(answers.SightingLine, seen) for seen in self.evidence.sightings(record_id)],
        )

    @cached_property
    def sources(self) -> answers.Sources:
        """All sources in alphabetical order with their latest runs and notices."""
        book = SourceBook(self.release, moment_of(self.note.as_of) or self.note.published_at, self.evidence.by_source)
        return answers.Sources(self.note, sorted(book.all(), key=lambda source: fold(source.name)))

    def source(self, source_id: str) -> answers.SourceOne:
        """One source. Raises NotInRelease."""
        for source in self.sources.sources:
            if source.source_id == source_id:
                return answers.SourceOne(self.note, source)
        raise NotInRelease(f"there is no source {source_id!r} in release {self.release_id}")

    @cached_property
    def methods(self) -> answers.Methods:
        """The functions of the method."""
        rows = self._extra("methods").to_pylist() if self._has("methods") else []
        return answers.Methods(
            self.note,
            _parameters(self.manifest.get("parameters")),
            [_as(answers.Method, row, parameters=_parameters(row.get("parameters_json"))) for row in rows],
        )

    def files(self) -> answers.ReleaseAnswer:
        """The release's files with sizes and checksums, and the rows of its tables."""
        sums, rows = self.sums(), {name: about["rows"] for name, about in self.manifest["tables"].items()}
        lines = [
            answers.FileLine(
                name,
                (self.release.folder / name).stat().st_size,
                sha256,
                f"{BASE}/releases/{self.release_id}/files/{name}",
                rows.get(name.rpartition(".")[0]),
            )
            for name, sha256 in sorted(sums.items())
        ]
        return answers.ReleaseAnswer(
            self.note, rows, lines, self.cite("/releases"), sums["release.json"], self.manifest.get("licences", [])
        )

    def sums(self) -> dict[str, str]:
        """SHA-256 by file: of all that is served."""
        return {name: about["sha256"] for name, about in self.manifest["files"].items()} | self._own_sums

    @cached_property
    def _own_sums(self) -> dict[str, str]:
        """Of the files that cannot stand in the manifest."""
        folder = self.release.folder
        return {name: hash_of(folder / name) for name in ("release.json", SUMS) if (folder / name).exists()}

    def cite(self, address: str) -> str:
        """How to quote an answer of this release."""
        joint = "&" if "?" in address else "?"
        return (
            f"Terazi, release {self.release_id} ({self.note.as_of[:10]}), {self.note.method_name} {self.note.method_version}, "
            f"code {self.note.code_version}. {address}{joint}release={self.release_id}"
        )


def groups_of(scores: list[answers.Score]) -> list[answers.Group]:
    """Groups of brands that cannot be told apart, alphabetical inside."""
    placed: dict[int, list[answers.Score]] = {}
    for score in scores:
        if score.tier is not None and score.score is not None:
            placed.setdefault(score.tier, []).append(score)
    return [
        answers.Group(
            tier,
            letter(n),
            [score.brand_id for score in sorted(members, key=lambda score: fold(score.brand_name))],
            min(score.score or 0 for score in members),
            max(score.score or 0 for score in members),
        )
        for n, (tier, members) in enumerate(sorted(placed.items()))
    ]


def letter(n: int) -> str:
    """A, B, ... Z, AA, AB ... of a group counted from 0."""
    return (letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def record_line(row: dict[str, Any]) -> answers.RecordLine:
    """A record as it may be shown: an excerpt; what its author withdrew leaves its place and its dates, not its words."""
    shown = {"text": excerpt(row["text"])} if row["visibility"] != Visibility.WITHDRAWN else {"title": "", "text": ""}
    by = actor_of(row["visibility"], row["gone_how"]).value if row["visibility"] != Visibility.LIVE else ""
    return _as(answers.RecordLine, {**row, **shown}, gone_by=by, address=f"{BASE}/records/{row['record_id']}")


def excerpt(text: str) -> str:
    """The beginning of a text, cut at a word: evidence, not a copy of the source."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]} …"


def _parameters(given: Any) -> dict[str, Any]:
    return dict(given) if isinstance(given, dict) else dict(json.loads(given or "{}"))
