"""Themes, triage and habits of the sample release's couriers, in the shapes the scoring room writes. Invented."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

KEYS = {"sector_id": "tr-cargo", "brand_id": "sahin-kargo"}
RECORDS = [f"complaint-site:sahin-kargo-{n:04}" for n in (0, 1, 3, 5)]
WAVE_AT = datetime(2026, 11, 15, tzinfo=UTC)
WEIGHTS = [(0, 1.0, "nothing that is known speaks against it", "bilinenlerin hiçbiri aleyhine değil"),
           (1, 0.5, "5 other accounts had posted the same words about the same brand before", "daha önce 5 başka hesap aynı marka hakkında aynı sözleri yazmış")]  # fmt: skip
SENTENCES = {
    "sentence_en": "24 of 60 complaints hold at least two of these words and are nearest to this theme (29 to 53%).",
    "sentence_tr": "60 şikâyetin 24 tanesinde bu sözcüklerden en az ikisi geçiyor ve şikâyet en çok bu temaya yakın (%29–53).",
}


def theme(
    position: int, label: str, n: int, before: int, *, is_growing: bool = False, brand: str = "sahin-kargo"
) -> dict[str, Any]:
    """One row of `themes`."""
    return {"sector_id": "tr-cargo", "brand_id": brand, "position": position, "label": label, "words": label, "is_unassigned": not label, "records_count": n,
            "of_count": 60, "all_count": 60, "share": n / 60, "low": max(0.0, n / 60 - 0.12), "high": n / 60 + 0.12, "earlier_count": before, "earlier_of_count": 48,
            "growth": (n / 60) / (before / 48), "growth_low": 1.2 if is_growing else 0.4, "growth_high": 3.0, "is_growing": is_growing,
            "starts_on": date(2026, 8, 22), "ends_on": date(2026, 11, 20), **SENTENCES}  # fmt: skip


def reason(
    position: int, number: int, name: str, value: float, english: str, turkish: str, brand: str = "sahin-kargo"
) -> dict[str, Any]:
    """One row of `triage`."""
    return {"sector_id": "tr-cargo", "brand_id": brand, "position": position, "record_id": RECORDS[position], "record_brand_id": "sahin-kargo",
            "opened_at": datetime(2026, 11, 18, tzinfo=UTC), "of_count": 20, "reason_position": number, "reason": name, "value": value, "unit": "",
            "sentence_en": english, "sentence_tr": turkish, "rule_en": "Ordered by the first reason that holds.", "rule_tr": "Geçerli ilk nedene göre sıralı."}  # fmt: skip


def wave_tables() -> dict[str, pa.Table]:
    """Two waves of one courier: one that ended, one under way whose last day nobody looked at since."""
    wave = {
        **KEYS,
        "scope": "brand",
        "what": "complaint",
        "source_id": "",
        "type": "",
        "records_count": 34,
        "incidents_count": 31,
        "expected": 6.5,
        "ratio": 34 / 6.5,
        "low": 3.6,
        "high": 7.3,
        "probability": 0.98,
        "organic_share": 0.06,
        "coordinated_share": 0.01,
        "source_side_share": 0.92,
        "sector_wide_share": 0.01,
        "main_source_id": "complaint-site",
        "sentence_en": "34 complaints from 15 November 2026 on, where 6.5 were expected.",
        "sentence_tr": "15 Kasım 2026 gününden başlayarak 34 şikâyet; beklenen 6,5.",
        "kind": "source-side",
        "kind_en": "Probably the source changed, not the brand (92%).",
        "kind_tr": "Büyük olasılıkla marka değil, kaynak değişti (%92).",
    }
    now = {
        **wave,
        "wave_id": "2026-11-15-aa",
        "starts_at": WAVE_AT,
        "noticed_at": WAVE_AT + timedelta(days=1),
        "ends_at": None,
        "is_under_way": True,
    }
    old = {
        **wave,
        "wave_id": "2026-06-01-bb",
        "starts_at": datetime(2026, 6, 1, tzinfo=UTC),
        "noticed_at": datetime(2026, 6, 3, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 8, tzinfo=UTC),
        "is_under_way": False,
        "kind": "organic",
    }
    sign = {
        "wave_id": "2026-11-15-aa",
        "position": 0,
        "sign": "break",
        "family": "source",
        "value": 1.0,
        "usual": None,
        "log_odds": 3.0,
        "sentence_en": "The source ended the issue “Gecikme” and began “Geç teslim”.",
        "sentence_tr": "Kaynak “Gecikme” adlı türü bitirip “Geç teslim” türünü başlattı.",
    }
    days = [
        {
            "wave_id": "2026-11-15-aa",
            "starts_at": WAVE_AT + timedelta(days=n),
            "records_count": count,
            "expected": 1.3,
            "high": 4.0,
            "is_in_wave": n >= 0,
            "is_covered": n < 4,
        }
        for n, count in zip(range(-14, 5), [1, 0, 2, 1, 1, 3, 0, 1, 2, 0, 1, 1, 2, 1, 9, 12, 8, 5, 0], strict=True)
    ]
    members = [{"wave_id": "2026-11-15-aa", "record_id": RECORDS[0]}]
    return {"waves": pa.Table.from_pylist([now, old]), "wave_signs": pa.Table.from_pylist([sign]), "wave_days": pa.Table.from_pylist(days),
            "wave_members": pa.Table.from_pylist(members)}  # fmt: skip


def told_tables() -> dict[str, pa.Table]:
    """Further tables of the release by name."""
    wait = (
        "It waits for an answer for 99 hours; three of four that are answered have theirs within 48.",
        "99 saattir yanıt bekliyor; yanıtlananların dörtte üçü 48 saat içinde yanıtını alıyor.",
    )
    harm = ("It speaks of bodily harm: “yaralandı”.", "Şundan söz ediyor: bedensel zarar: “yaralandı”.")
    quotes = [
        (0, RECORDS[0], "Siparişim on gün önce kargoya verildi, hâlâ aktarma merkezinde görünüyor."),
        (1, RECORDS[1], "Kutu ezilmişti, içindeki cam eşya kırıldı."),
    ]
    habits = [("template", 12, 40), ("substantive", 20, 40), ("two_way", 3, 9)]
    return wave_tables() | {
        "themes": pa.Table.from_pylist([theme(0, "aktarma merkezi · görünüyor · kargoya", 24, 10, is_growing=True), theme(1, "kutu · ezilmişti · cam", 21, 19), theme(2, "", 15, 19),
                                        theme(0, "aktarma merkezi · görünüyor · kargoya", 30, 20, brand=""), theme(1, "", 30, 28, brand="")]),
        "theme_quotes": pa.Table.from_pylist([{**KEYS, "position": place, "quote_position": 0, "record_id": record, "quote": quote} for place, record, quote in quotes]),
        "theme_members": pa.Table.from_pylist([{**KEYS, "position": 0, "record_id": RECORDS[0]}]),
        "triage": pa.Table.from_pylist([reason(0, 0, "harm", 1, *harm), reason(0, 1, "unanswered", 99, *wait), reason(1, 0, "unanswered", 99, *wait),
                                        reason(0, 0, "harm", 1, *harm, brand="")]),
        "authenticity": pa.Table.from_pylist([{"record_id": RECORDS[place], "weight": weight, "abstained": False, "reasons_en": english, "reasons_tr": turkish}
                                              for place, weight, english, turkish in WEIGHTS]),
        "reply_habits": pa.Table.from_pylist([{**KEYS, "habit": habit, "part_count": part, "whole_count": whole, "share": part / whole, "low": 0.1, "high": 0.6,
                                               "sentence_en": f"{part} of {whole} answers were counted so.", "sentence_tr": f"{whole} yanıtın {part} tanesi böyle sayıldı."} for habit, part, whole in habits]),
    }  # fmt: skip
