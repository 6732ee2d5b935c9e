"""The product's commands as a person types them, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def terazi(home: Path, *words: str, check: bool = True) -> dict[str, Any]:
    """One command as a person would type it, with --json; its answer."""
    done = typed(home, *words, "--json")
    assert not check or done.returncode == 0, done.stderr + done.stdout
    return dict(json.loads(done.stdout)) if done.stdout.startswith("{") else {"stderr": done.stderr}


def said(home: Path, *words: str) -> str:
    """What a command that ends well says, on the screen and beside it."""
    done = typed(home, *words)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout + done.stderr


def typed(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """One command, however it ends."""
    command = [sys.executable, "-m", "terazi", *words]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)


def environment(home: Path) -> dict[str, str]:
    """The environment without any setting of Terazi but its home."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TERAZI_")} | {
        "TERAZI_HOME": str(home)
    }
