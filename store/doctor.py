"""What is missing or wrong in the set-up, and what mends it. Looks only; changes nothing."""

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from store.errors import SetupError, StoreError
from store.migrate import is_current
from store.release import open_release
from store.session import open_engine
from store.settings import Settings

GIB = 2**30
Finding = dict[str, Any]


def examine() -> list[Finding]:
    """Findings in order: what was looked at, whether it is as it must be, whether Terazi needs it, and what to do."""
    try:
        settings = Settings()
    except SetupError as wrong:
        return [_finding("settings", False, str(wrong))]
    looks: tuple[Callable[[Settings], Finding], ...] = (
        _python,
        _home,
        _disk,
        _database,
        _contact,
        _key,
        _release,
        _port,
    )
    return [look(settings) for look in looks]


def problems(findings: list[Finding]) -> Iterator[Finding]:
    """Those that keep Terazi from working."""
    return (finding for finding in findings if finding["needed"] and not finding["ok"])


def _finding(what: str, ok: bool, says: str, *, needed: bool = True) -> Finding:
    return {"what": what, "ok": ok, "needed": needed, "says": says}


def _python(_: Settings) -> Finding:
    version = sys.version.split()[0]
    return _finding("Python", sys.version_info >= (3, 11), f"{version}; 3.11 or newer is needed")


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        probe = settings.home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as refused:
        return _finding("home", False, f"{settings.home}: {refused}; set TERAZI_HOME to a folder you may write to")
    return _finding("home", True, f"{settings.home.resolve()} can be written")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home if settings.home.exists() else ".").free
    return _finding("disk", free > GIB, f"{free / GIB:.1f} GiB free; 1 GiB is the least to work with")


def _database(settings: Settings) -> Finding:
    try:
        engine = open_engine(settings)
        with engine.connect():
            current = is_current(engine)
        engine.dispose()
    except (SQLAlchemyError, OSError) as refused:
        return _finding(
            "database", False, f"{str(refused).splitlines()[0]}; is the server of TERAZI_DATABASE_URL running?"
        )
    says = (
        "at this version's tables"
        if current
        else "not yet at this version's tables; any command or `terazi migrate` does it"
    )
    return _finding("database", current, f"{engine.url.render_as_string(hide_password=True)} is {says}", needed=False)


def _contact(settings: Settings) -> Finding:
    says = (
        settings.contact
        or "not set: sources beyond this machine are not asked. Set TERAZI_CONTACT='Name, mail@example.org'"
    )
    return _finding("contact", bool(settings.contact), says, needed=False)


def _key(settings: Settings) -> Finding:
    path = settings.home / "author.key"
    if not path.exists():
        return _finding("author key", True, "will be made when the first author is met", needed=False)
    private = path.stat().st_mode & 0o077 == 0
    return _finding(
        "author key", private, f"{path} {'is private' if private else 'can be read by others; run chmod 600 on it'}"
    )


def _release(settings: Settings) -> Finding:
    try:
        release = open_release(settings.releases)
    except StoreError as none:
        return _finding("release", False, str(none), needed=False)
    return _finding("release", True, f"{release.manifest['release_id']} is published", needed=False)


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        free = probe.connect_ex((settings.host, settings.port)) != 0
    says = "is free" if free else "is taken; stop what uses it or set TERAZI_PORT"
    return _finding("port", free, f"{settings.host}:{settings.port} {says}", needed=False)
