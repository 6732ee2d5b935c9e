"""What the shapes of DCAT-AP find wrong with catalogues: with_shacl.py SHAPES CATALOGUE..."""

import json
import sys
from pathlib import Path

from pyshacl import validate
from rdflib import SH, Graph


def main(shapes: Path, catalogues: list[Path]) -> None:
    """Print {file: ["property of what: what is wrong", ...]}."""
    demanded = Graph().parse(shapes)
    print(json.dumps({path.name: faults(path, demanded) for path in catalogues}))  # noqa: T201


def faults(catalogue: Path, demanded: Graph) -> list[str]:
    """Every fault; none where the catalogue conforms."""
    conforms, report, _ = validate(Graph().parse(catalogue), shacl_graph=demanded)
    found = sorted(": ".join(str(report.value(one, part)) for part in (SH.resultPath, SH.focusNode, SH.resultMessage))
                   for one in report.subjects(SH.focusNode))  # fmt: skip
    assert conforms is not bool(found)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
