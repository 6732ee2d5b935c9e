"""Score and publish in one go: what is released is what was just calculated, checked, and nothing else."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from scoring.evidence.insult import mask_insults
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.run import extra_tables, score
from scoring.standard import Standard
from store.alerts import refuse_while_blocked
from store.delta import delta_folder, write_delta
from store.editions import list_erased
from store.release import former_release, open_release, publish
from store.runs import open_run
from store.settings import Settings
from store.status import release_tables
from store.tables import Release
from store.vocabulary import RunKind

BANNER_EN = "Simulated world: every brand, person and complaint on this page is invented."
BANNER_TR = "Benzetim dünyası: bu sayfadaki her marka, kişi ve şikâyet uydurmadır."


def publish_release(
    engine: Engine,
    settings: Settings,
    *,
    title: tuple[str, str],
    is_simulated: bool,
    code_version: str,
    as_of: datetime | None = None,
    parameters: Parameters | None = None,
    standard: Standard | None = None,
) -> dict[str, Any]:
    """A new release of everything stored, as of a moment (default: now); `title` in English and Turkish. Returns its manifest.

    Raises StoreError while an alert blocks publication.
    """
    parameters = parameters or Parameters()
    with open_run(engine, settings, RunKind.RELEASE, "all", "release") as run:
        refuse_while_blocked(engine)
        scoring, scored = score(engine, settings, as_of=as_of, parameters=parameters, standard=standard)
        before = former_release(settings.releases)
        published_at = datetime.now(UTC)
        facts = {
            "title_en": title[0], "title_tr": title[1], "is_simulated": is_simulated, "banner_en": BANNER_EN if is_simulated else "",
            "banner_tr": BANNER_TR if is_simulated else "", "method_name": NAME, "method_version": VERSION, "parameters": as_json(parameters),
            "code_version": code_version, "as_of": scoring.facts["checkpoint"]["as_of"], "standard_hash": scored.standard_hash,
            "scoring_run_id": scoring.run_id, "skipped": scoring.skipped,
            "address": settings.address.rstrip("/"), "is_own_standard": scored.is_own_standard, "standard_facts": scored.standard.facts,
        }  # fmt: skip
        manifest = publish(
            engine,
            settings.releases,
            scoring.run_id,
            published_at=published_at,
            facts=facts,
            extra=extra_tables(scored) | release_tables(engine, settings),
            mask=mask_insults,
        )
        with Session(engine) as session:
            session.add(Release(release_id=manifest["release_id"], scoring_run_id=scoring.run_id, published_at=published_at,
                                manifest_hash=manifest["manifest_hash"], is_simulated=is_simulated))  # fmt: skip
            session.commit()
        list_erased(engine, settings.releases)
        if before:
            ids = before.manifest["release_id"], manifest["release_id"]
            write_delta(before, open_release(settings.releases), delta_folder(settings.releases, *ids))
        run.counts = {"records": manifest["tables"]["records"]["rows"]}
        return manifest
