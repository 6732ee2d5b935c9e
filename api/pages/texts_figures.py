"""Words of an auditor's own figures: key -> (English, Turkish)."""

FIGURES: dict[str, tuple[str, str]] = {
    "figures.few": ("too few periods ({count})", "dönem sayısı yetersiz ({count})"),
    "figures.rho": (
        "rank correlation {rho} (95% interval {low} to {high}; {count} periods)",
        "sıra korelasyonu {rho} (%95 aralık {low} ile {high} arası; {count} dönem)",
    ),
}
