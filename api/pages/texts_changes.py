"""Words of the page on changes of the API: key -> (English, Turkish)."""

CHANGED: dict[str, tuple[str, str]] = {
    "changelog.title": ("Changes of the API", "API değişiklikleri"),
    "changelog.on": ("Date", "Tarih"),
    "changelog.kind": ("Kind", "Tür"),
    "changelog.address": ("Address", "Adres"),
    "changelog.what": ("What changed", "Ne değişti"),
    "changelog.added": ("added", "eklendi"),
    "changelog.changed": ("changed", "değişti"),
    "changelog.deprecated": ("will go", "kaldırılacak"),
    "changelog.removed": ("removed", "kaldırıldı"),
}
