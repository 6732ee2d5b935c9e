"""datasketch in an environment of its own: MinHash of character 5-grams, LSH, and the pairs it verifies, from the same texts."""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

from benchmarks.venvs import python_with

_PEER = """
import json, sys, time
import pyarrow.parquet as pq
from datasketch import MinHash, MinHashLSH, __version__
texts = pq.read_table(sys.argv[1]).column("text").to_pylist()
print(__version__, flush=True)
for _ in sys.stdin:
    began = time.perf_counter()
    shingles = []
    for text in texts:
        text = " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
        shingles.append([text[i : i + 5].encode() for i in range(len(text) - 4)])
    hashes = MinHash.bulk(shingles, num_perm=128)
    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs = []
    for number, one in enumerate(hashes):
        pairs += [(other, number) for other in index.query(one) if one.jaccard(hashes[other]) >= 0.5]
        index.insert(number, one)
    print(json.dumps([time.perf_counter() - began, pairs]), flush=True)
"""


class Found(NamedTuple):
    """Seconds from text to verified pairs, and the pairs."""

    seconds: float
    pairs: set[tuple[int, int]]


class Datasketch:
    """The peer, kept running so that no round pays for its start."""

    def __init__(self, texts: Path) -> None:
        python = python_with("datasketch")
        if isinstance(python, str):
            raise RuntimeError(python)
        self.process = subprocess.Popen(
            [str(python), "-c", _PEER, str(texts)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.version = self.process.stdout.readline().strip()

    def run(self) -> Found:
        """One round."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seconds, pairs = json.loads(self.process.stdout.readline())
        return Found(seconds, {(first, second) for first, second in pairs})

    def close(self) -> None:
        """Let it go."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
