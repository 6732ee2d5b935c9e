"""Asks one address after the other over open connections, as often as it is answered: `python -m benchmarks.load PORT SECONDS CONNECTIONS PATH...`.

Prints requests a second, median and 99th percentile in ms, and how many answers were not the expected 200.
"""

import asyncio
import json
import sys
import time
from itertools import cycle
from typing import Any


class _Asker(asyncio.Protocol):
    """One connection: sends the next request when the last answer is whole."""

    def __init__(self, requests: Any, until: float, seconds: list[float], wrong: list[bytes]) -> None:
        self.requests, self.until, self.seconds, self.wrong = requests, until, seconds, wrong
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer, self.whole = b"", 0

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        """A part of an answer."""
        self.buffer += data
        if not self.whole:
            head, end, _ = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            self.whole = len(head) + 4 + int(length[15:])
            if b" 200 " not in head[:16]:
                self.wrong.append(head)
        if len(self.buffer) < self.whole:
            return
        now = time.perf_counter()
        self.seconds.append(now - self.began)
        self.buffer, self.whole = b"", 0
        if now < self.until:
            self._ask()
        else:
            self.transport.close()
            self.over.set_result(None)


async def ask(port: int, seconds: float, connections: int, paths: list[str]) -> dict[str, float]:
    """The figures of one round."""
    requests = cycle([f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode() for path in paths])
    took: list[float] = []
    wrong: list[bytes] = []
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    askers: list[_Asker] = []
    for _ in range(connections):
        _, asker = await loop.create_connection(
            lambda: _Asker(requests, began + seconds, took, wrong), "127.0.0.1", port
        )
        askers.append(asker)
    await asyncio.gather(*(asker.over for asker in askers))
    ordered = sorted(took)
    return {
        "per_second": len(took) / (time.perf_counter() - began),
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
        "wrong": len(wrong),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(ask(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))))
