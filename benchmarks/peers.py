"""PostgreSQL and Spark, started for one benchmark and stopped after it. Each takes a list of queries and gives rows of sums."""

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import psycopg

from benchmarks.venvs import python_with

Rows = list[list[float]]
Run = Callable[[Sequence[str]], Rows]
POSTGRES = Path("/usr/lib/postgresql/15/bin")
_SETTINGS = {"shared_buffers": "3GB", "work_mem": "512MB", "max_parallel_workers_per_gather": "2", "max_parallel_workers": "2", "fsync": "off",
             "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "autovacuum": "off", "max_wal_size": "8GB"}  # fmt: skip
_TABLES = {
    "risk": "brand_no INTEGER, stratum_no INTEGER, q DOUBLE PRECISION, first_response_h DOUBLE PRECISION, follow_up_h DOUBLE PRECISION, good_dialogue BOOLEAN",
    "hazards": "stratum_no INTEGER, bin INTEGER, rate DOUBLE PRECISION, begin_hazard DOUBLE PRECISION",
}


@contextmanager
def postgres(files: dict[str, Path]) -> Iterator[Run | str]:
    """PostgreSQL 15 on a free loopback port with the files copied in and analysed; or why not."""
    if not (POSTGRES / "initdb").exists():
        yield f"no PostgreSQL in {POSTGRES}"
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terazi-postgres-")))
        shutil.chown(folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        _as_postgres("initdb", "-D", str(folder / "data"), "-A", "trust", "--no-sync", "--locale=C")
        options = " ".join(
            f"-c {name}={value or chr(39) * 2}" for name, value in {**_SETTINGS, "port": str(port)}.items()
        )
        _as_postgres("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
        stack.callback(_as_postgres, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        link = stack.enter_context(
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres", autocommit=True)
        )
        for name, columns in _TABLES.items():
            link.execute(f"CREATE UNLOGGED TABLE {name} ({columns})")
            csv = folder / f"{name}.csv"
            duckdb.execute(f"COPY (FROM read_parquet('{files[name]}')) TO '{csv}' (FORMAT csv, HEADER false)")
            with csv.open("rb") as lines, link.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy:
                while part := lines.read(1 << 20):
                    copy.write(part)
            csv.unlink()
            link.execute(f"VACUUM ANALYZE {name}")
        yield lambda queries: [[float(x) for x in link.execute(query).fetchall()[0]] for query in queries]


def _as_postgres(tool: str, *arguments: str) -> None:
    subprocess.run(
        ["runuser", "-u", "postgres", "--", str(POSTGRES / tool), *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


@contextmanager
def spark(files: dict[str, Path]) -> Iterator[Run | str]:
    """Spark local[2] in an environment of its own, reading the same Parquet files; or why not."""
    python = python_with("pyspark")
    if isinstance(python, str):
        yield python
        return
    command = [str(python), str(Path(__file__).with_name("spark_peer.py")), str(files["risk"]), str(files["hazards"])]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdin
        assert child.stdout
        questions, answers = child.stdin, child.stdout

        def run(queries: Sequence[str]) -> Rows:
            questions.write(json.dumps(list(queries)) + "\n")
            questions.flush()
            rows: Rows = json.loads(answers.readline())
            return rows

        yield run if answers.readline().strip() == "ready" else "Spark did not start"
        questions.close()
