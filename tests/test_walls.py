"""The walls of the house: rooms never import each other, and imports run one way."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "store": {"store", "migrations"},
    "migrations": {"store", "migrations"},
    "crawler": {"crawler", "store"},
    "scoring": {"scoring", "store"},
    "api": {"api", "store"},
}
ROOMS = {*MAY_IMPORT, "terazi", "tests"}


def imported(path: Path) -> Iterator[str]:
    """Names of modules a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute, so that walls can be seen"
            yield node.module or ""


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    files = sorted((HOUSE / room).rglob("*.py"))
    assert files, f"{room} is empty"
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for path in files
        for name in imported(path)
        if name.split(".")[0] in ROOMS - MAY_IMPORT[room]
    ]
    assert not wrong


def test_no_import_cycle() -> None:
    modules = {
        ".".join(path.relative_to(HOUSE).with_suffix("").parts): path
        for room in MAY_IMPORT
        for path in (HOUSE / room).rglob("*.py")
    }
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    graph = {name: set(_top_level(path, modules.keys())) - {name} for name, path in modules.items()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"import cycle: {' -> '.join([*way, name])}"
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def _top_level(path: Path, modules: Collection[str]) -> Iterator[str]:
    """Our modules that a file imports when it is loaded; `from package import module` means the module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield from [name for name in (f"{node.module}.{alias.name}", node.module or "") if name in modules][:1]


def test_scoring_imports_nothing_that_can_ask_or_wait() -> None:
    """Scoring is pure: no clock, no random, no network inside the calculation (run.py and publish.py hand them in)."""
    edges = {"scoring/run.py", "scoring/publish.py"}
    forbidden = {"random", "requests", "httpx", "socket", "urllib", "os", "time", "secrets"}
    wrong = [
        f"{path.relative_to(HOUSE)} imports {name}"
        for path in sorted((HOUSE / "scoring").rglob("*.py"))
        if str(path.relative_to(HOUSE)) not in edges
        for name in imported(path)
        if name.split(".")[0] in forbidden
    ]
    assert not wrong
