"""What a benchmark says: figures, each with its goal if it has one, and the clocks they come from."""

import json
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One number. `at_most` or `at_least` is its goal; `note` says what it is a ratio to, or why there is none."""

    name: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None without a goal or without a number."""
        if self.value is None or (self.at_most is None and self.at_least is None):
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def line(self) -> str:
        """For people."""
        value = "not measured" if self.value is None else f"{self.value:,.3g} {self.unit}".strip()
        goal = "" if self.at_most is None else f"goal <= {self.at_most:g}"
        goal = goal if self.at_least is None else f"goal >= {self.at_least:g}"
        met = {None: "", True: "met", False: "NOT MET"}[self.is_met]
        return f"  {self.name:<52} {value:>16}  {goal:<14} {met:<8} {self.note}".rstrip()


@dataclass
class Report:
    """All figures of one benchmark. `is_wrong` means that an answer was wrong, not that it was slow."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    is_wrong: bool = False

    def add(self, name: str, value: float | None, unit: str = "", *, at_most: float | None = None, at_least: float | None = None,
            note: str = "") -> None:  # fmt: skip
        """One more figure."""
        self.figures.append(Figure(name, value, unit, at_most, at_least, note))

    def text(self) -> str:
        """As lines."""
        load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        return "\n".join(
            [f"{self.name}  (load {load} on {os.cpu_count()} cores)", *(one.line() for one in self.figures)]
        )

    def json(self) -> str:
        """As one JSON object."""
        figures = [asdict(one) | {"is_met": one.is_met} for one in self.figures]
        return json.dumps({"name": self.name, "is_wrong": self.is_wrong, "load": os.getloadavg(), "figures": figures})


@contextmanager
def clocked(into: dict[str, float], name: str) -> Iterator[None]:
    """Adds the seconds of the block to `into[name]`."""
    start = time.perf_counter()
    yield
    into[name] = into.get(name, 0.0) + time.perf_counter() - start


def alternating(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each run after one warm-up, taken in turns, there and back, so that a busy moment falls on all of them
    and none always follows the one that leaves the machine coldest."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, run in list(runs.items())[:: -1 if turn % 2 else 1]:
            start = time.perf_counter()
            run()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: median(all_of) for name, all_of in seconds.items()}


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forget_peak_mb() -> float:
    """Begin to count the peak anew (Linux); returns what the process holds now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def peak_since_mb() -> float:
    """The most memory held since `forget_peak_mb`, in MB."""
    return _status("VmHWM")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
