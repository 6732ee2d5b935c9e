"""What each reply under a record is, with its reasons: one pass over all replies."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from scoring.evidence.replies.cues import Flags, flags
from scoring.evidence.replies.reasons import because
from scoring.evidence.replies.sentences import Numbers, Sentences, cut
from scoring.evidence.replies.templates import group_wordings

TEMPLATE_USES = 5
SUBSTANCE_WORDS = 4
"""Words of a sentence that is neither politeness nor receipt nor a way elsewhere, from which it says something."""
PART = 20_000
"""Replies read at once."""
STORY = 8
"""Sentences; who writes more tells how it went, and a "was paid" in it may be anything."""
NAMES = ("is_template", "is_acknowledgement", "is_off_channel", "is_claim", "is_substantive", "confirms", "denies")
SCHEMA = pa.schema(
    [pa.field(name, pa.string() if name in {"record_id", "template_id"} else pa.int64()) for name in ("record_id", "position", "template_id", "template_uses")]
    + [pa.field(name, pa.bool_()) for name in NAMES]
    + [pa.field(name, pa.string()) for name in ("because_en", "because_tr")]
)  # fmt: skip


class Said(NamedTuple):
    """Of each text: whether it has a sentence of receipt, of substance, a way elsewhere, a claim, a yes or no of the customer; and its core."""

    receipt: Flags
    substance: Flags
    off_channel: Flags
    claim: Flags
    yes: Flags
    no: Flags
    core: list[str]


def reply_signs(replies: pa.Table, *, template_uses: int = TEMPLATE_USES) -> pa.Table:
    """The signs of every reply (SCHEMA), in the order given. `replies`: record_id, position, speaker, text and, where known, brand_id.

    A brand's answer is a template where its group of wordings has `template_uses` answers or more (SPEC-14; without a
    brand_id all are one brand's). An acknowledgement says that something was received and nothing of the matter. Off-channel
    asks the customer to go elsewhere. Substantive is none of these and says something. `confirms` and `denies` are a
    customer's own words on whether the matter is settled; a firm's (`is_claim`) never is. Raises KeyError for a missing column.
    """
    heard = Heard()
    for begin in range(0, replies.num_rows, PART):
        heard.hear(replies.slice(begin, PART))
    return pa.concat_tables([SCHEMA.empty_table(), *heard.signs(template_uses)])


class Heard:
    """Replies, a part at a time; their signs once all are heard, because a wording is a template by how often it was given.

    What stays of a reply until then is its keys, its brand's name and what it says without politeness, as columns.
    """

    def __init__(self) -> None:
        self.parts: list[tuple[pa.Table, Said]] = []
        self.cores: list[pa.LargeStringArray] = []

    def hear(self, replies: pa.Table) -> None:
        """Take in some replies."""
        speaker = np.array(_text(replies, "speaker"))
        named = "brand_id" in replies.column_names
        brand = pa.array(_text(replies, "brand_id") if named else [""] * replies.num_rows, pa.large_string())
        keys = {"record_id": replies.column("record_id").cast(pa.string()), "position": replies.column("position").cast(pa.int64()),
                "brand_id": brand, "is_brand": speaker == "brand", "is_customer": speaker == "customer"}  # fmt: skip
        said = read(_text(replies, "text"))
        self.cores.append(pa.array(said.core, pa.large_string()).filter(pa.array(speaker == "brand")))
        self.parts.append((pa.table(keys), said._replace(core=[])))

    def signs(self, template_uses: int = TEMPLATE_USES) -> Iterator[pa.Table]:
        """The signs of each part."""
        brands = [keys["brand_id"].combine_chunks().filter(keys["is_brand"].combine_chunks()) for keys, _ in self.parts]
        found = group_wordings(_joined(self.cores), _joined(brands))
        names = {
            number: hashlib.sha256(found.texts[number].encode()).hexdigest()[:12]
            for number in np.unique(found.group[found.uses >= template_uses]).tolist()
        }
        begin = 0
        for keys, said in self.parts:
            is_brand = _flags(keys, "is_brand")
            here = slice(begin, begin + int(is_brand.sum()))
            begin = here.stop
            group, uses = np.zeros((2, is_brand.size), np.int64)
            group[is_brand], uses[is_brand] = found.group[here], found.uses[here]
            yield _signs(keys, said, uses, uses >= template_uses, [names.get(one, "") for one in group.tolist()])


def _signs(keys: pa.Table, said: Said, uses: Numbers, template: Flags, names: list[str]) -> pa.Table:
    is_brand, is_customer = _flags(keys, "is_brand"), _flags(keys, "is_customer")
    receipt = is_brand & said.receipt & ~said.substance & ~said.off_channel & ~said.claim
    off_channel = is_brand & said.off_channel
    columns = {
        "is_template": template, "is_acknowledgement": receipt, "is_off_channel": off_channel, "is_claim": is_brand & said.claim,
        "is_substantive": is_brand & ~template & ~receipt & ~off_channel & (said.substance | said.claim),
        "confirms": is_customer & said.yes & ~said.no, "denies": is_customer & said.no,
    }  # fmt: skip
    english, turkish = because(columns, uses, is_brand)
    told = zip(template.tolist(), keys["brand_id"].to_pylist(), names, strict=True)
    return pa.table({
        "record_id": keys["record_id"], "position": keys["position"], "template_id": [f"{brand}:{name}" if is_one else "" for is_one, brand, name in told],
        "template_uses": uses, **columns, "because_en": english, "because_tr": turkish}, schema=SCHEMA)  # fmt: skip


def read(texts: Sequence[str]) -> Said:
    """What texts say, sentence by sentence."""
    cut_up = cut(texts)
    found = flags(cut_up.folded)
    off = found["off_channel"] & ~found["pointer"]
    aside = found["courtesy"] | found["receipt"] | found["pointer"] | off
    words = np.array([wording.count(" ") + 1 for wording in cut_up.wording], np.int64)
    substance = ~aside & (words >= SUBSTANCE_WORDS)
    no = found["deny"]
    yes = found["confirm"] & ~found["unreal"] & ~no

    def any_of(flag: Flags) -> Flags:
        return np.bincount(cut_up.of, flag[cut_up.unique], minlength=len(texts)) > 0

    is_story = np.bincount(cut_up.of, minlength=len(texts)) > STORY
    return Said(any_of(found["receipt"]), any_of(substance), any_of(off), any_of(found["claim"] & ~found["unreal"]), any_of(yes) & ~is_story,
                any_of(no), core(cut_up, found["courtesy"] | found["pointer"], len(texts)))  # fmt: skip


def core(cut_up: Sentences, aside: Flags, size: int) -> list[str]:
    """What is left of each text's wording without politeness and standing pointers; all of it where nothing would be left."""
    wording = cut_up.wording
    whole: list[list[str]] = [[] for _ in range(size)]
    left: list[list[str]] = [[] for _ in range(size)]
    for text, number, dropped in zip(
        cut_up.of.tolist(), cut_up.unique.tolist(), aside[cut_up.unique].tolist(), strict=True
    ):
        whole[text].append(wording[number])
        if not dropped:
            left[text].append(wording[number])
    return [" ".join(some or every) for some, every in zip(left, whole, strict=True)]


def _text(replies: pa.Table, name: str) -> list[str]:
    return [str(one or "") for one in replies.column(name).to_pylist()]


def _flags(table: pa.Table, name: str) -> Flags:
    return np.asarray(table.column(name).to_numpy(), bool)


def _joined(parts: list[Any]) -> pa.LargeStringArray:
    return pa.concat_arrays(parts) if parts else pa.array([], pa.large_string())
