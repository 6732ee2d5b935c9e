"""What may be spent in a month: counted in a file that outlives a run, for sources whose answers cost money."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crawler.ask import Ask
from crawler.errors import Blocked
from crawler.source import Signature
from crawler.web import Answer, Fetch


class Budget:
    """So many units a calendar month (UTC), of which a file says how many are spent."""

    def __init__(self, path: Path, cap: int) -> None:
        self.path, self.cap = path, cap

    def spent(self, now: datetime) -> int:
        """Units spent in this month."""
        said = json.loads(self.path.read_text()) if self.path.exists() else {}
        return int(said.get(f"{now:%Y-%m}", 0))

    def check(self, now: datetime) -> None:
        """Raises Blocked until the next month where nothing is left."""
        if self.spent(now) >= self.cap:
            raise Blocked(f"the month's {self.cap} reads are spent", until=next_month(now))

    def spend(self, units: int, now: datetime) -> None:
        """Count units. Earlier months are forgotten."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps({f"{now:%Y-%m}": self.spent(now) + units}))
        draft.replace(self.path)


def next_month(now: datetime) -> datetime:
    """The first moment of the month after this one."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)


def metered(fetch: Fetch, budget: Budget, cost: Callable[[Answer], int]) -> Fetch:
    """Fetching that asks nothing more once the budget is spent."""

    async def fetched(ask: Ask, signature: Signature) -> Answer:
        budget.check(datetime.now(UTC))
        answer = await fetch(ask, signature)
        budget.spend(cost(answer), datetime.now(UTC))
        return answer

    return fetched
