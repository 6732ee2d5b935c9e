"""The aggregates of a scoring as SQL that PostgreSQL and Spark understand, over the table `risk` and the rates `hazards`.

Each is wrapped into one row of sums, so that a peer need not send its groups to Python (ours does, in its time). Peers add
plain doubles; ours adds exact decimals.
"""

from scoring.aggregates import RESPONSE

_EDGES = RESPONSE.bins
_HORIZON = repr(_EDGES[-1])
_BIN = " + ".join(f"(CASE WHEN t > {edge!r} THEN 1 ELSE 0 END)" for edge in _EDGES[1:-1])
_ROWS = f"""SELECT brand_no, stratum_no, q, t, d, {_BIN} AS bin FROM (
    SELECT brand_no, stratum_no, q, least(coalesce(first_response_h, 1e9), follow_up_h, {_HORIZON}) AS t,
        CASE WHEN coalesce(first_response_h, 1e9) <= least(follow_up_h, {_HORIZON}) THEN 1 ELSE 0 END AS d FROM risk) AS at_risk"""

QUERIES = {
    "statistics": (
        "SELECT sum(q), sum(q2), sum(n) FROM (SELECT brand_no, sum(q) AS q, sum(q * q) AS q2, count(*) AS n FROM risk GROUP BY brand_no) AS g",
        f"SELECT sum(q), sum(qt), sum(qd) FROM (SELECT stratum_no, bin, sum(q) AS q, sum(q * t) AS qt, sum(q * d) AS qd FROM ({_ROWS}) AS r "
        "GROUP BY stratum_no, bin) AS g",
        "SELECT sum(y), sum(n) FROM (SELECT brand_no, stratum_no, sum(CASE WHEN good_dialogue THEN q ELSE 0 END) AS y, sum(q) AS n FROM risk "
        "WHERE first_response_h IS NOT NULL AND good_dialogue IS NOT NULL AND q > 0 GROUP BY brand_no, stratum_no) AS g",
    ),
    "observed and expected": (
        f"SELECT sum(o), sum(e) FROM (SELECT brand_no, sum(q * d) AS o, sum(q * (begin_hazard + rate * t)) AS e FROM ({_ROWS}) AS r "
        "JOIN hazards USING (stratum_no, bin) GROUP BY brand_no) AS g",
    ),
    "Kaplan-Meier risk sets": (
        f"SELECT count(*), sum(at_risk), sum(events) FROM (SELECT brand_no, events, sum(ended) OVER (PARTITION BY brand_no ORDER BY hour DESC) AS at_risk "
        f"FROM (SELECT brand_no, ceil(t) AS hour, count(*) AS ended, sum(d) AS events FROM ({_ROWS}) AS r GROUP BY brand_no, ceil(t)) AS h) AS k WHERE events > 0",
    ),
}
# what each query has to read: the floor decodes exactly this
READS = {
    "statistics": (("brand_no", "q"), ("stratum_no", "q", "first_response_h", "follow_up_h"),
                   ("brand_no", "stratum_no", "q", "first_response_h", "good_dialogue::INTEGER")),
    "observed and expected": (("brand_no", "stratum_no", "q", "first_response_h", "follow_up_h"),),
    "Kaplan-Meier risk sets": (("brand_no", "first_response_h", "follow_up_h"),),
}  # fmt: skip
