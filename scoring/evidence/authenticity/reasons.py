"""Why a record weighs what it weighs: what is known, in words and numbers, in English and Turkish. No word of intent."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scoring.components import both

SAID = {
    "thin": ("its words tell nothing of a matter (information {information} of 1)", "sözleri bir konudan söz etmiyor (bilgi {information} / 1)"),
    "mismatch": ("its mark and its words say opposite things (words {sentiment} on a scale of -1 to 1)",
                 "puanı ile sözleri birbirinin tersini söylüyor (-1 ile 1 arasında sözler {sentiment})"),
    "copies": ("{copies_count} other accounts had posted the same words about the same brand before",
               "daha önce {copies_count} başka hesap aynı marka hakkında aynı sözleri yazmış"),
    "copies_soon": ("{copies_soon_count} of them within the three days before", "bunların {copies_soon_count} tanesi önceki üç gün içinde"),
    "author_day": ("the {author_day_count}th record of its account within a day", "hesabının bir gün içindeki {author_day_count}. kaydı"),
    "author_brands": ("its account turned to {author_brands_count} brands one after another within a week",
                      "hesabı bir hafta içinde art arda {author_brands_count} marka hakkında yazmış"),
    "author_one_end": ("all {author_one_end_count} marks of its account so far are at the same end of the scale",
                       "hesabının şimdiye kadarki {author_one_end_count} puanının hepsi ölçeğin aynı ucunda"),
    "author_elsewhere": ("its account had posted the same words about {author_elsewhere_count} other brands",
                         "hesabı aynı sözleri {author_elsewhere_count} başka marka hakkında da yazmış"),
    "unverified": ("its source did not find a purchase or account behind it", "kaynağı ardında bir alışveriş ya da hesap bulmamış"),
    "verified": ("its source checked that there is a customer behind it", "kaynağı ardında bir müşteri olduğunu denetlemiş"),
}  # fmt: skip
NOTHING = ("nothing that is known speaks against it", "bilinenlerin hiçbiri aleyhine değil")
ABSTAINED = ("too little known to weigh it: it counts in full", "tartmak için çok az şey biliniyor: tam sayılıyor")


def reasons(
    signs: Mapping[str, NDArray[np.float64]],
    features: Mapping[str, NDArray[np.float64]],
    weight: NDArray[np.float64],
    abstained: NDArray[np.bool_],
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """The reasons of every record in English and Turkish, joined by "; ". Where the weight is 1 nothing is held against the record."""
    english, turkish = np.full((2, weight.size), "", object)
    for rows, words in ((abstained, ABSTAINED), (~abstained & (weight == 1), NOTHING)):
        english[rows], turkish[rows] = words
    for row in np.flatnonzero(weight < 1).tolist():
        values = {name: _plain(name, float(column[row])) for name, column in signs.items()}
        told = [both(*SAID[name], digits=2, **values) for name in SAID if features[name][row] > 0]
        english[row], turkish[row] = ("; ".join(one) for one in zip(*told, strict=True))
    return english, turkish


def _plain(name: str, value: float) -> float | int:
    return int(value) if name.endswith("_count") and not np.isnan(value) else value
