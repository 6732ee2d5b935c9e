"""Peers live in environments of their own under the temporary folder, never in the project's."""

import subprocess
import tempfile
import venv
from pathlib import Path


def python_with(package: str, *more: str) -> Path | str:
    """The interpreter of an environment with `package` and `more`, made on first use; or why there is none."""
    folder = Path(tempfile.gettempdir()) / "terazi-benchmarks" / f"venv-{package}"
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists():
        return python
    venv.create(folder, with_pip=True)
    tried = subprocess.run(
        [str(python), "-m", "pip", "install", "-q", package, *(more or ("pyarrow",))],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode:
        return f"{package} could not be installed: {tried.stderr.strip().splitlines()[-1]}"
    done.touch()
    return python
