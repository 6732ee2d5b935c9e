"""A platform that only ever shows its newest few of each firm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from tests.world.platforms.base import FIRMS, Platform, Post


class Sample(Platform):
    """What must be stored is what it showed when it was asked: at the start, and now. Facts are as they were last shown."""

    newest: ClassVar[int] = 5

    def __init__(self, posts: Sequence[Post], now: datetime) -> None:
        super().__init__(posts, now)
        self.began = now

    def shown(self, handle: str) -> list[Post]:
        """The few of a firm."""
        return self.live(handle)[: self.newest]

    def expected(self) -> dict[str, dict[str, Any]]:
        now, vanished = self.now, self.vanished()
        found: dict[str, dict[str, Any]] = {}
        for at in (self.began, now):
            self.now = at
            found |= {self.key(post): self.facts(post) for _, handle in FIRMS for post in self.shown(handle)}
        return {key: facts for key, facts in found.items() if key not in vanished}
