"""The complaints of a release laid out as the bureau's API asks for them: a DuckDB file of our own, written once per release.

complaints  the bureau's columns, newest first by `position`
words       word, field (1 narrative, 2 company, 4 any other), position, weight (BM25), ordered by word: only what is asked for is read
vocabulary  word, stem, n (in how many complaints), ordered by word
Beside it lies a stream of all words in their order (api/compat/ccdb/stream.py).
"""

from pathlib import Path

import duckdb

from api.compat.ccdb.stream import write_stream
from api.kept import quoted
from store.release import Published

FOLDED = "replace(lower(strip_accents({0})), 'ı', 'i')"
STEM = "CASE WHEN length({0}) > 3 THEN regexp_replace({0}, '(ings?|ed|es|e|s)$', '') ELSE {0} END"
"""A light English stem: call, calls, called and calling are one."""
OTHERS = ("product", "sub_product", "issue", "sub_issue", "company_response", "company_public_response", "state", "zip_code",
          "tags", "submitted_via", "timely")  # fmt: skip


def _words_of(expression: str) -> str:
    return f"trim(regexp_replace({FOLDED.format(expression)}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


_NO_FIELDS = "SELECT ''::VARCHAR AS record_id, " + ", ".join(f"''::VARCHAR AS {name}" for name in (
    "product", "sub_product", "sub_issue", "company_public_response", "timely", "submitted_via", "date_sent_to_company",
    "consumer_consent_provided", "consumer_disputed", "state", "zip_code", "tags")) + " WHERE false"  # fmt: skip
_NOON = "INTERVAL 17 HOUR"  # how the bureau writes a day of which it knows no hour: noon at -05:00
_MARK = "CASE WHEN r.source_id = 'cfpb' AND regexp_full_match(r.source_key, '[0-9]{1,14}') THEN r.source_key ELSE (1000000000000000 + md5_number_lower(r.record_id) % 8000000000000000)::VARCHAR END"

_COMPLAINTS = f"""
CREATE TABLE complaints AS
WITH read AS (
  SELECT {_MARK} AS complaint_id, r.record_id, r.posted_precision = 'day' AS is_day,
    coalesce(r.posted_at, r.first_seen_at) AT TIME ZONE 'UTC' AS moment,
    b.record_id IS NOT NULL AS is_bureau, s.name AS source_name, r.*, b.* EXCLUDE (record_id, product), b.product AS bureau_product,
    concat_ws(chr(10) || chr(10), nullif(r.title, ''), nullif(r.text, '')) AS narrative
  FROM records r LEFT JOIN bureau_fields b USING (record_id) LEFT JOIN sources s USING (source_id)
  WHERE r.kind = 'complaint'),
told AS (
  SELECT complaint_id, record_id, CASE WHEN is_day THEN (moment - INTERVAL 5 HOUR)::DATE + {_NOON} ELSE date_trunc('milliseconds', moment) END AS received_at, is_day,
    coalesce(try_strptime(date_sent_to_company, ['%Y-%m-%d', '%m/%d/%y', '%m/%d/%Y']) + {_NOON},
             try_cast(date_sent_to_company AS TIMESTAMPTZ) AT TIME ZONE 'UTC') AS sent_at,
    nullif(CASE WHEN is_bureau THEN bureau_product ELSE sector_label END, '') AS product,
    nullif(CASE WHEN is_bureau THEN sub_product ELSE product END, '') AS sub_product,
    nullif(issue, '') AS issue, nullif(sub_issue, '') AS sub_issue, brand_label AS company,
    nullif(CASE WHEN is_bureau THEN status_raw END, '') AS company_response, nullif(company_public_response, '') AS company_public_response,
    nullif(timely, '') AS timely, nullif(state, '') AS state, nullif(zip_code, '') AS zip_code, nullif(tags, '') AS tags,
    nullif(CASE WHEN is_bureau THEN submitted_via ELSE source_name END, '') AS submitted_via,
    nullif(consumer_consent_provided, '') AS consumer_consent_provided, nullif(consumer_disputed, '') AS consumer_disputed, narrative
  FROM read)
SELECT row_number() OVER (ORDER BY received_at DESC, complaint_id DESC)::INTEGER AS position, *, received_at::DATE AS received_on,
  sent_at::DATE AS sent_on, CASE WHEN narrative <> '' THEN 'true' ELSE 'false' END AS has_narrative
FROM told ORDER BY position"""
_FOLDED = f"""
CREATE TEMP TABLE texts AS
SELECT position, ' ' || {_words_of("narrative")} || ' | ' || {_words_of("company")} || ' | ' || {_words_of(f"concat_ws(' ', {', '.join(OTHERS)})")} || ' ' AS folded
FROM complaints ORDER BY position"""
_WORDS = """
CREATE TABLE words AS
WITH said AS (SELECT position, unnest([1, 2, 4])::UTINYINT AS field, unnest(string_split(folded, ' | ')) AS text FROM texts),
split AS (SELECT position, field, string_split(trim(text), ' ') AS words FROM said WHERE trim(text) <> ''),
usual AS (SELECT field, avg(len(words)) AS length FROM split GROUP BY field),
counted AS (SELECT position, field, len(words) AS length, unnest(map_entries(list_aggregate(words, 'histogram'))) AS one FROM split)
SELECT one.key AS word, field, position,
  (one.value * 2.2 / (one.value + 1.2 * (0.25 + 0.75 * counted.length / usual.length)))::FLOAT AS weight
FROM counted JOIN usual USING (field) ORDER BY word, field, position"""
_VOCABULARY = f"CREATE TABLE vocabulary AS SELECT word, {STEM.format('word')} AS stem, count(*) AS n FROM words GROUP BY word ORDER BY word"


def lay_out(release: Published, draft: Path) -> None:
    """Write the file. A release of before the bureau's own fields has none of them."""
    draft.unlink(missing_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "1GB",
        "threads": 2,
        "temp_directory": str(draft.parent / "spill"),
    }
    with duckdb.connect(str(draft), config=settings) as lake:
        lake.execute("SET TimeZone = 'UTC'")
        for name in ("records", "sources"):
            lake.execute(f"CREATE TEMP VIEW {name} AS FROM read_parquet({quoted(release.path(name))})")
        has = "bureau_fields" in release.manifest["tables"]
        fields = f"FROM read_parquet({quoted(release.path('bureau_fields'))})" if has else _NO_FIELDS
        lake.execute(f"CREATE TEMP VIEW bureau_fields AS {fields}")
        for statement in (_COMPLAINTS, _FOLDED, _WORDS, _VOCABULARY):
            lake.execute(statement)
        words = lake.sql("SELECT word FROM vocabulary ORDER BY word").to_arrow_table().column(0).combine_chunks()
        count = lake.sql("SELECT count(*) AS n FROM texts").to_arrow_table().column(0)[0].as_py()
        texts = lake.sql("SELECT folded FROM texts ORDER BY position").to_arrow_reader(50_000)
        write_stream(stream_of(draft), texts, words, count)


def stream_of(path: Path) -> Path:
    """Where the stream of words of a file (or its draft) lies."""
    return path.with_name(f"{path.name.partition('.')[0]}.words")
