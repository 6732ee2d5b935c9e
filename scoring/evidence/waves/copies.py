"""Texts of a wave that repeat each other. Two people with one mould fill in figures of their own: that is no copy."""

import numpy as np
import pyarrow as pa

from scoring.evidence.waves.posts import Posts
from scoring.near.bands import Index
from scoring.near.same import compare, folded
from scoring.near.signature import signatures, similarity

MOST = 400
LIKELY = 0.6


def copied_share(posts: Posts) -> float:
    """Share of the posts that say the same as another one by somebody else (or by nobody known), with no figures of their own."""
    posts = posts.only(np.arange(max(0, posts.size - MOST), posts.size))
    if posts.size < 2:
        return 0.0
    found = signatures(pa.array(posts.text.tolist(), pa.string()))
    first, second = Index(found).pairs()
    likely = similarity(found, first, second) >= LIKELY
    is_copy = np.zeros(posts.size, bool)
    for one, other in zip(first[likely].tolist(), second[likely].tolist(), strict=True):
        if not (is_copy[one] and is_copy[other]) and _are_copies(posts, one, other):
            is_copy[[one, other]] = True
    return float(is_copy.mean())


def _are_copies(posts: Posts, one: int, other: int) -> bool:
    if posts.author[one] and posts.author[one] == posts.author[other] and posts.source[one] == posts.source[other]:
        return False
    alike = compare(posts.text[one], posts.text[other])
    return alike.is_same and not alike.figures_differ


def nearest_likeness(posts: Posts) -> float:
    """Mean share of words a text has in common with the one most like it (Jaccard), among at most 150 of the posts."""
    words = [set(folded(text).split()) for text in posts.text[-150:].tolist() if text]
    if len(words) < 2:
        return 0.0
    best = [max(len(mine & other) / max(1, len(mine | other)) for j, other in enumerate(words) if j != i) for i, mine in enumerate(words)]  # fmt: skip
    return float(np.mean(best))
