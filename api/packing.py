"""Bodies packed for who can unpack them: zstd, which is quicker and smaller, before gzip."""

import gzip

import pyarrow as pa

_ZSTD = pa.Codec("zstd", compression_level=3)


def way(accepted: bytes) -> bytes:
    """`zstd`, `gzip` or nothing: the way asked for in an Accept-Encoding header with the highest weight, ours first among equals."""
    weights = {}
    for part in accepted.lower().split(b","):
        said, _, weight = part.partition(b";q=")
        try:
            weights[said.strip()] = float(weight or 1)
        except ValueError:
            continue
    others = weights.get(b"*", 0.0)
    ways = [(weights.get(name, others), order, name) for order, name in ((1, b"zstd"), (0, b"gzip"))]
    heaviest, _, name = max(ways)
    return name if heaviest > 0 else b""


def pack(body: bytes, by: bytes) -> bytes:
    """The body packed by `zstd` or `gzip`; the same body always gives the same bytes."""
    if by == b"zstd":
        packed: bytes = _ZSTD.compress(body, asbytes=True)
        return packed
    return gzip.compress(body, 5, mtime=0)
