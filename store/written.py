"""Numbers and days as people of a language write them, for sentences of every room."""

from datetime import date

MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "tr": ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"],
}  # fmt: skip


def number(value: float, digits: int, language: str) -> str:
    """A number with so many digits after the point: 1,234.5 in English, 1.234,5 in Turkish."""
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def day(value: date, language: str, letters: int | None = None) -> str:
    """20 November 2026, 20 Kasım 2026; with `letters` the month is cut to so many (20 Nov, 20 Kas)."""
    return f"{value.day} {MONTHS[language][value.month - 1][:letters]} {value.year}"
