"""Programs of other people that must accept what we publish, run as their users run them: by processes of their own.

`.venv/peers` and `.venv/citation` (Makefile) hold those that come from PyPI: their pins collide with ours and with each other's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def peer(program: str, *words: object, environment: str = "peers") -> "subprocess.CompletedProcess[str]":
    """A program of an environment, run to its end from the root of the project."""
    home = Path(sys.prefix) / environment / "bin"
    if not (home / program).exists():
        _missing(f"{home / program} is not installed (`make test` does it)", "TERAZI_REQUIRE_PEERS")
    return _run(home, str(home / program), words)


def script(name: str, *words: object) -> "subprocess.CompletedProcess[str]":
    """A script of this folder, run by the interpreter of `.venv/peers`."""
    return peer("python", "-m", f"tests.peers.{name}", *words)


def rscript(name: str, *words: object) -> "subprocess.CompletedProcess[str]":
    """A script of this folder, run by R with readr, which Debian has as r-base-core and r-cran-readr."""
    found = shutil.which("Rscript")
    if found is None or _run(None, found, ("-e", "library(readr)")).returncode:
        _missing("R with readr is not installed", "TERAZI_REQUIRE_R")
    return _run(None, found, (HERE / name, *words))


def _run(home: Path | None, program: str, words: tuple[object, ...]) -> "subprocess.CompletedProcess[str]":
    path = f"{home}{os.pathsep}{os.environ['PATH']}" if home else os.environ["PATH"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TERAZI_", "PYTHON"))}
    return subprocess.run([program, *map(str, words)], env=environment | {"PATH": path, "LC_ALL": "C.UTF-8"},
                          cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)  # fmt: skip


def _missing(why: str, switch: str) -> NoReturn:
    if os.environ.get(switch):
        pytest.fail(f"{why} and {switch} is set")
    pytest.skip(why)
