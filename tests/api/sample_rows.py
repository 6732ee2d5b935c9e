"""Hand-written rows of the sample release: brands, sources, runs, notices, methods and redacted excerpts."""

from datetime import UTC, datetime
from typing import Any

_FIRST = (
    "Aldera",
    "Beacon Hill",
    "Castleford",
    "Dunmore",
    "Eastgate",
    "Fairmile",
    "Greenbank",
    "Harrow",
    "Ironbridge",
    "Juniper",
    "Kestrel",
    "Longmeadow",
    "Merrion",
    "Northwick",
    "Oakhurst",
    "Pemberton",
    "Quayside",
    "Rosedale",
    "Stonegate",
    "Thornbury",
)
_KINDS = ("Mutual", "Casualty")
INSURERS: list[tuple[str, str, float, float]] = [
    (
        f"{first} {kind}".lower().replace(" ", "-"),
        f"{first} {kind}",
        2.4 * 1.21 ** (n if kind == "Mutual" else 20 - n),
        0.35 + (n * 7 % 20) / 11,
    )
    for kind in _KINDS
    for n, first in enumerate(_FIRST)
]
COURIERS: list[tuple[str, str, float | None, str, int, float]] = [
    ("sahin-kargo", "Şahin Kargo", 41_000_000, "A", 140, 1.9),
    ("yildiz-kargo", "Yıldız Kargo", 88_000_000, "A", 150, 0.9),
    ("isik-lojistik", "Işık Lojistik", 23_500_000, "B", 60, 1.1),
    ("cinar-dagitim", "Çınar Dağıtım", 12_000_000, "B", 22, 0.6),
    ("gokkusagi-kurye", "Gökkuşağı Kurye", 6_400_000, "C", 19, 1.0),
    ("oncu-kargo", "Öncü Kargo", 31_000_000, "A", 90, 1.4),
    ("ulak-teslimat", "Ulak Teslimat", 150_000, "C", 1, 3.0),
    ("bulut-ekspres", "Bulut Ekspres", None, "D", 37, 1.0),
]
SECTORS = [
    {
        "sector_id": "xx-auto-insurance",
        "name_en": "Motor insurance, Examplia",
        "name_tr": "Araç sigortası, Örnekistan",
        "country": "XX",
        "parent_id": None,
    },
    {
        "sector_id": "tr-cargo",
        "name_en": "Parcel delivery, Türkiye",
        "name_tr": "Kargo ve kurye, Türkiye",
        "country": "TR",
        "parent_id": None,
    },
]
SOURCES: list[dict[str, Any]] = [
    {
        "source_id": "complaint-site",
        "name": "Complaint site (simulated)",
        "kind": "complaint_site",
        "tier": "B",
        "homepage": "https://example.org/",
        "licence": "public pages; excerpts only",
        "declaration": {"is_off": True, "keys": ["COMPLAINT_SITE_KEY"], "vanishes": "asked"},
    },
    {
        "source_id": "office",
        "name": "Insurance Office, annual table",
        "kind": "official",
        "tier": "A",
        "homepage": "https://example.org/insurance",
        "licence": "CC0",
        "declaration": {},
    },
]


def _run(run_id: int, source_id: str, state: str, day: int, **more: Any) -> dict[str, Any]:
    counts = dict.fromkeys(
        (
            "requests_count",
            "pages_count",
            "records_count",
            "new_count",
            "changed_count",
            "unchanged_count",
            "gone_count",
        ),
        0,
    )
    return {
        "run_id": run_id,
        "kind": "crawl",
        "source_id": source_id,
        "command": "",
        "process_id": 1,
        "started_at": datetime(2026, 11, day, 3, tzinfo=UTC),
        "ended_at": datetime(2026, 11, day, 4, tzinfo=UTC),
        "state": state,
        **counts,
        "skipped": {},
        "filled_shares": {},
        "checkpoint": {},
        "facts": {},
        "parser_version": "1",
        "error": "",
        **more,
    }


