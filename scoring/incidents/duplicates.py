"""Records of one matter become one incident (scoring.incidents.repeats says which are), with what was answered and how it stands.

An incident is named after its earliest record.
"""

import duckdb
import pyarrow as pa

from scoring.engine import ask
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

# a wording that a brand gave often, numbers aside, is a template; "let us call you" takes the matter off the public page
ANSWERS = """
WITH plain AS (
    SELECT record_id, position, posted_at, speaker, text, sha256(trim(regexp_replace(lower(text), '[0-9\\s]+', ' ', 'g'))) AS wording FROM replies
), worded AS (
    SELECT p.*, CASE WHEN speaker = 'brand' THEN count(*) OVER (PARTITION BY m.brand_id, speaker, wording) END AS uses_count
    FROM plain p JOIN members m USING (record_id)
)
SELECT record_id, min(posted_at) FILTER (speaker = 'brand' AND uses_count < $template_uses) AS answered_at,
    count(*) FILTER (speaker = 'customer') > 0 AND count(*) FILTER (speaker = 'brand') > 0 AS is_two_way,
    coalesce(bool_or(speaker = 'brand' AND regexp_matches(lower(text), $off_channel)), false) AS is_off_channel,
    count(*) FILTER (speaker = 'brand') AS answers_count,
    count(*) FILTER (speaker = 'brand' AND uses_count >= $template_uses) AS template_answers_count
FROM worded GROUP BY record_id
"""

INCIDENT = """
WITH merged AS (
    SELECT incident_id, brand_id AS brand, sector_id AS sector, arg_min(source_id, (posted_at, record_id)) AS platform,
        arg_min(m.issue, (posted_at, record_id)) AS issue, min(posted_at) AS opened_at, count(*) AS records_count, min(a.answered_at) AS answered_at,
        min(m.customer_confirmed_at) FILTER (m.customer_confirms) AS confirmed_at, min(m.claimed_at) FILTER (m.claimed_by_brand) AS claimed_at,
        coalesce(bool_or(is_two_way), false) AND NOT coalesce(bool_or(is_off_channel), false) AS good_dialogue,
        coalesce(bool_or(customer_confirms), false) AS is_confirmed, coalesce(bool_or(NOT customer_confirms), false) AS contested,
        coalesce(bool_or(claimed_by_brand), false) AS is_claimed, coalesce(bool_or(m.solved_mark), false) AS is_marked_solved,
        -- the customer's own mark on the matter, as a share of the scale: 0 the lowest, 1 the highest
        arg_max((m.rating - m.rating_worst) / nullif(m.rating_best - m.rating_worst, 0), (posted_at, record_id)) AS mark,
        bool_and(m.gone_at IS NOT NULL) AS is_gone, bool_and(visibility = 'withdrawn_by_author') AS is_withdrawn,
        max(m.gone_at) AS gone_at, max(m.last_seen_at) AS last_seen_at,
        coalesce(sum(a.answers_count), 0) AS answers_count, coalesce(sum(a.template_answers_count), 0) AS template_answers_count
    FROM members m LEFT JOIN answers a USING (record_id) GROUP BY incident_id, brand_id, sector_id
), frequent AS (
    SELECT sector, issue FROM merged GROUP BY sector, issue QUALIFY row_number() OVER (PARTITION BY sector ORDER BY count(*) DESC, issue) <= $types_count
)
SELECT m.* EXCLUDE (issue), coalesce(f.issue, '') AS type, 2 AS difficulty, 1.0 AS authenticity,
    hours($as_of, opened_at) / 24 AS age_days, hours(answered_at, opened_at) AS first_response_h, hours(confirmed_at, opened_at) AS confirmed_h,
    hours(claimed_at, opened_at) AS claimed_h, CASE WHEN is_withdrawn THEN hours(gone_at, opened_at) END AS withdrawn_h,
    -- once it is gone it goes on waiting until the moment scored: taking it down cannot end its time at risk; an answer
    -- dated after it was last seen was still seen
    CASE WHEN is_gone THEN hours($as_of, opened_at)
         ELSE least(hours($as_of, opened_at), greatest(hours(last_seen_at, opened_at), coalesce(hours(answered_at, opened_at), 0),
                    coalesce(hours(confirmed_at, opened_at), 0))) END AS follow_up_h
FROM merged m LEFT JOIN frequent f USING (sector, issue) ORDER BY incident_id
"""

# a public record says whether it is praise or not by its stars, or by being thanks; what says neither takes no part
VOICE = """
WITH told AS (
    SELECT l.brand_id AS brand, l.sector_id AS sector, source_id AS platform,
        CASE WHEN kind = 'thanks' THEN 1.0 ELSE (rating - rating_worst) / nullif(rating_best - rating_worst, 0) END AS warmth
    FROM records JOIN labels l USING (brand_label, sector_label, country)
    WHERE kind IN ('review', 'thanks') AND posted_at <= $as_of AND posted_at > $as_of - to_days($window_days)
)
SELECT brand, sector, platform, count(*) AS n_voices, count(*) FILTER (warmth >= 0.75) AS n_positive FROM told
WHERE warmth >= 0.75 OR warmth <= 0.25 GROUP BY ALL ORDER BY ALL
"""
OFF_CHANNEL = (
    "sizi aray|tarafınızı aray|sizinle iletişime geç|özel mesaj|\\bdm\\b|direkt mesaj|bizi aray|çağrı merkezimizi|e-posta ile ulaş|"
    "we will call you|send us a dm|direct message|contact us at"
)


def find_incidents(
    lake: duckdb.DuckDBPyConnection, labels: pa.Table, as_of: object, parameters: Parameters
) -> pa.Table:
    """Makes the relations `every_incident` and `voice` (scoring.case says what stands in them); returns the members: record_id, incident_id, because.

    A brand's answer whose wording, numbers aside, it gave at least `template_uses` times is a template and no
    substantive answer (SPEC-14). Order of the answer: by record_id.
    """
    lake.register("labels", labels)
    lake.execute(HOURS)
    window = {"as_of": as_of, "window_days": parameters.window_days}
    lake.register("repeat", find_repeats(lake, window))
    lake.execute(f"CREATE TEMP TABLE members AS {MEMBERS}", window)
    lake.execute(
        f"CREATE TEMP TABLE answers AS {ANSWERS}",
        {"template_uses": parameters.template_uses, "off_channel": OFF_CHANNEL},
    )
    lake.execute(
        f"CREATE TEMP TABLE every_incident AS {INCIDENT}", {"as_of": as_of, "types_count": parameters.types_count}
    )
    lake.execute(f"CREATE TEMP TABLE voice AS {VOICE}", window)
    return ask(lake, "SELECT record_id, incident_id, CASE WHEN record_id = incident_id THEN 'earliest record' "
                     "ELSE because END AS because FROM members ORDER BY record_id")  # fmt: skip
