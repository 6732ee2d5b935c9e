"""What `python -m benchmarks pages` asks for. Names in braces stand for several values each; a route that is missing here makes the run wrong."""

import json
from typing import Any

BUREAU = "/data-research/consumer-complaints/search/api/v1"
_API = (
    "/sectors", "/sectors/{sector}", "/sectors/{sector}?sort=name", "/sectors/{sector}/weighted?volume=2", "/sectors/{sector}/timeline?every=day&days=1100",
    "/sectors/{sector}/themes", "/sectors/{sector}/triage", "/sectors/{sector}/waves", "/brands", "/brands?q={typo}&limit=200", "/brands/{brand}",
    "/brands/{brand}?release={release}", "/brands/{brand}?release={former}", "/brands/{brand}/records?limit=200", "/brands/sahin-kargo/records?cursor={cursor}",
    "/brands/{brand}/records?kind=thanks&sort=oldest", "/brands/{brand}/records?visibility=removed&outcome=open", "/brands/{brand}/records?source_id=complaint-site&limit=200&fields=record_id,url",
    "/brands/{brand}/timeline?every=day&days=1100", "/brands/{brand}/timeline", "/brands/{brand}/removals", "/brands/{brand}/themes", "/brands/{brand}/triage",
    "/brands/{brand}/waves", "/brands/{brand}/replies", "/records/{record}", "/incidents?limit=200", "/incidents?brand_id={brand}&sort=oldest",
    "/incidents?sector_id={sector}&outcome=open&since=2026-01-01&until=2026-09-01", "/incidents/{incident}", "/removals?limit=200",
    "/removals?sector_id={sector}&source_id=complaint-site&since=2026-01-01&sort=oldest", "/comparisons?brand=sahin-kargo&brand=bulut-ekspres",
    "/comparisons?brand=sahin-kargo&brand=bulut-ekspres&brand=ulak-teslimat", "/sources", "/sources/{source}", "/sources/{source}/waves", "/methods", "/methods/models", "/methods/models/waves", "/standards",
    "/releases", "/releases/{release}", "/releases/{release}/files/scores.parquet", "/search?q={typo}", "/changelog", "/acts", "/alerts", "/alerts?kind=mass_removal",
    "/disputes", "/disputes/{dispute}", "/changes?since={release}", "/reconcile", "/reconcile?queries=" + "{batch}", "/reconcile?extend={extension}",
    "/reconcile/suggest/entity?prefix={typo}", "/reconcile/suggest/type?prefix=car", "/reconcile/suggest/property?prefix=vol", "/reconcile/properties?type=brand",
    "/reconcile/preview?id={brand}", "/brands/{brand}/moved", "/brands/{brand}/moved?from={former}&to={release}",
    "/own-figures", "/own-figures/comparison", "/own-figures/comparison.csv", "/own-figures/comparison.svg?lang=tr",
)  # fmt: skip
_BUREAU = (
    "/", "/?no_aggs=true&sort=created_date_desc", "/?search_term={word}", "/?search_term={word}&field=all&sort=created_date_desc&size=100", "/?search_term=w7q+w9q",
    "/?search_term=w300q+OR+w301q+NOT+w7q", "/?search_term=%22w1q+w2q%22", "/?search_term=w27*&no_highlight=true", "/?search_term={word}&size=0",
    "/?state=TX&product=Loan&product=Card%E2%80%A2Credit", "/?company=%C5%9Eahin+Kargo&timely=Yes&date_received_min=2026-07-10&date_received_max=2026-09-01", "/?frm=5000&size=25&sort=created_date_asc",
    "/?search_term={word}&state=TX&issue=&has_narrative=true", "/?format=csv&size=100", "/?format=json&size=100&search_term={word}", "/{complaint}",
    "/trends", "/trends?lens=product&sub_lens=issue&trend_interval=week", "/trends?lens=issue&search_term={word}", "/trends?lens=product&focus=Loan&trend_interval=day",
    "/geo/states", "/geo/states?search_term={word}&product=Loan", "/_suggest?text=w3", "/_suggest_company?text=kar", "/_suggest_zip?text=12",
)  # fmt: skip
_PAIR = "&brand=sahin-kargo&brand={rival}"
_FEEDS = ("/feeds/brands/{brand}.atom", "/feeds/sectors/{sector}.atom", "/feeds/releases.atom", "/feeds/removals.atom")
_DRAWN = ("{sector}/funnel", "{sector}/intervals", "brands/sahin-kargo/timeline", "brands/sahin-kargo/waves", "brands/sahin-kargo/days",
          "brands/sahin-kargo/moved", "compare/intervals")  # fmt: skip
