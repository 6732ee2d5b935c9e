"""A small release to try the pages on: an official-count sector of 40 insurers in two years and eight Turkish couriers.

Names and figures are invented. The shapes of the numbers are those of the scoring room (Gamma prior, exact Poisson intervals).
"""

import math
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pyarrow as pa
from scipy import special
from sqlmodel import Session, SQLModel, select

from store.disputes import Asked, decide, open_dispute, review, withdraw
from store.release import publish
from store.session import upsert
from store.settings import Settings
from store.status import release_tables
from store.tables import (
    Alert,
    Alias,
    Brand,
    Comparison,
    Dispute,
    Exposure,
    Incident,
    IncidentMember,
    Notice,
    OfficialCount,
    Record,
    Reply,
    Run,
    Score,
    ScoreComponent,
    Sector,
    Sighting,
    Source,
)  # fmt: skip
from store.vocabulary import Target
from tests.api.sample_rows import ALERTS, COURIERS, EXCERPTS, INSURERS, METHODS, NOTICES, RUNS, SECTORS, SOURCES
from tests.api.sample_told import told_tables
from tests.fresh import migrated

RUN_ID = 9
AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
SHAPE = 4.0


def build(home: Path, *, at: datetime = AS_OF, is_simulated: bool = True) -> Settings:
    """Write the sample into `home` and publish it. Returns the settings that serve it."""
    settings = Settings(home=home)
    engine = migrated(settings)
    with Session(engine) as session:
        for model, rows in everything():
            upsert(session, model, rows)
        session.commit()
        disputes(session, settings, at)
    publish(
        engine,
        settings.releases,
        RUN_ID,
        published_at=at,
        facts=facts(is_simulated),
        extra={"methods": pa.Table.from_pylist(METHODS), "funnel_limits": pa.Table.from_pylist(list(limits()))}
        | told_tables()
        | release_tables(engine, settings),
    )
    engine.dispose()
    return settings


def disputes(session: Session, settings: Settings, at: datetime) -> None:
    """One that was accepted, one under review that is late, one withdrawn, one whose author nobody knows yet."""
    if session.exec(select(Dispute)).first() is not None:
        return  # a second release of the same home
    whose = {"key_name": "sahin-desk", "brand_id": "sahin-kargo"}
    early = at - timedelta(days=40)
    targets = [(Target.RECORD, "complaint-site:sahin-kargo-0001"), (Target.RESOLUTION, "complaint-site:sahin-kargo-0002"), (Target.MATCH, "Şahin Kargo A.Ş.")]  # fmt: skip
    numbers = [open_dispute(session, settings, early, Asked(kind, target, "It is not about our company but about one of the same name."), **whose).dispute_id or 0
               for kind, target in targets]  # fmt: skip
    open_dispute(session, settings, early, Asked(Target.RECORD, "complaint-site:sahin-kargo-0003", "A stranger says so."))  # fmt: skip
    for number in numbers[:2]:
        review(session, number, early, "operator")
    decide(session, numbers[0], at - timedelta(days=20), "operator", "The delivery note names another company.", accept=True)  # fmt: skip
    withdraw(session, numbers[2], early, "sahin-desk", "Cleared up.")
    session.commit()


def facts(is_simulated: bool) -> dict[str, Any]:
    """What the scoring room writes into the manifest."""
    return {
        "title_en": "Sample release",
        "title_tr": "Örnek sürüm",
        "is_simulated": is_simulated,
        "banner_en": "This is a simulated world: every brand, complaint and figure in it is invented.",
        "banner_tr": "Bu benzetimle üretilmiş bir dünyadır: içindeki bütün markalar, şikâyetler ve sayılar uydurmadır.",
        "method_name": "TERAZI-SPEC",
        "method_version": "1",
        "code_version": "0123abc",
        "as_of": "2026-11-20",
        "seed": 20261120,
        "scoring_run_id": RUN_ID,
    }


