"""Private business figures stored or not: the same scores, to the last bit."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from scoring.run import extra_tables, score
from store.keys import make_key
from store.sealed import keep as keep_figures
from store.settings import Settings
from store.vocabulary import Scope
from tests.scoring.made import NOW
from tests.scoring.released import stored

FIGURES = b"period,metric,value\n" + b"".join(b"%d,revenue,%d\n" % (year, year * 7) for year in range(2015, 2027))


def everything(engine: Engine, settings: Settings) -> dict[str, Any]:
    """All that a scoring comes to."""
    scored = score(engine, settings, as_of=NOW)[1]
    weighed = {(one.group.sector_id, one.group.dimension): [values.tobytes() for values in (one.posterior.score, one.posterior.low, one.posterior.high)]
               for one in scored.weighed}  # fmt: skip
    tables = {name: repr(table.to_pylist()) for name, table in extra_tables(scored).items()}
    return {"standard": scored.standard_hash, "weighed": weighed, **tables}


def test_scores_are_the_same_to_the_last_bit(tmp_path_factory: Any) -> None:
    settings, engine = stored(tmp_path_factory.mktemp("figures"))
    before = everything(engine, settings)
    with Session(engine) as session:
        secret = make_key(session, "auditor", [Scope.STATE], NOW, "alfa")
        keep_figures(session, secret, "auditor", "own.csv", FIGURES, NOW)
        session.commit()
    after = everything(engine, settings)
    engine.dispose()
    assert len(before["weighed"]) > 4
    assert after == before
