"""Records of one matter become one incident (scoring.incidents.repeats says which are), with what was answered and how it stands.

An incident is named after its earliest record.
"""

from datetime import datetime

import duckdb
import pyarrow as pa

from scoring.engine import ask
from scoring.evidence.authenticity.table import authenticity_table
from scoring.evidence.replies.signs import reply_signs
from scoring.incidents.repeats import find_repeats
from scoring.method import Parameters

# NULL stays NULL (greatest alone would make it 0); a moment known only roughly may fall before the opening and is then at once
HOURS = """CREATE OR REPLACE MACRO hours(later, earlier) AS
CASE WHEN later IS NOT NULL THEN greatest(0.0, (epoch_us(later) - epoch_us(earlier)) / 3.6e9) END"""

MEMBERS = """
WITH keyed AS (
    SELECT r.*, l.brand_id, l.sector_id, coalesce(leader_id, record_id) AS matter, coalesce(because, '') AS because
    FROM records r JOIN labels l USING (brand_label, sector_label, country) LEFT JOIN repeat USING (record_id)
    WHERE r.kind = 'complaint' AND r.posted_at <= $as_of AND r.posted_at > $as_of - to_days($window_days)
)
SELECT * EXCLUDE (text), first_value(record_id) OVER (PARTITION BY brand_id, matter ORDER BY posted_at, record_id) AS incident_id
FROM keyed ORDER BY incident_id, posted_at, record_id
"""

REPLIES = "SELECT p.record_id, position, speaker, p.text, brand_id FROM replies p JOIN members m USING (record_id) ORDER BY record_id, position"

# templates and acknowledgements are no answers (SPEC-14); "let us call you" takes the matter off the public page; the customer's
# last word counts; two-way is a customer who wrote again behind the brand, and was answered (SPEC-16)
ANSWERS = """
WITH spoken AS (
    SELECT *, min(position) FILTER (speaker = 'brand') OVER (PARTITION BY record_id) AS first_position
    FROM replies JOIN reply_sign USING (record_id, position)
)
SELECT record_id, min(posted_at) FILTER (speaker = 'brand' AND NOT is_template AND NOT is_acknowledgement) AS answered_at,
    coalesce(max(position) FILTER (speaker = 'brand' AND NOT is_template AND NOT is_acknowledgement)
             > min(position) FILTER (speaker = 'customer' AND position > first_position), false) AS is_two_way,
    bool_or(is_off_channel) AS is_off_channel,
    count(*) FILTER (speaker = 'brand') AS answers_count, count(*) FILTER (is_template) AS template_answers_count,
    min(position) FILTER (is_claim) AS claim_position, min(posted_at) FILTER (is_claim) AS claim_at,
    arg_max(confirms, position) FILTER (confirms OR denies) AS says_settled,
    arg_max(posted_at, position) FILTER (confirms OR denies) AS said_at, max(position) FILTER (confirms OR denies) AS said_position
FROM spoken GROUP BY record_id
"""

# where a source has a mark for the customer's word it stands; where it has none, the customer's own words do: a "no" contests a claim
# made before it, and nothing where none was made
TOLD = """
SELECT m.* EXCLUDE (customer_confirmed_at, claimed_at), a.* EXCLUDE (record_id),
    CASE WHEN customer_confirms IS NOT NULL THEN customer_confirms WHEN says_settled THEN true
         WHEN NOT says_settled AND (claimed_by_brand OR claim_position < said_position) THEN false END AS word,
    CASE WHEN customer_confirms IS NOT NULL THEN customer_confirmed_at ELSE said_at END AS word_at,
    coalesce(claimed_by_brand OR claim_position IS NOT NULL, claim_position IS NOT NULL) AS has_claim,
    coalesce(CASE WHEN claimed_by_brand THEN claimed_at END, claim_at) AS claimed_at
FROM members m LEFT JOIN answers a USING (record_id)
"""

