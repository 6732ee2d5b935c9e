"""Words of the sections on themes, on what to read first and on how a brand answers: key -> (English, Turkish)."""

TOLD: dict[str, tuple[str, str]] = {
    "themes": ("What is complained of", "Neden şikâyet ediliyor"),
    "themes.lead": (
        "Groups of complaints by their own distinctive words, {starts} to {ends}. {read} of {all} complaints were read. Nothing here is a score, and no word is ours: names of groups and quotes stand in the complaints, personal data masked.",
        "{starts} – {ends} arasındaki şikâyetlerin kendi ayırt edici sözcüklerine göre kümeleri. {all} şikâyetin {read} tanesi okundu. Buradaki hiçbir şey puan değildir, hiçbir söz bize ait değildir: küme adları ve alıntılar şikâyetlerde geçer, kişisel veriler maskelidir.",
    ),
    "themes.theme": ("Words", "Sözcükler"),
    "themes.count": ("Complaints", "Şikâyet"),
    "themes.share": ("Share, 95% interval", "Pay, %95 aralık"),
    "themes.before": ("Period before", "Önceki dönem"),
    "themes.growing": ("growing", "büyüyor"),
    "themes.rest": ("none of these themes", "bu temaların hiçbiri"),
    "themes.quotes": ("Representative sentences", "Temsil eden cümleler"),
    "themes.open": ("Open the complaint", "Şikâyeti aç"),
    "themes.of": ("{part} of {whole}", "{whole} içinde {part}"),
    "triage": ("What to read first", "Önce ne okunmalı"),
    "triage.lead": ("{listed} of the {count} newest complaints have a reason to be read first.", "En yeni {count} şikâyetten {listed} tanesini önce okumak için neden var."),
    "triage.more": ("All of them, with their reasons", "Nedenleriyle birlikte hepsi"),
    "habits": ("How it answers", "Nasıl yanıt veriyor"),
    "habits.lead": ("Public answers in the window, by their wording. None of it is a score.", "Dönemdeki herkese açık yanıtlar, sözlerine göre. Hiçbiri puan değildir."),
    "habits.habit": ("What was counted", "Sayılan"),
    "habits.share": ("Share, 95% interval", "Pay, %95 aralık"),
}  # fmt: skip
