"""What people did by hand, for everybody to see."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta
from sqlmodel import Session

from api.errors import WRONG
from store.acts import read_acts

PAGE = 100


class Act(msgspec.Struct):
    """One manual act."""

    act_id: int
    acted_at: datetime
    actor: Annotated[str, Meta(description="The name of the key used, or `operator` at the command line")]
    act: Annotated[str, Meta(examples=["decide dispute"])]
    target_kind: str
    target_id: str
    because: str
    detail: dict[str, Any]


class Acts(msgspec.Struct):
    """A page of the book."""

    acts: list[Act]
    next_before: Annotated[int | None, Meta(description="`before` of the next page; null at the end")]


@get("/acts", sync_to_thread=True, summary="Everything done by hand, the latest first", responses={400: WRONG[400]})
def list_acts(
    session: NamedDependency[Session],
    before: Annotated[
        int, QueryParameter(description="Only acts older than this act_id; 0 = from the latest", ge=0, le=2**31 - 1)
    ] = 0,
) -> Acts:
    """Every decision of a person, with its reason. Nothing is ever taken out of this book."""
    rows = read_acts(session, before_id=before, limit=PAGE)
    return Acts(
        [msgspec.convert(row.model_dump(), Act) for row in rows], rows[-1].act_id if len(rows) == PAGE else None
    )
