"""The releases open for reading: the latest, and a few that somebody pinned. A newer one is taken up without a restart."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import msgspec

from api.answers import ReleaseNote
from api.errors import NoReleaseError, NotInRelease
from api.queries import Queries
from store.delta import delta_folder, read_delta, write_delta
from store.editions import LIST, erased_since, served
from store.errors import StoreError
from store.release import open_release

LOG = logging.getLogger("terazi.api")
PINNED = 3


class Shelf:
    """Opens releases of a folder. All are read again when one is published or a record is erased; until then the former ones answer."""

    def __init__(self, releases: Path, cache: Path, prepare: Callable[[Queries], None] = lambda _: None) -> None:
        self.releases, self._cache, self._prepare = releases, cache, prepare
        self._latest: Queries | None = None
        self._stamp = (0, 0)
        self._notes: dict[str, ReleaseNote] = {}
        self._pinned: dict[str, Queries] = {}
        self._lock, self._writing = Lock(), Lock()

    async def get(self, release_id: str = "") -> Queries:
        """The release asked for, or the latest. Raises NoReleaseError, NotInRelease. Opening never blocks the other answers."""
        if release_id:
            self.at_hand()
            known = self._pinned.get(release_id)
            return known if known is not None else await asyncio.to_thread(self._pin, release_id)
        if self.at_hand() is None:
            await asyncio.to_thread(self.refresh)
        return self._opened()

    def at_hand(self) -> Queries | None:
        """The latest release where it is open; a newer one is taken up meanwhile."""
        if self._latest is not None and self._changed():
            Thread(target=self._take_up, daemon=True).start()
        return self._latest

    def ids(self) -> list[str]:
        """Ids of all whole releases, newest first."""
        return sorted((path.parent.name for path in self.releases.glob("[!.]*/release.json")), reverse=True)

    def notes(self) -> list[ReleaseNote]:
        """What each whole release says of itself, newest first."""
        return [self._note(name) for name in self.ids()]

    def _note(self, release_id: str) -> ReleaseNote:
        if release_id not in self._notes:
            release = open_release(self.releases, release_id)
            count = len(erased_since(release, self.releases))
            self._notes[release_id] = msgspec.convert(release.manifest | {"erased_count": count}, ReleaseNote)
        return self._notes[release_id]

    def delta(self, since: str, until: str) -> tuple[Path, dict[str, Any]]:
        """The folder of what changed between two releases and what it says; written when it is first asked for. Raises NotInRelease."""
        for one in (since, until):
            if one not in self.ids():
                raise NotInRelease(f"there is no release {one!r}")
        old, new = (open_release(self.releases, one) for one in (since, until))
        with self._writing:
            shown, cache = served(new, self.releases, self._cache)
            published, own = (delta_folder(folder, since, until) for folder in (self.releases, cache))
            folder = published if published.exists() and shown is new else own
            if not folder.exists():
                write_delta(old, shown, folder)
            return folder, read_delta(folder)

    def refresh(self) -> None:
        """Open the latest release unless it is open already."""
        with self._lock:
            stamp = self._now()
            if stamp[0] and stamp != self._stamp:
                latest = self._open()
                self._prepare(latest)
                self._latest, self._stamp = latest, stamp
                self._pinned, self._notes = {}, {}

    def warm(self) -> None:
        """Lay out, before anybody asks, what takes long for a large release."""
        with self._lock:
            latest = self._latest
        if latest is not None:
            _ = latest.complaints

    def close(self) -> None:
        """Let go of every open release."""
        for queries in {*self._pinned.values(), self._latest}:
            if queries is not None:
                queries.close()
        self._latest, self._stamp, self._pinned = None, (0, 0), {}

    def _opened(self) -> Queries:
        if self._latest is None:
            raise NoReleaseError(
                "nothing has been published yet: run `terazi demo`, or `terazi score` and `terazi release`"
            )
        return self._latest

    def _take_up(self) -> None:
        try:
            self.refresh()
            self.warm()
        except Exception:
            LOG.exception("the newest release cannot be opened; the former one is served until another is published")
            self._stamp = self._now()

    def _changed(self) -> bool:
        stamp = self._now()
        return not self._lock.locked() and stamp[0] > 0 and stamp != self._stamp

    def _now(self) -> tuple[int, int]:
        """When the latest release was published, and when a record was last erased."""
        return _moment(self.releases / "latest.json"), _moment(self.releases / LIST)

    def _open(self, release_id: str = "") -> Queries:
        return Queries(*served(open_release(self.releases, release_id), self.releases, self._cache))

    def _pin(self, release_id: str) -> Queries:
        with self._lock:
            if release_id not in self._pinned:
                if release_id not in self.ids():
                    raise NotInRelease(f"release: there is no release {release_id!r}")
                try:
                    opened = (
                        self._latest
                        if self._latest and self._latest.release_id == release_id
                        else self._open(release_id)
                    )
                except StoreError as missing:
                    raise NotInRelease(f"release: {missing}") from missing
                self._pinned = dict([*self._pinned.items(), (release_id, opened)][-PINNED:])
            return self._pinned[release_id]


def _moment(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
