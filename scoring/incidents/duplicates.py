"""Records of one matter become one incident: the same text about the same brand by the same author, posted more than once.

Two people who used one text are two matters: where a text has several known authors, each author has an incident.
Records without text are never merged. An incident is named after its earliest record.
"""

import duckdb
import pyarrow as pa

from scoring.engine import ask

MEMBERS = """
WITH candidate AS (
    SELECT r.*, l.brand_id, l.sector_id,
        count(DISTINCT nullif(r.author_hash, '')) OVER (PARTITION BY l.brand_id, r.text_hash) AS authors_count
    FROM records r JOIN labels l USING (brand_label, sector_label, country)
    WHERE r.kind = 'complaint' AND r.posted_at IS NOT NULL AND r.posted_at <= $as_of AND r.posted_at > $starts_at
), keyed AS (
    SELECT *, CASE WHEN text_hash = '' THEN record_id
                   ELSE brand_id || ' ' || text_hash || CASE WHEN authors_count > 1 THEN ' ' || author_hash ELSE '' END END AS matter
    FROM candidate
)
SELECT *, first_value(record_id) OVER (PARTITION BY brand_id, matter ORDER BY posted_at, record_id) AS incident_id
FROM keyed ORDER BY incident_id, posted_at, record_id
"""

INCIDENTS = """
WITH plain AS (
    SELECT record_id, posted_at, speaker, sha256(trim(regexp_replace(lower(text), '[0-9\\s]+', ' ', 'g'))) AS wording FROM replies
), worded AS (
    SELECT p.record_id, p.posted_at, count(*) OVER (PARTITION BY m.brand_id, p.wording) AS uses_count
    FROM plain p JOIN members m USING (record_id) WHERE p.speaker = 'brand'
), answered AS (
    SELECT record_id, min(posted_at) FILTER (uses_count < $template_uses) AS answered_at,
           count(*) AS answers_count, count(*) FILTER (uses_count >= $template_uses) AS template_answers_count
    FROM worded GROUP BY record_id
)
SELECT incident_id, brand_id, sector_id, any_value(source_id ORDER BY posted_at, record_id) AS source_id,
    any_value(issue ORDER BY posted_at, record_id) AS issue, min(posted_at) AS opened_at, count(*) AS records_count,
    min(answered_at) AS answered_at, coalesce(sum(answers_count), 0)::BIGINT AS answers_count,
    coalesce(sum(template_answers_count), 0)::BIGINT AS template_answers_count,
    min(customer_confirmed_at) FILTER (customer_confirms) AS confirmed_at,
    coalesce(bool_or(customer_confirms), false) AS is_confirmed, coalesce(bool_or(NOT customer_confirms), false) AS is_denied,
    coalesce(bool_or(claimed_by_brand), false) AS is_claimed, coalesce(bool_or(solved_mark), false) AS is_marked_solved,
    bool_and(gone_at IS NOT NULL) AS is_gone, bool_and(visibility = 'withdrawn_by_author') AS is_withdrawn,
    max(gone_at) AS gone_at, max(last_seen_at) AS last_seen_at
FROM members LEFT JOIN answered USING (record_id)
GROUP BY incident_id, brand_id, sector_id ORDER BY incident_id
"""


def find_incidents(
    lake: duckdb.DuckDBPyConnection, labels: pa.Table, *, as_of: object, starts_at: object, template_uses: int
) -> tuple[pa.Table, pa.Table]:
    """(members: record_id, incident_id, because; incidents: one row a matter with its times), both ordered by id.

    A brand's answer whose wording, numbers aside, it gave at least `template_uses` times is a template: it does not
    count as a substantive answer (SPEC-14).
    """
    lake.register("labels", labels)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE members AS {MEMBERS}", {"as_of": as_of, "starts_at": starts_at})
    incidents = ask(lake, INCIDENTS, template_uses=template_uses)
    members = ask(
        lake,
        "SELECT record_id, incident_id, CASE WHEN record_id = incident_id THEN 'earliest record' "
        "ELSE 'same text, same brand, no other known author' END AS because FROM members ORDER BY record_id",
    )
    return members, incidents
