"""Whether a scrape lost its large view counts: many counts, none of 1,000 or more, and some missing or 0."""

from dataclasses import dataclass, field

from crawler.imports.job import ImportJob

LEAST_KNOWN = 100


@dataclass
class _Seen:
    known: int = 0
    most: int = 0
    lost: int = 0
    line: int = 0


@dataclass
class ViewCounts:
    """View counts by scrape, as they pass."""

    scrapes: dict[str, _Seen] = field(default_factory=dict)

    def see(self, scrape: str, views: int | None, line: int) -> None:
        """Count a record's views; None is not shown."""
        seen = self.scrapes.setdefault(scrape, _Seen())
        if not views:
            seen.lost += 1
            seen.line = seen.line or line
        else:
            seen.known += 1
            seen.most = max(seen.most, views)

    def notice(self, job: ImportJob) -> None:
        """Say which scrapes stop just below 1,000: a thousands separator cut their larger counts off."""
        for scrape, seen in self.scrapes.items():
            if seen.lost and seen.known >= LEAST_KNOWN and 900 <= seen.most < 1000:
                job.notice(
                    "views-lost",
                    f"views: max is {seen.most}, larger ones were lost by the scrape {scrape}",
                    line=seen.line,
                    count=seen.lost,
                )