def everything() -> Iterator[tuple[type[SQLModel], Iterable[dict[str, Any]]]]:
    """Tables and their rows, parents before children."""
    rng = random.Random(7)
    brands = [*((brand, "xx-auto-insurance") for brand in INSURERS), *((brand, "tr-cargo") for brand in COURIERS)]
    scores = [*insurer_scores(rng), *courier_scores()]
    records, replies, incidents, members, sightings = evidence(rng)
    yield Source, SOURCES
    yield Run, RUNS
    yield Notice, NOTICES
    yield Alert, ALERTS
    yield Sector, SECTORS
    yield (
        Brand,
        [
            {
                "brand_id": b[0],
                "name": b[1],
                "sector_id": sector,
                "company_id": None,
                "opened_at": AS_OF,
                "opened_because": "seed",
            }
            for b, sector in brands
        ],
    )
    yield (
        Alias,
        [
            {
                "alias_id": n,
                "label": label,
                "sector_id": sector,
                "brand_id": b[0],
                "judgement": "positive",
                "similarity": 100.0,
                "because": "its own name",
                "decided_by": "import",
                "decided_at": AS_OF,
            }
            for n, (b, sector, label) in enumerate(
                ((b, s, x) for b, s in brands for x in (b[1], f"{b[1]} A.Ş.") if s == "tr-cargo" or x == b[1]), 1
            )
        ],
    )
    yield Exposure, list(exposures(scores))
    yield OfficialCount, list(official(scores))
    yield Record, records
    yield Reply, replies
    yield Incident, incidents
    yield IncidentMember, members
    yield Sighting, sightings
    yield Comparison, list(comparisons(scores))
    yield Score, scores
    yield ScoreComponent, [row for score in scores for row in components(score)]


def score_row(
    sector: str,
    period: str,
    dimension: str,
    brand: str,
    *,
    observed: float,
    expected: float,
    exposure: float | None,
    grade: str,
    high_is_good: bool = False,
    **more: Any,
) -> dict[str, Any]:
    """A score from a count and what was expected, as the Gamma-Poisson model gives it."""
    a, b = SHAPE + observed, SHAPE + expected
    low, high = special.gammaincinv(a, [0.025, 0.975]) / b
    beats = special.betainc(a, SHAPE, b / (b + SHAPE))
    place = (
        [1 - special.gammainc(SHAPE, SHAPE * theta) for theta in (a / b, high, low)]
        if not high_is_good
        else [special.gammainc(SHAPE, SHAPE * theta) for theta in (a / b, low, high)]
    )
    score = 100 * float(beats if not high_is_good else 1 - beats)
    reliability = expected / (expected + SHAPE)
    band = (
        "too_little_data"
        if expected < 1 or (exposure is None and dimension == "volume")
        else ("full" if reliability >= 0.5 else "provisional" if reliability >= 0.3 else "raw_only")
    )
    ratio_low = float(special.gammaincinv(observed, 0.025)) / expected if observed else 0.0
    ratio_high = float(special.gammainccinv(observed + 1, 0.025)) / expected
    per = 1e5 * expected / exposure if exposure else None
    signal = (
        ("worse" if not high_is_good else "better")
        if ratio_low > 1.4
        else (("better" if not high_is_good else "worse") if ratio_high < 0.75 else "")
    )
    row = {
        "scoring_run_id": RUN_ID,
        "sector_id": sector,
        "period": period,
        "dimension": dimension,
        "brand_id": brand,
        "observed": observed,
        "expected": expected,
        "ratio": observed / expected,
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
        "per_100k": per and per * observed / expected,
        "per_100k_low": per and per * ratio_low,
        "per_100k_high": per and per * ratio_high,
        "records_count": round(observed),
        "latent_mean": NormalDist().inv_cdf(min(max(score / 100, 1e-9), 1 - 1e-9)) * math.sqrt(2 - reliability),
        "latent_variance": 1 - reliability,
        "score": score,
        "low": 100 * float(min(place)),
        "high": 100 * float(max(place)),
        "reliability": reliability,
        "band": band,
        "tier": None,
        "expected_rank": None,
        "rank_low": None,
        "rank_high": None,
        "signal": signal if band != "too_little_data" else "",
        "signal_q": None,
        "exposure": exposure,
        "exposure_low": exposure and exposure / 1.1,
        "exposure_high": exposure and exposure * 1.1,
        "exposure_unit": more.get("unit", ""),
        "exposure_grade": grade,
        "exposure_source": more.get("source", ""),
        "exposure_url": more.get("url", ""),
        "exposure_as_of_on": date(2026, 9, 30) if exposure else None,
        "published_rank": None,
        "published_ratio": None,
    }
    return {**row, **reading(row)}


