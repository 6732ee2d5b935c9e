"""One scoring: freeze what is stored, calculate, and write all of it in one transaction. Killed midway it leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from scoring import results, snapshot
from scoring.incidents.brand_match import UNSORTED, Decision
from scoring.method import NAME, VERSION, MethodStep, Parameters, step
from scoring.pipeline import Answer, Scored, build_standard, score_snapshot
from scoring.standard import Standard
from store.brandbook import add_sectors, decide
from store.lake import freeze
from store.runs import OpenRun, open_run
from store.session import table_of, upsert
from store.settings import Settings
from store.tables import Brand, Comparison, Incident, IncidentMember, Release, Score, ScoreComponent
from store.vocabulary import Judgement, Level, RunKind


def score(
    engine: Engine,
    settings: Settings,
    *,
    as_of: datetime | None = None,
    parameters: Parameters | None = None,
    standard: Standard | None = None,
) -> tuple[OpenRun, Scored]:
    """Score everything stored as it stood at `as_of` (default: now) and keep the result under a new run.

    With a frozen `standard` brands are measured against it; without, against the case's own (SPEC-9).
    """
    with open_run(engine, settings, RunKind.SCORE, "all", f"score --as-of {as_of}" if as_of else "score") as run:
        moment = as_of or datetime.now(UTC)
        scored = calculate(engine, settings, moment, parameters or Parameters(), standard)
        with Session(engine) as session:
            _store(session, scored, run.run_id, moment)
            session.commit()
        run.skipped = {reason: n for reason, n in scored.skipped.items() if n}
        run.counts = {"records": scored.members.num_rows, "new": scored.incidents.num_rows}
        run.facts |= {
            "parser_version": f"{NAME} {VERSION}",
            "checkpoint": {"as_of": moment.isoformat(), "standard_hash": scored.standard_hash},
        }
        for decision in scored.decisions:
            if decision.judgement is Judgement.UNSURE:
                run.notices.add("label-unsure", f"{decision.label.label!r} may be {decision.brand_id}: {decision.because}", level=Level.INFO,
                                count=decision.label.records_count)  # fmt: skip
        return run, scored


def calculate(
    engine: Engine, settings: Settings, as_of: datetime, parameters: Parameters, standard: Standard | None = None
) -> Scored:
    """Freeze what is stored into the lake and calculate; nothing is written back."""
    with _frozen(engine, settings) as folder:
        return score_snapshot(folder, as_of, parameters, standard)


def standard_of(engine: Engine, settings: Settings, as_of: datetime, parameters: Parameters) -> Standard:
    """A standard of what is stored, levels of difficulty included; nothing is written back."""
    with _frozen(engine, settings) as folder:
        return build_standard(folder, as_of, parameters)


@contextmanager
def _frozen(engine: Engine, settings: Settings) -> Iterator[Path]:
    settings.lake.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.lake, prefix="scoring-") as folder:
        freeze(engine, snapshot.selects(), Path(folder), snapshot.CLEAN)
        yield Path(folder)


def _store(session: Session, scored: Scored, run_id: int, at: datetime) -> None:
    _keep_decisions(session, scored.decisions, at)
    _forget_unreleased(session)
    upsert(
        session,
        Comparison,
        (results.comparison_row(weighed, run_id, scored.standard_hash) for weighed in scored.weighed),
    )
    for weighed in scored.weighed:
        upsert(session, Score, results.score_rows(weighed, run_id))
        upsert(session, ScoreComponent, results.component_rows(weighed, run_id))
    upsert(session, Incident, results.incident_rows(scored.incidents, run_id))
    counted = set(scored.incidents.column("incident_id").to_pylist())
    upsert(
        session,
        IncidentMember,
        ({"scoring_run_id": run_id, **row} for row in scored.members.to_pylist() if row["incident_id"] in counted),
    )


def _keep_decisions(session: Session, decisions: list[Decision], at: datetime) -> None:
    opened = [decision for decision in decisions if decision.opens]
    known = {sector: (sector, sector) for sector in {decision.sector_id for decision in opened}}
    known |= {
        decision.sector_id: (decision.label.sector_label,) * 2 for decision in opened if decision.label.sector_label
    }
    if UNSORTED in known:
        known[UNSORTED] = ("Not yet assigned to a sector", "Henüz bir sektöre atanmamış")
    add_sectors(session, ({"sector_id": sector, "name_en": name[0], "name_tr": name[1], "country": sector[:2].upper() if sector[2:3] == "-" else ""}
                          for sector, name in sorted(known.items())))  # fmt: skip
    upsert(session, Brand, ({"brand_id": one.brand_id, "name": one.label.label, "sector_id": one.sector_id, "company_id": None, "opened_at": at,
                             "opened_because": one.because} for one in opened), keep=("name", "sector_id", "company_id", "opened_at", "opened_because"))  # fmt: skip
    for one in decisions:
        decide(session, one.brand_id, one.sector_id, [one.label.label], one.judgement, similarity=one.similarity, because=one.because,
               by=f"{NAME} {VERSION}", at=at)  # fmt: skip


def _forget_unreleased(session: Session) -> None:
    """Results of scorings that were never released make room for this one; what was published stays."""
    released = select(col(Release.scoring_run_id))
    for model in (IncidentMember, Incident, ScoreComponent, Score, Comparison):
        table = table_of(model)
        session.connection().execute(delete(table).where(table.c.scoring_run_id.not_in(released)))


def extra_tables(scored: Scored) -> dict[str, pa.Table]:
    """Tables of a release that come straight from the calculation: funnels, outcomes, the standard, the case, the method's own text."""
    return {
        "methods": pa.Table.from_pylist([vars(one) for one in method_steps()]),
        **calculated_tables(scored),
        **scored.case,
        **scored.evidence,
    }