INCIDENT = """
WITH merged AS (
    SELECT incident_id, brand_id AS brand, sector_id AS sector, arg_min(source_id, (posted_at, record_id)) AS platform,
        arg_min(issue, (posted_at, record_id)) AS issue, min(posted_at) AS opened_at, count(*) AS records_count, min(answered_at) AS answered_at,
        min(word_at) FILTER (word) AS confirmed_at, min(claimed_at) FILTER (has_claim) AS claimed_at,
        coalesce(bool_or(is_two_way), false) AND NOT coalesce(bool_or(is_off_channel), false) AS good_dialogue,
        coalesce(bool_or(word), false) AS is_confirmed, coalesce(bool_or(NOT word), false) AS contested,
        bool_or(has_claim) AS is_claimed, coalesce(bool_or(solved_mark), false) AS is_marked_solved,
        -- the customer's own mark on the matter, as a share of the scale: 0 the lowest, 1 the highest
        arg_max((rating - rating_worst) / nullif(rating_best - rating_worst, 0), (posted_at, record_id)) AS mark,
        bool_and(gone_at IS NOT NULL) AS is_gone, bool_and(visibility = 'withdrawn_by_author') AS is_withdrawn,
        -- where a source shows only a choice of its records, how many there are is not known
        bool_or(sample_kind IN ('full', 'own_account')) AS is_whole,
        max(gone_at) AS gone_at, max(last_seen_at) AS last_seen_at,
        max(weight) AS authenticity, coalesce(sum(answers_count), 0) AS answers_count, coalesce(sum(template_answers_count), 0) AS template_answers_count
    FROM told JOIN authenticity USING (record_id) GROUP BY incident_id, brand_id, sector_id
), frequent AS (
    SELECT sector, issue FROM merged GROUP BY sector, issue QUALIFY row_number() OVER (PARTITION BY sector ORDER BY count(*) DESC, issue) <= $types_count
)
SELECT m.* EXCLUDE (issue), coalesce(f.issue, '') AS type, 2 AS difficulty,
    hours($as_of, opened_at) / 24 AS age_days, hours(answered_at, opened_at) AS first_response_h, hours(confirmed_at, opened_at) AS confirmed_h,
    hours(claimed_at, opened_at) AS claimed_h, CASE WHEN is_withdrawn THEN hours(gone_at, opened_at) END AS withdrawn_h,
    -- once it is gone it goes on waiting until the moment scored: taking it down cannot end its time at risk; an answer
    -- dated after it was last seen was still seen
    CASE WHEN is_gone THEN hours($as_of, opened_at)
         ELSE least(hours($as_of, opened_at), greatest(hours(last_seen_at, opened_at), coalesce(hours(answered_at, opened_at), 0),
                    coalesce(hours(confirmed_at, opened_at), 0))) END AS follow_up_h
FROM merged m LEFT JOIN frequent f USING (sector, issue) ORDER BY incident_id
"""

# each voice counts for the weight of its evidence (SPEC-17); a public record says whether it is praise or not by its stars, or by being thanks; what says neither takes no part
VOICE = """
WITH told AS (
    SELECT l.brand_id AS brand, l.sector_id AS sector, source_id AS platform,
        CASE WHEN kind = 'thanks' THEN 1.0 ELSE (rating - rating_worst) / nullif(rating_best - rating_worst, 0) END AS warmth,
        weight FROM records JOIN labels l USING (brand_label, sector_label, country) JOIN authenticity USING (record_id)
    WHERE kind IN ('review', 'thanks') AND posted_at <= $as_of AND posted_at > $as_of - to_days($window_days)
)
SELECT brand, sector, platform, sum(weight::DECIMAL(18, 4))::DOUBLE AS n_voices, count(*) AS voices_count,
    coalesce(sum(weight::DECIMAL(18, 4)) FILTER (warmth >= 0.75), 0)::DOUBLE AS n_positive, count(*) FILTER (warmth >= 0.75) AS positive_count FROM told
WHERE warmth >= 0.75 OR warmth <= 0.25 GROUP BY ALL ORDER BY ALL
"""


def find_incidents(
    lake: duckdb.DuckDBPyConnection, labels: pa.Table, as_of: datetime, parameters: Parameters
) -> pa.Table:
    """Makes the relations `every_incident`, `voice` (scoring.case says what stands in them) and `authenticity`; returns the members: record_id, incident_id, because.

    A brand's acknowledgements, and answers in a wording it gave at least `template_uses` times, are no answers (SPEC-14;
    scoring.evidence.replies). A matter weighs what the record of it weighs that weighs most. Also makes `reply_sign`. Order of the answer: by record_id.
    """
    lake.register("labels", labels)
    lake.execute(HOURS)
    lake.from_arrow(authenticity_table(lake, as_of)).create("authenticity")
    window = {"as_of": as_of, "window_days": parameters.window_days}
    lake.register("repeat", find_repeats(lake, window))
    lake.execute(f"CREATE TEMP TABLE members AS {MEMBERS}", window)
    signs = reply_signs(ask(lake, REPLIES), template_uses=parameters.template_uses)
    lake.register("reply_sign", signs)
    lake.execute(f"CREATE TEMP TABLE answers AS {ANSWERS}")
    lake.execute(f"CREATE TEMP VIEW told AS {TOLD}")
    lake.execute(
        f"CREATE TEMP TABLE every_incident AS {INCIDENT}", {"as_of": as_of, "types_count": parameters.types_count}
    )
    lake.execute(f"CREATE TEMP TABLE voice AS {VOICE}", window)
    return ask(lake, "SELECT record_id, incident_id, CASE WHEN record_id = incident_id THEN 'earliest record' "
                     "ELSE because END AS because FROM members ORDER BY record_id")  # fmt: skip
