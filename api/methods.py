"""The method behind the scores."""

from litestar import get
from litestar.di import NamedDependency

from api.answers import Methods
from api.errors import WRONG
from api.queries import Queries


@get("/methods", sync_to_thread=False, summary="Functions and parameters of the method", responses=WRONG)
def list_methods(queries: NamedDependency[Queries]) -> Methods:
    """What each function does, in a sentence and in full, with the parameters it ran with."""
    return queries.methods
