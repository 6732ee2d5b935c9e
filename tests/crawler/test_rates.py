"""What a limit's own headers say is done: a source at its end is left in peace until the limit begins anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.politeness import rest_s
from tests.crawler.process import Ended, crawl
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.base import Platform, build_posts
from tests.world.platforms.mastodon import Mastodon
from tests.world.platforms.reddit import Reddit

NOW = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-used": "100", "x-ratelimit-reset": "241"}, 241),
        ({"x-ratelimit-remaining": "96.0", "x-ratelimit-used": "4", "x-ratelimit-reset": "241"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-10-05T09:05:00.000000Z"}, 300),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-10-05T08:00:00Z"}, 0),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "1791190920"}, 120),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1791190830"}, 30),
        ({"ratelimit-remaining": "0", "ratelimit-resettime": "2026-10-06T00:00:00+00:00"}, 15 * 3600),
        ({"x-ratelimit-remaining": "0"}, None),
        ({"x-ratelimit-remaining": "none", "x-ratelimit-reset": "60"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, None),
        ({"retry-after": "7", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}, 7),
        ({"retry-after": "Mon, 05 Oct 2026 09:01:00 GMT"}, 60),
        ({}, None),
    ],
)
def test_headers_of_limits(headers: dict[str, str], seconds: float | None) -> None:
    assert rest_s(headers, NOW) == seconds


class Limited:
    """A platform whose answer number `nth` says that its limit is used up until `reset`, with `status` where that is no 200."""

    def __init__(self, kind: type[Platform], nth: int, reset: str, status: int = 200) -> None:
        now = datetime.now(UTC) - timedelta(days=4)
        self.platform, self.nth, self.reset, self.status = kind(build_posts(11, now), now), nth, reset, status
        self.count = 0

    def answer(self, asked: Asked) -> Said:
        """The platform's word, with its headers."""
        self.count += 1
        if self.count != self.nth:
            return self.platform.answer(asked)
        said = self.platform.answer(asked) if self.status == 200 else Said("", self.status)
        limit = {"X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Used": "100", "X-Ratelimit-Reset": self.reset}
        return replace(said, headers={**said.headers, **limit})

    def crawl(self, home: Path, site: Site) -> Ended:
        """All of it."""
        source_id = str(self.platform.source_id)
        return crawl(home, source_id, base_url=site.base_url, brands=self.platform.brands(), env=self.platform.env)


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("kind", [Reddit, Mastodon], ids=["reddit", "mastodon"])
def test_a_limit_that_is_used_up_is_waited_out(home: Path, kind: type[Platform], status: int) -> None:
    at = (datetime.now(UTC) + timedelta(seconds=12)).isoformat().replace("+00:00", "Z")
    limited = Limited(kind, 3, "1" if kind is Reddit else at, status)
    with serve(limited.answer) as site:
        ended = limited.crawl(home, site)
        third, fourth = [asked for asked in site.log if asked.path != "/robots.txt"][2:4]
    assert ended.state == "ok"
    assert fourth.at - third.at >= 1.0
    assert ended.counts["records"] == len(limited.platform.expected())


def test_a_limit_for_hours_ends_the_run_with_what_it_has(home: Path) -> None:
    limited = Limited(Reddit, 3, "40000")
    with serve(limited.answer) as site:
        ended = limited.crawl(home, site)
        asked = len(site.paths)
        again = limited.crawl(home, site)
        assert len(site.paths) == asked == 3
    assert (ended.state, again.state) == ("blocked", "blocked")
    assert "a long rest" in ended.said("blocked")
    assert ended.counts["records"] > 0