def reading(row: dict[str, Any]) -> dict[str, str]:
    """The sentence a person may print."""
    if row["band"] in ("too_little_data", "raw_only"):
        return {
            "reading_en": "There is too little data to place this brand.",
            "reading_tr": "Bu markayı konumlandırmak için veri yetersiz.",
        }
    s, low, high = (round(row[name]) for name in ("score", "low", "high"))
    return {
        "reading_en": f"Of 100 comparable brands we expect this one to do better than {s} (95% interval {low} to {high}).",
        "reading_tr": f"Karşılaştırılabilir 100 markadan {s} tanesinden daha iyi olmasını bekliyoruz (%95 aralık: {low}–{high}).",
    }


def place(rows: list[dict[str, Any]], groups: int) -> list[dict[str, Any]]:
    """Give tiers and rank intervals to the brands of one comparison that can be placed."""
    ranked = sorted((row for row in rows if row["band"] == "full"), key=lambda row: -row["score"])
    for n, row in enumerate(ranked):
        row["tier"] = 1 + n * groups // len(ranked)
        row["rank_low"], row["rank_high"] = max(1, n - 4), min(len(ranked), n + 6)
        row["expected_rank"] = n + 1.0
    return rows


def insurer_scores(rng: random.Random) -> list[dict[str, Any]]:
    """Two years of upheld complaints per premium, with the ranks an office publishes by raw ratio."""
    rows = []
    for year in ("2019", "2020"):
        year_rows = []
        for brand_id, _, premium, theta in INSURERS:
            expected = premium * 0.6
            observed = float(sum(rng.random() < theta * expected / 900 for _ in range(900)))
            year_rows.append(
                score_row(
                    "xx-auto-insurance",
                    year,
                    "volume",
                    brand_id,
                    observed=observed,
                    expected=expected,
                    exposure=premium * 1e4,
                    grade="A",
                    unit="premium_usd",
                    source="Insurance Office, annual table",
                    url="https://example.org/insurance/complaints",
                )
            )
        for n, row in enumerate(sorted(year_rows, key=lambda row: (row["ratio"], -row["exposure"])), 1):
            row["published_rank"], row["published_ratio"] = n, round(row["observed"] / row["exposure"] * 1e6, 4)
        rows += place(year_rows, 4)
    return rows


def courier_scores() -> list[dict[str, Any]]:
    """Three dimensions; one courier has no known customer base, one hardly any complaint."""
    rows = []
    for dimension, factor in (("volume", 1.0), ("responsiveness", 0.6), ("resolution", 0.35)):
        rows += place(
            [
                score_row(
                    "tr-cargo",
                    "2026Q3",
                    dimension,
                    brand_id,
                    observed=float(round(count * factor / (1 if dimension == "volume" else theta))),
                    expected=max(0.4, count * factor / (theta if dimension == "volume" else 1)),
                    high_is_good=dimension != "volume",
                    **(
                        {
                            "exposure": parcels,
                            "grade": grade,
                            "unit": "parcels",
                            "source": "BTK posta raporu",
                            "url": "https://example.org/btk/posta-2026-3",
                        }
                        if parcels and dimension == "volume"
                        else {"exposure": None, "grade": "D" if dimension == "volume" else ""}
                    ),
                )
                for brand_id, _, parcels, grade, count, theta in COURIERS
            ],
            3,
        )
    return rows


