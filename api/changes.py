"""What changed in the API, by date, and how an address that will go says so long before it does."""

from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any, Literal

import msgspec
from litestar import get
from litestar.datastructures import ResponseHeader

from api.errors import WRONG

NOTICE_DAYS = 180


class Change(msgspec.Struct):
    """One change of the API."""

    on: date
    kind: Literal["added", "changed", "deprecated", "removed"]
    address: str
    sentence_en: str
    sentence_tr: str


class Changelog(msgspec.Struct):
    """Changes of the API, the latest first."""

    version: str
    promise_en: str
    promise_tr: str
    changes: list[Change]


def _change(on: str, kind: Any, address: str, english: str, turkish: str) -> Change:
    return Change(date.fromisoformat(on), kind, address, english, turkish)


PROMISE = (
    "Within /api/v1 nothing is taken away or renamed without notice: an address that will go answers with the headers Deprecation, Sunset and "
    f"Link (successor-version) for at least {NOTICE_DAYS} days. New fields and addresses may come at any time.",
    "/api/v1 içinde hiçbir şey haber verilmeden kaldırılmaz ya da yeniden adlandırılmaz: kaldırılacak bir adres en az "
    f"{NOTICE_DAYS} gün boyunca Deprecation, Sunset ve Link (successor-version) başlıklarıyla yanıt verir. Yeni alan ve adresler her an eklenebilir.",
)
CHANGES = [
    _change("2026-11-22", "added", "/api/v1/own-figures", "A brand's own business figures, sealed under its key, beside its published scores", "Markanın kendi iş rakamları, anahtarıyla mühürlü, yayımlanan puanlarının yanında"),
    _change("2026-11-22", "added", "erased_at, erased_count, edition_of", "An older release is served without the words that were erased since, and says so", "Eski bir sürüm, sonradan silinen sözler olmadan sunulur ve bunu söyler"),
    _change("2026-11-22", "added", "/api/v1/changes", "What changed since a release, as counts and files; files of releases in parts (Range)", "Bir sürümden beri değişenler, sayı ve dosya olarak; sürüm dosyaları parça parça (Range)"),
    _change("2026-11-22", "added", "/api/v1/brands/{brand_id}/moved", "What moved between two releases, days or periods, in parts that add up", "İki sürüm, gün ya da dönem arasında ne değişti; toplamı bütünü veren parçalarla"),
    _change("2026-11-22", "added", "/api/v1/comparisons", "Brands of one sector side by side, pair by pair", "Bir sektörün markaları ikişer ikişer yan yana"),
    _change("2026-11-22", "added", "/api/v1/incidents", "Incidents and the records that tell of them", "Olaylar ve onları anlatan kayıtlar"),
    _change("2026-11-22", "added", "/api/v1/removals", "What vanished, and how much of a brand against expectation", "Ortadan kalkanlar ve bir markada beklenene göre miktarı"),
    _change("2026-11-22", "added", "/api/v1/brands/{brand_id}/timeline", "Counts over time with breaks, outages and changes of method", "Zaman içinde sayılar; kırılmalar, kesintiler ve yöntem değişiklikleriyle"),
    _change("2026-11-22", "added", "/api/v1/reconcile", "OpenRefine reconciliation, version 0.2", "OpenRefine uzlaştırma hizmeti, sürüm 0.2"),
    _change("2026-11-22", "added", "/feeds", "Atom feeds of brands, sectors, releases and removals", "Marka, sektör, sürüm ve kaldırmaların Atom akışları"),
    _change("2026-11-22", "added", "/api/v1/search, /standards, /alerts", "Search by name, the standard, alerts as they stand", "Adla arama, ölçüt, uyarıların güncel durumu"),
    _change("2026-11-22", "added", "fields, sort", "Lists take fields= and sort=; answers come as zstd where a client asks for it", "Listeler fields= ve sort= alır; isteyen istemciye yanıtlar zstd ile gider"),
]  # fmt: skip


@get("/changelog", sync_to_thread=False, summary="What changed in the API", responses={400: WRONG[400]})
def read_changelog() -> Changelog:
    """Every change by date, the latest first, and what is promised about changes to come."""
    return changelog()


def changelog() -> Changelog:
    """The changes."""
    return Changelog("v1", *PROMISE, sorted(CHANGES, key=lambda change: change.on, reverse=True))


def superseded(on: date, gone_on: date, by: str) -> dict[str, Any]:
    """Arguments for the decorator of a handler that will go: marked in the description, told in every answer (RFC 9745, RFC 8594).

    Raises ValueError where less than the promised notice is given.
    """
    if (gone_on - on).days < NOTICE_DAYS:
        raise ValueError(f"{on} to {gone_on}: at least {NOTICE_DAYS} days of notice are promised")
    since, until = (datetime.combine(day, time(), UTC) for day in (on, gone_on))
    headers = {"Deprecation": f"@{since.timestamp():.0f}", "Sunset": format_datetime(until, usegmt=True), "Link": f'<{by}>; rel="successor-version"'}  # fmt: skip
    return {"deprecated": True, "response_headers": [ResponseHeader(name=name, value=value) for name, value in headers.items()]}  # fmt: skip