_CHARTS = tuple(f"/charts/{name}.{kind}?theme={theme}{_PAIR if name.startswith('compare') else ''}" for name in _DRAWN for kind in ("svg", "png", "csv")
                for theme in ("light", "dark") if kind != "csv" or theme == "light")  # fmt: skip
_PAGES = (
    "", "/brands", "/sectors/{sector}", "/brands/{brand}", "/brands/{brand}/records", "/records/{record}", "/method", "/method/sentiment_tr-shop-reviews", "/sources", "/sources/{source}",
    "/releases", "/privacy", "/changelog", "/disputes", "/disputes/{dispute}", "/disputes/new", "/compare", "/brands/{brand}/moved",
)  # fmt: skip
_MORE = (
    "/en/brands?q={typo}",
    "/tr/brands?q={typo}",
    "/en/brands/{brand}/records?kind=thanks",
    "/tr/brands/sahin-kargo/records?cursor={page_cursor}",
    "/en/sectors/{sector}?sort=name",
    "/en/own-figures",
    "/tr/own-figures",
    *(f"/{language}/compare{kind}?q=kargo{_PAIR}" for language in ("en", "tr") for kind in ("", ".json", ".csv")),
    "/en/brands/{brand}/moved?from={former}&to={release}",
)
ASKED = (
    *(f"/api/v1{path}" for path in _API), *(f"{BUREAU}{path}" for path in _BUREAU), *_FEEDS, *_CHARTS,
    *(f"/{language}{path}{kind}" for path in _PAGES for language in ("en", "tr") for kind in ("", ".json", ".csv")), *_MORE,
    "/", "/health", "/ready", "/metrics", "/schema/openapi.json", "/static/terazi.css",
)  # fmt: skip

_BATCH = {f"q{n}": {"query": name, "limit": 10} for n, name in enumerate(["sahin kargo", "bulut expres", "ulak", "north mutual", "nobody at all"] * 20)}  # fmt: skip
_EXTENSION = {"ids": ["sahin-kargo", "bulut-ekspres"] * 20, "properties": [{"id": "volume.score"}, {"id": "country"}]}
SENT = ("/api/v1/reconcile",)
"""Asked for by POST."""
POSTED: dict[str, dict[str, Any]] = {"/api/v1/reconcile": {"queries": json.dumps(_BATCH)}}
BATCH, EXTENSION = json.dumps(_BATCH), json.dumps(_EXTENSION)

KEYED = ("/api/v1/own-figures",)
"""Asked with the key of a brand."""
LEFT_OUT = {
    "/en/own-figures/{file}": "asks for a session of a key; drawn as /api/v1/own-figures/comparison.svg is",
    "/tr/own-figures/{file}": "the same",
    "/schema": "leads to /schema/openapi.json",
    "/schema/{path}": "the same",
    "/api/v1/watch-lists": "asks for a key, and shows its holder's own rows",
    "/api/v1/watch-lists/{watch_id}/feed/{token}": "the same",
    "/api/v1/webhooks/deliveries": "the same",
    "/api/v1/changes/{since}/{until}/files/{name}": "a file as it lies on disk",
    "/ccdb": "the bureau's own interface, where somebody installed it",
    "/ccdb/{name}": "the same",
    "/data-research/consumer-complaints/search": "the same",
    "/data-research/consumer-complaints/search/detail/{complaint_id}": "the same",
}
