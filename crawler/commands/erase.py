"""`terazi erase`: the words of a record go for good; that it was there stays."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from store.front import err, opened

app = typer.Typer()


@app.command()
def erase(
    because: Annotated[str, typer.Option(help="Why; public.")],
    record: Annotated[str, typer.Argument(help="A record_id.")] = "",
    author: Annotated[str, typer.Option(help="Instead of a record: all records of this pseudonym (author_hash).")] = "",
) -> None:
    """Erase a record, or all of an author: text, title, pseudonym, answers, earlier versions and archived pages.

    What stays is its id, its source, its dates and why it went; it is never taken in again, and counts on like a removed one.
    Releases that are out stay as they are on disk and are served without its words from now on; the next one has none of it.
    """
    from sqlmodel import Session

    from store.editions import list_erased
    from store.erasure import erase as erase_record
    from store.erasure import records_by
    from store.errors import InputError

    if bool(record) == bool(author):
        raise InputError("give a record or --author, not both", field="record")
    with opened() as (settings, engine), Session(engine) as session:
        wanted = records_by(session, author) if author else [record]
        for one in wanted:
            erase_record(session, settings.archive, one, datetime.now(UTC), "operator", because)
        session.commit()
        list_erased(engine, settings.releases)
    err.print(f"{len(wanted)} erased: run `terazi release`, so that the newest release has none of it.", markup=False)