def components(score: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of one score."""
    keys = {name: score[name] for name in ("scoring_run_id", "sector_id", "period", "dimension", "brand_id")}
    steps = [
        ("observed", score["observed"], None, None, "incidents", "What was counted in the period.", "Dönemde sayılan."),
        (
            "expected",
            score["expected"],
            None,
            None,
            "incidents",
            "What the sector's standard lets us expect for this size and mix.",
            "Sektör ölçütünün bu büyüklük ve bileşim için beklettiği.",
        ),
        (
            "standardised_ratio",
            score["ratio"],
            score["ratio_low"],
            score["ratio_high"],
            "ratio",
            "Observed over expected, with its exact interval.",
            "Gözlenenin beklenene oranı, tam aralığıyla.",
        ),
        (
            "shrinkage",
            1 - score["reliability"],
            None,
            None,
            "share",
            "How far the score leans on the sector because the brand's own data is thin.",
            "Markanın kendi verisi az olduğu için puanın sektöre ne kadar yaslandığı.",
        ),
    ]
    for position, (name, value, low, high, unit, en, tr) in enumerate(steps):
        yield {
            **keys,
            "position": position,
            "name": name,
            "value": value,
            "low": low,
            "high": high,
            "n": score["records_count"],
            "unit": unit,
            "sentence_en": en,
            "sentence_tr": tr,
        }


def comparisons(scores: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per sector, period and dimension."""
    for sector, period, dimension in sorted({(row["sector_id"], row["period"], row["dimension"]) for row in scores}):
        rows = [
            row for row in scores if (row["sector_id"], row["period"], row["dimension"]) == (sector, period, dimension)
        ]
        year = int(period[:4])
        yield {
            "scoring_run_id": RUN_ID,
            "sector_id": sector,
            "period": period,
            "dimension": dimension,
            "basis": "official_counts" if sector.startswith("xx") else "records",
            "exposure_unit": max(row["exposure_unit"] for row in rows),
            "standard_rate": 9e-6,
            "prior_shape": SHAPE,
            "prior_rate": SHAPE,
            "brands_count": len(rows),
            "ranked_count": sum(row["tier"] is not None for row in rows),
            "groups_count": max(row["tier"] or 0 for row in rows),
            "reliability_median": 0.55,
            "discordance_share": 0.07,
            "overdispersion_phi": 2.1,
            "overdispersion_tau2": 0.12,
            "starts_on": date(year, 7 if "Q3" in period else 1, 1),
            "ends_on": date(year, 9 if "Q3" in period else 12, 30),
            "standard_hash": "4f2c",
            "detail": {},
        }


def limits() -> Iterator[dict[str, Any]]:
    """Funnel limits: z times the spread of O/E at an expected count, with overdispersion."""
    for sector, period, dimension in (
        ("xx-auto-insurance", "2019", "volume"),
        ("xx-auto-insurance", "2020", "volume"),
        *(("tr-cargo", "2026Q3", d) for d in ("volume", "responsiveness", "resolution")),
    ):
        for step in range(41):
            expected = 10 ** (-0.5 + step * 0.085)
            sd = math.sqrt(1 / expected + 0.12) / 2
            ends = {
                f"{side}_{name}": max(0.0, 1 + sign * z * sd) ** 2 if sign > 0 or z * sd < 1 else 0.0
                for name, z in (("95", 1.96), ("998", 3.09))
                for side, sign in (("low", -1), ("high", 1))
            }
            yield {"sector_id": sector, "period": period, "dimension": dimension, "expected": expected, **ends}


def exposures(scores: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The customer bases behind the volume scores."""
    for n, row in enumerate((row for row in scores if row["dimension"] == "volume" and row["exposure"]), 1):
        yield {
            "exposure_id": n,
            "brand_id": row["brand_id"],
            "unit": row["exposure_unit"],
            "period": row["period"],
            "figure": row["exposure"],
            "low": row["exposure_low"],
            "high": row["exposure_high"],
            "grade": row["exposure_grade"],
            "source_name": row["exposure_source"],
            "source_url": row["exposure_url"],
            "as_of_on": row["exposure_as_of_on"],
            "run_id": 1,
        }


def official(scores: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The published table the insurers' scores come from."""
    for n, row in enumerate((row for row in scores if row["published_rank"]), 1):
        yield {
            "official_count_id": n,
            "source_id": "office",
            "entity_key": row["brand_id"],
            "entity_name": row["brand_id"],
            "brand_id": row["brand_id"],
            "sector_id": row["sector_id"],
            "period": row["period"],
            "complaints_count": round(row["observed"] * 4),
            "upheld_count": round(row["observed"]),
            "exposure": row["exposure"],
            "exposure_unit": row["exposure_unit"],
            "published_ratio": row["published_ratio"],
            "published_rank": row["published_rank"],
            "is_set_aside": False,
            "set_aside_because": "",
            "run_id": 1,
        }


def evidence(rng: random.Random) -> tuple[list[dict[str, Any]], ...]:
    """Records of the couriers with replies, incidents and sightings; some solved, some gone, some thanks."""
    records, replies, incidents, members, sightings = [], [], [], [], []
    for brand_id, name, _, _, count, _ in COURIERS:
        for n in range(min(count, 60)):
            record_id = f"complaint-site:{brand_id}-{n:04}"
            posted = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=rng.uniform(0, 2200))
            kind, title, text = EXCERPTS[n % len(EXCERPTS)]
            is_gone = n % 11 == 10
            records.append(record_row(record_id, brand_id, name, kind, title, text, posted, is_gone))
            outcome = ("confirmed_by_customer", "open", "claimed_by_brand", "denied_by_customer")[n % 4]
            incidents.append(
                {
                    "incident_id": record_id,
                    "scoring_run_id": RUN_ID,
                    "brand_id": brand_id,
                    "sector_id": "tr-cargo",
                    "opened_at": posted,
                    "records_count": 1,
                    "weight": round(rng.uniform(0.6, 1), 2),
                    "outcome": "removed" if is_gone else outcome,
                    "first_response_hours": 5.0,
                    "confirmed_hours": None,
                    "follow_up_hours": 720.0,
                }
            )
            members.append(
                {
                    "scoring_run_id": RUN_ID,
                    "record_id": record_id,
                    "incident_id": record_id,
                    "because": "its own first record",
                }
            )
            sightings.append(
                {
                    "sighting_id": None,
                    "record_id": record_id,
                    "content_hash": "ab",
                    "visibility": "live",
                    "first_seen_at": posted,
                    "last_seen_at": AS_OF,
                    "first_run_id": 1,
                    "last_run_id": 2,
                }
            )
            if n % 3:
                replies.append(
                    {
                        "record_id": record_id,
                        "position": 0,
                        "speaker": "brand",
                        "text": "Kaydınızı inceledik, ekibimiz size dönecek.",
                        "posted_at": posted + timedelta(hours=5),
                        "precision": "minute",
                        "uncertainty_hours": None,
                    }
                )
    for n, sighting in enumerate(sightings, 1):
        sighting["sighting_id"] = n
    return records, replies, incidents, members, sightings


def record_row(
    record_id: str, brand_id: str, name: str, kind: str, title: str, text: str, posted: datetime, is_gone: bool
) -> dict[str, Any]:
    """One cleaned record, all columns."""
    empty = dict.fromkeys(
        (
            "edited_at",
            "rating",
            "rating_worst",
            "rating_best",
            "is_verified_purchase",
            "is_invited",
            "claimed_by_brand",
            "claimed_at",
            "solved_mark",
            "customer_confirms",
            "customer_confirmed_at",
            "customer_score",
            "would_deal_again",
            "views_count",
            "helpful_count",
            "is_reported",
        )
    )
    return {
        **empty,
        "record_id": record_id,
        "source_id": "complaint-site",
        "source_key": record_id.partition(":")[2],
        "kind": kind,
        "url": f"https://example.org/{brand_id}/{record_id[-4:]}",
        "parser_version": "1",
        "brand_label": name,
        "sector_label": "Kargo",
        "country": "TR",
        "product": "",
        "issue": "delivery",
        "counterpart": "",
        "title": title,
        "text": text,
        "text_hash": "",
        "language": "tr",
        "posted_at": posted,
        "posted_precision": "minute",
        "verification_level": "",
        "author_hash": "",
        "thanks_text": "",
        "status_raw": "",
        "sample_kind": "full",
        "visibility": "removed" if is_gone else "live",
        "gone_how": "not found" if is_gone else "",
        "content_hash": f"{abs(hash(text)):x}"[:8],
        "page_hash": "",
        "raw": {},
        "first_seen_at": posted + timedelta(hours=2),
        "last_seen_at": AS_OF,
        "gone_at": AS_OF if is_gone else None,
        "first_run_id": 1,
        "last_run_id": 2,
    }
