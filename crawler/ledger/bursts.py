"""Mass disappearance: more vanished in a run, of a source or of one brand on it, than chance allows against the source's own history.

Expected is what the hazards of the source's history give for the very record-hours the run looked back over. Given all n that ever
vanished, the share that falls to this run is binomial under chance: P(at least G) with G and the history both divided by the
dispersion of earlier runs (authors leave with several posts at once). Until LEAST_RUNS runs were watched there is no history:
USUAL_SHARE of all that was looked at passes for usual. A run alarms in vain at most once in 1 / FALSE_ALARMS runs, its brands together
(Bonferroni); the floors on counts and on the ratio make it rarer. An alert blocks publication until somebody closed it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scipy import special
from sqlalchemy import func, select

from crawler.ages import Floats
from crawler.ledger.survival import observe
from crawler.source import Vanishes
from crawler.visit import Visit
from store.alerts import alerts, open_alert
from store.session import table_of
from store.tables import Record, Run, Sighting
from store.vocabulary import AlertKind, Level, RunKind, Visibility

FALSE_ALARMS = 1e-3
LEAST_GONE = 8
LEAST_RATIO = 3.0
LEAST_RUNS = 5
MOST_RUNS = 50
MOST_DISPERSION = 10.0
USUAL_SHARE = 0.1
COLLECTING = (RunKind.CRAWL.value, RunKind.REVISIT.value)


@dataclass(frozen=True)
class Tally:
    """What a run found: how many records it looked at, how many of them had vanished, how many were expected to."""

    looked_at: int
    gone: int
    expected: float


@dataclass(frozen=True)
class History:
    """What earlier runs found: how many were watched, how many records vanished in all, how unevenly."""

    runs: int
    events: float
    dispersion: float = 1.0


def chance(tally: Tally, history: History) -> float:
    """The probability that chance makes at least as many vanish in a run."""
    if history.runs < LEAST_RUNS:
        kept = max(tally.looked_at - tally.gone, 0)
        return float(special.betainc(tally.gone, kept + 1, USUAL_SHARE))
    share = tally.expected / (tally.expected + history.events + 1)
    return float(special.betainc(tally.gone / history.dispersion, (history.events + 1) / history.dispersion, share))


def judge(tallies: Mapping[str, Tally], history: History) -> dict[str, float]:
    """Brand labels, or "" for the rest of the source together, of which too much vanished; with the probability of chance."""
    at_stake = sum(tally.looked_at >= LEAST_GONE for tally in tallies.values())
    level = FALSE_ALARMS / (at_stake + 1)
    found = {label: p for label, tally in sorted(tallies.items()) if (p := _burst(tally, history)) < level}
    rest = total([tally for label, tally in tallies.items() if label not in found])
    if (p := _burst(rest, history)) < level:
        found[""] = p
    return found


def _burst(tally: Tally, history: History) -> float:
    is_small = tally.gone < LEAST_GONE or tally.gone < LEAST_RATIO * tally.expected
    return 1.0 if is_small else chance(tally, history)


def total(tallies: Sequence[Tally]) -> Tally:
    """Some tallies together."""
    return Tally(
        sum(one.looked_at for one in tallies), sum(one.gone for one in tallies), sum(one.expected for one in tallies)
    )


def watch(visit: Visit) -> None:
    """Judge what vanished since the source was last watched, however this run ends; an alert is opened for each burst."""
    runs = _watched(visit)
    gone = _gone_since(visit, runs[0].run_id if runs else 0)
    if visit.source.vanishes is Vanishes.NEVER and not gone:
        return
    alarmed = {alert["run_id"] for alert in alerts(visit.engine, is_all=True, source_id=visit.source.source_id)
               if alert["kind"] == AlertKind.MASS_REMOVAL}  # fmt: skip
    later = range(runs[0].run_id + 1 if runs else 0, visit.run.run_id + 1)
    survival = observe(visit.engine, visit.source.source_id, without_runs={*alarmed, *later})
    tallies = _tallies(visit, gone, survival.hazard)
    whole = total(list(tallies.values()))
    visit.run.facts["risk"] = {"gone": whole.gone, "expected": round(whole.expected, 6)}
    usual = [run.facts["risk"] for run in runs if run.run_id not in alarmed][:MOST_RUNS]
    history = History(len(usual), float(survival.events.sum()), dispersion(usual))
    for label, p in judge(tallies, history).items():
        _raise(visit, label, tallies[label] if label else whole, history, p)


def dispersion(runs: Sequence[Mapping[str, float]]) -> float:
    """How unevenly earlier runs found what they were expected to: squared gaps over expected, all runs together, and of that
    the upper 95 % bound (few runs know it badly); between 1 and MOST_DISPERSION."""
    expected = sum(run["expected"] for run in runs)
    if not expected:
        return 1.0
    gaps = sum((run["gone"] - run["expected"]) ** 2 for run in runs)
    return float(min(MOST_DISPERSION, max(1.0, gaps / expected * len(runs) / special.chdtri(len(runs), 0.95))))


def _watched(visit: Visit) -> list[Any]:
    """Earlier runs of the source that were watched, newest first."""
    run = table_of(Run)
    wanted = select(run.c.run_id, run.c.facts).where(
        run.c.source_id == visit.source.source_id, run.c.kind.in_(COLLECTING), run.c.run_id < visit.run.run_id)  # fmt: skip
    with visit.engine.connect() as connection:
        rows = connection.execute(wanted.order_by(run.c.run_id.desc()).limit(4 * MOST_RUNS)).all()
    return [row for row in rows if "risk" in row.facts]


def _gone_since(visit: Visit, run_id: int) -> dict[str, int]:
    """By brand label: records that were seen to stand and were missed by a run after that one."""
    record, sighting = table_of(Record), table_of(Sighting)
    wanted = (
        select(record.c.brand_label, func.count().label("n"))
        .select_from(sighting.join(record, record.c.record_id == sighting.c.record_id))
        .where(record.c.source_id == visit.source.source_id, sighting.c.first_run_id > run_id, record.c.gone_at.is_not(None),
               sighting.c.visibility != Visibility.LIVE.value, record.c.first_seen_at < sighting.c.first_seen_at)
        .group_by(record.c.brand_label)
    )  # fmt: skip
    with visit.engine.connect() as connection:
        return {row.brand_label: row.n for row in connection.execute(wanted)}


def _tallies(visit: Visit, gone: Mapping[str, int], hazard: Floats) -> dict[str, Tally]:
    risk = visit.intake.risk
    risk.settle()
    return {
        label: Tally(max(risk.looked_at[label], gone.get(label, 0)), gone.get(label, 0), float(hazard @ risk.hours[label]))
        for label in sorted({*risk.looked_at, *gone})
    }  # fmt: skip


def _raise(visit: Visit, label: str, tally: Tally, history: History, p: float) -> None:
    name = f"{visit.source.source_id}, {label}" if label else visit.source.source_id
    usual = (
        f"{tally.expected:.1f} were to be expected"
        if history.runs >= LEAST_RUNS
        else f"{USUAL_SHARE:.0%} would pass for usual"
    )
    message = f"{name}: {tally.gone} of {tally.looked_at} records looked at had vanished where {usual}"
    detail = {**asdict(tally), "events": history.events, "dispersion": history.dispersion, "runs": history.runs, "p": p}
    open_alert(visit.engine, AlertKind.MASS_REMOVAL, visit.source.source_id, message, run_id=visit.run.run_id, detail=detail,
               brand_label=label, blocks=True)  # fmt: skip
    visit.run.notices.add(
        "mass_removal", f"{message}: nothing is published until the alert is closed", level=Level.WARNING
    )