RUNS = [
    _run(1, "office", "ok", 3, requests_count=2, pages_count=2, records_count=80, new_count=80),
    _run(
        2,
        "complaint-site",
        "ok",
        17,
        requests_count=612,
        pages_count=600,
        records_count=305,
        new_count=21,
        unchanged_count=270,
        gone_count=14,
        filled_shares={"text": 1.0, "rating": 0.62},
    ),
    _run(
        3,
        "complaint-site",
        "failed",
        19,
        requests_count=8,
        pages_count=4,
        error="SelectorError: expected one .complaint-date, found 0",
        facts={"robots": {"https://example.org": {"state": "allowed", "at": "2026-11-19T03:00:01+00:00"}}},
    ),
]
NOTICES = [
    {
        "notice_id": 1,
        "run_id": 3,
        "source_id": "complaint-site",
        "level": "error",
        "code": "selector",
        "message": "expected one .complaint-date, found 0",
        "place": "https://example.org/sahin-kargo/0001",
        "occurrences_count": 4,
        "noticed_at": datetime(2026, 11, 19, 4, tzinfo=UTC),
    },
    {
        "notice_id": 2,
        "run_id": 2,
        "source_id": "complaint-site",
        "level": "warning",
        "code": "leftover",
        "message": "field not read: badge",
        "place": "",
        "occurrences_count": 17,
        "noticed_at": datetime(2026, 11, 17, 4, tzinfo=UTC),
    },
]
ALERTS: list[dict[str, Any]] = [
    {
        "alert_id": 1, "kind": "mass_removal", "source_id": "complaint-site", "brand_label": "Şahin Kargo", "blocks": True, "run_id": 2,
        "message": "complaint-site, Şahin Kargo: 14 of 60 records looked at had vanished where 1.3 were to be expected",
        "detail": {"gone": 14, "looked_at": 60, "expected": 1.3, "p": 1e-9}, "opened_at": datetime(2026, 11, 17, 5, tzinfo=UTC),
        "closed_at": datetime(2026, 11, 18, 9, tzinfo=UTC), "closed_by": "A. Auditor", "closed_because": "the site merged double entries",
    },
    {
        "alert_id": 2, "kind": "break", "source_id": "complaint-site", "brand_label": "", "blocks": False, "run_id": 2,
        "message": "complaint-site: issue 'Kargo Gecikmesi' ends and 'Geç Teslimat' begins: renamed?",
        "detail": {"field": "issue", "old": "Kargo Gecikmesi", "new": "Geç Teslimat", "old_on": "2026-09-30", "new_on": "2026-10-01"},
        "opened_at": datetime(2026, 11, 17, 5, tzinfo=UTC), "closed_at": None, "closed_by": "", "closed_because": "",
    },
]  # fmt: skip
METHODS = [
    {
        "name": "volume",
        "dimension": "volume",
        "spec": "SPEC-13",
        "sentence_en": "Complaints counted against what the sector's standard lets us expect for the customer base.",
        "sentence_tr": "Sayılan şikâyetler, müşteri tabanına göre sektör ölçütünün beklettiğiyle karşılaştırılır.",
        "doc": "O is the weighted count of incidents, E = N * lambda(sector).\n\nSource: method.md SPEC-13.",
        "parameters_json": '{"half_life_days": 180}',
    },
    {
        "name": "responsiveness",
        "dimension": "responsiveness",
        "spec": "SPEC-14",
        "sentence_en": "How soon a substantive answer came, set against the hazard of comparable matters.",
        "sentence_tr": "Esaslı bir yanıtın ne kadar çabuk geldiği, benzer konuların beklenen hızıyla karşılaştırılır.",
        "doc": "Open cases are censored, not dropped.",
        "parameters_json": '{"horizon_hours": 720}',
    },
    {
        "name": "resolution",
        "dimension": "resolution",
        "spec": "SPEC-15",
        "sentence_en": "Solutions the customer confirmed; the brand's own word does not count.",
        "sentence_tr": "Müşterinin doğruladığı çözümler; markanın kendi beyanı sayılmaz.",
        "doc": "Horizon 2160 h.",
        "parameters_json": "{}",
    },
]
EXCERPTS = [
    (
        "complaint",
        "Kargom on gündür gelmedi",
        "Siparişim on gün önce kargoya verildi, hâlâ aktarma merkezinde görünüyor. Çağrı merkezi [telefon] beni geri aramadı.",
    ),
    (
        "complaint",
        "Paket hasarlı teslim edildi",
        "Kutu ezilmişti, içindeki cam eşya kırıldı. Tutanak istedim, kurye tutanak düzenlemeden ayrıldı. Sipariş no [numara].",
    ),
    ("thanks", "Teşekkür ederim", "Yanlış adrese giden paketimi aynı gün buldular, ilgilenen [ad] Bey'e teşekkürler."),
    (
        "complaint",
        "Evdeyken 'adreste yok' dendi",
        "Bütün gün evdeydim, kapı çalınmadı. Buna rağmen adreste bulunamadı mesajı geldi.",
    ),
    (
        "complaint",
        "İade bedeli ödenmedi",
        "İade kodu ile gönderdiğim ürünün kargo bedeli benden alındı, [IBAN] hesabıma iade sözü verildi, yatmadı.",
    ),
]