def calculated_tables(answer: Answer) -> dict[str, pa.Table]:
    """Those that anybody can calculate again from the case."""
    tables = {
        "funnel_limits": pa.Table.from_pylist(list(results.limit_rows(answer.weighed)), schema=_LIMITS),
        "standard": answer.standard.table(),
    }
    found = {"outcomes": answer.outcomes, "class_rates": answer.class_rates}
    return tables | {name: table for name, table in found.items() if table is not None}


_LIMITS = pa.schema([(name, pa.string()) for name in ("sector_id", "period", "dimension")]
                    + [(name, pa.float64()) for name in ("expected", "low_95", "high_95", "low_998", "high_998")])  # fmt: skip


def method_steps() -> list[MethodStep]:
    """The functions of the method with their public text."""
    from scoring import aggregates, composites, estimates, peer_group, posteriors
    from scoring.dimensions import official
    from scoring.evidence.replies import signs
    from scoring.incidents import brand_match, duplicates

    return [
        step(brand_match.match_labels, "all", "SPEC-1", "Which brand a label means", "Bir etiketin hangi marka olduğu"),
        step(duplicates.find_incidents, "all", "SPEC-1", "Repeats of one matter are counted once", "Aynı konunun yinelenmesi bir kez sayılır"),
        step(signs.reply_signs, "responsiveness, resolution, dialogue", "SPEC-14, 16", "Which replies answer, which only say they arrived, what the customer says of the end",
             "Hangi yanıt yanıttır, hangisi yalnızca ulaştığını söyler, müşteri sonuç için ne diyor"),
        step(official.official_volume, "volume", "SPEC-13", "Upheld complaints against the brand's size", "Haklı bulunan şikâyetler, markanın büyüklüğüne göre"),
        step(estimates.volume, "volume", "SPEC-5, 7, 13", "Complaints against the customer base", "Şikâyetler, müşteri tabanına göre"),
        step(estimates.times, "responsiveness, resolution", "SPEC-14, 15", "Answers and solutions against the usual time for the same matter",
             "Yanıt ve çözümler, aynı konunun olağan süresine göre"),
        step(estimates.lenient, "resolution", "SPEC-15", "What a brand's claims would be worth; shown, never scored",
             "Markanın kendi beyanlarının değeri; gösterilir, puanlanmaz"),
        step(estimates.shares, "dialogue, voices", "SPEC-16, 17", "Shares against the usual share on the same platform", "Paylar, aynı platformdaki olağan paya göre"),
        step(aggregates.risk_table, "responsiveness, resolution", "SPEC-10, 14", "Open cases count for the time they waited", "Açık konular bekledikleri süreyle sayılır"),
        step(estimates.scales, "all", "SPEC-19", "How much chance stands in a weighted sum", "Ağırlıklı toplamda ne kadar rastlantı olduğu"),
        step(posteriors.with_posterior, "all", "SPEC-20-23", "How much brands of a sector differ, and what one brand's data say", "Sektördeki markaların farkı ve bir markanın verisinin söylediği"),
        step(peer_group.weigh, "all", "SPEC-30, 31, 33, 34", "Intervals, groups and signals", "Aralıklar, kümeler ve işaretler"),
        step(composites.compose, "composite", "SPEC-25-28", "One figure from five dimensions", "Beş boyuttan tek sayı"),
    ]  # fmt: skip
