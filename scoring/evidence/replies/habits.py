"""How a brand answers, counted over its replies: templates, receipts, ways elsewhere, turns, the hours it answers at. No score."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from scoring.components import both
from scoring.engine import ask
from scoring.statistics.intervals import binomial_wilson

OFFICE_OFFSET_HOURS = 3
"""Turkey is three hours ahead of UTC the whole year; SPEC-14's office hours are 09-18, Monday to Friday, there."""
KNOWN_TO_HOURS = 1.0
"""A moment known less exactly says nothing of the hour."""
# a turn: what a customer writes behind an answer; it is answered where the firm writes behind it, in words that are no template
COUNTS = f"""
WITH told AS (
    SELECT p.record_id, p.position, p.speaker, p.posted_at, m.brand_id, m.sector_id, s.* EXCLUDE (record_id, position),
        m.country = 'TR' AND p.posted_at IS NOT NULL AND coalesce(p.uncertainty_hours, 0) < {KNOWN_TO_HOURS} AS is_timed,
        p.posted_at + INTERVAL {OFFICE_OFFSET_HOURS} HOUR AS local_at,
        min(position) FILTER (speaker = 'brand') OVER (PARTITION BY p.record_id) AS first_answer
    FROM replies p JOIN members m USING (record_id) JOIN reply_sign s USING (record_id, position)
), spoken AS (
    SELECT record_id, brand_id, sector_id, max(position) FILTER (speaker = 'brand' AND NOT is_template AND NOT is_acknowledgement) AS last_answer,
        min(position) FILTER (speaker = 'customer' AND position > first_answer) AS first_turn
    FROM told GROUP BY ALL
), turns AS (
    SELECT sector_id, brand_id, count(first_turn) AS turns_count, count(*) FILTER (last_answer > first_turn) AS turns_answered_count
    FROM spoken GROUP BY ALL
)
SELECT sector_id, brand_id, count(*) FILTER (speaker = 'brand') AS answers_count,
    count(*) FILTER (is_template) AS template_count, count(DISTINCT template_id) FILTER (is_template) AS templates_count,
    count(*) FILTER (is_acknowledgement) AS acknowledgement_count, count(*) FILTER (is_off_channel) AS off_channel_count,
    count(*) FILTER (is_claim) AS claim_count, count(*) FILTER (is_substantive) AS substantive_count,
    count(*) FILTER (speaker = 'customer') AS customer_count, count(*) FILTER (confirms) AS confirms_count, count(*) FILTER (denies) AS denies_count,
    any_value(turns_count) AS turns_count, any_value(turns_answered_count) AS turns_answered_count,
    count(*) FILTER (speaker = 'brand' AND is_timed) AS timed_count,
    count(*) FILTER (speaker = 'brand' AND is_timed AND (hour(local_at) NOT BETWEEN 9 AND 17 OR isodow(local_at) > 5)) AS off_hours_count
FROM told JOIN turns USING (sector_id, brand_id) GROUP BY sector_id, brand_id ORDER BY sector_id, brand_id"""
SHARES = {
    "template": ("template_count", "answers_count", "{part} of {whole} answers were given in one of {templates_count} wordings it uses again and again.",
                 "{whole} yanıtın {part} tanesi, yineleyip durduğu {templates_count} kalıptan biriyle verilmiş."),
    "acknowledgement": ("acknowledgement_count", "answers_count", "{part} of {whole} answers only say that something was received.",
                        "{whole} yanıtın {part} tanesi yalnızca ulaştığını bildiriyor."),
    "off_channel": ("off_channel_count", "answers_count", "{part} of {whole} answers ask the customer to go on elsewhere.",
                    "{whole} yanıtın {part} tanesi müşteriyi başka bir kanala yönlendiriyor."),
    "substantive": ("substantive_count", "answers_count", "{part} of {whole} answers say something of the matter, here and in words of their own.",
                    "{whole} yanıtın {part} tanesi konu hakkında, burada ve kendine özgü sözlerle bir şey söylüyor."),
    "two_way": ("turns_answered_count", "turns_count", "Where the customer wrote again, the firm answered in {part} of {whole} matters.",
                "Müşterinin yeniden yazdığı {whole} konunun {part} tanesinde firma yanıt vermiş."),
    "off_hours": ("off_hours_count", "timed_count", "{part} of {whole} answers came outside 09-18 of Istanbul, Monday to Friday; evenly over the week it would be 73%.",
                  "{whole} yanıtın {part} tanesi İstanbul saatiyle hafta içi 09-18 dışında gelmiş; haftaya eşit yayılsa %73 olurdu."),
}  # fmt: skip
NO_TEMPLATE = (
    "None of {whole} answers is in a wording that it uses again and again.",
    "{whole} yanıtın hiçbiri yineleyip durduğu bir kalıpla verilmemiş.",
)
SCHEMA = pa.schema(
    [pa.field(name, pa.string()) for name in ("sector_id", "brand_id", "habit")]
    + [pa.field(name, pa.int64()) for name in ("part_count", "whole_count")]
    + [pa.field(name, pa.float64()) for name in ("share", "low", "high")]
    + [pa.field(name, pa.string()) for name in ("sentence_en", "sentence_tr")]
)


def reply_habits(lake: duckdb.DuckDBPyConnection) -> pa.Table:
    """Shares of every brand that answered, one row a habit (SCHEMA), Wilson 95 %. Reads replies, members and reply_sign of a lake."""
    return pa.Table.from_pylist(
        [row for counts in ask(lake, COUNTS).to_pylist() for row in _shares(counts)], schema=SCHEMA
    )


def _shares(counts: dict[str, int]) -> Iterator[dict[str, object]]:
    for habit, (part, whole, english, turkish) in SHARES.items():
        hits, n = counts[part], counts[whole]
        if n:
            low, high = (float(end[0]) for end in binomial_wilson([hits], [n]))
            words = NO_TEMPLATE if habit == "template" and not hits else (english, turkish)
            sentences = both(*words, part=hits, whole=n, templates_count=counts["templates_count"])
            yield {"sector_id": counts["sector_id"], "brand_id": counts["brand_id"], "habit": habit, "part_count": hits, "whole_count": n,
                   "share": hits / n, "low": low, "high": high, "sentence_en": sentences[0], "sentence_tr": sentences[1]}  # fmt: skip
