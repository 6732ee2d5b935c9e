"""A small network whose posts can be taken away, changed and brought back by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from store.tables import Record
from tests.crawler.process import Ended, crawl, rows
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.base import Post, build_posts
from tests.world.platforms.mastodon import Mastodon

STATUS = "/api/v1/statuses/"


class Network:
    """Mastodon as the world has it; `says` answers in the place of a status, by its number."""

    def __init__(self, home: Path, seed: int = 5, count: int = 40) -> None:
        now = datetime.now(UTC) - timedelta(days=4)
        self.home, self.platform = home, Mastodon(build_posts(seed, now, count), now)
        self.says: dict[int, Said] = {}
        self.hidden: set[str] = set()
        self.site: Site

    def answer(self, asked: Asked) -> Said:
        """The platform's word, unless something was changed by hand."""
        number = asked.path.removeprefix(STATUS)
        if number.isdigit() and int(number) in self.says:
            return self.says[int(number)]
        if asked.path == "/about":
            return Said('{"about": "us"}', 200, {"Content-Type": "application/json"})
        said = self.platform.answer(asked)
        if asked.path.rpartition("/")[2] in self.hidden:
            return Said("[]", 200, {"Content-Type": "application/json"})
        return said

    def crawl(self, **options: Any) -> Ended:
        """A crawl of both firms."""
        self.site.log.clear()
        options = {"brands": self.platform.brands(), "env": self.platform.env} | options
        return crawl(self.home, "mastodon", base_url=self.site.base_url, **options)

    @property
    def stored(self) -> dict[int, Record]:
        """The records by the post's number."""
        return {int(record.source_key.rpartition("/")[2]): record for record in rows(self.home, Record)}

    @property
    def asked(self) -> set[int]:
        """The posts that were asked for one by one."""
        asked = (path.removeprefix(STATUS) for path in self.site.paths if path.startswith(STATUS))
        return {int(number) for number in asked if number.isdigit()}

    def post(self, number: int) -> Post:
        """A post."""
        return next(post for post in self.platform.posts if post.number == number)

    def status(self, number: int, **changes: Any) -> Said:
        """A post as the platform shows it, changed."""
        shown = self.platform._status(self.platform.seen(self.post(number))) | changes
        return Said(json.dumps(shown), 200, {"Content-Type": "application/json"})


@contextmanager
def network(home: Path, **options: Any) -> Iterator[Network]:
    """A network being served."""
    found = Network(home, **options)
    with serve(found.answer) as found.site:
        yield found
