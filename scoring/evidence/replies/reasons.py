"""The signs of a reply in words."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

WORDS = {
    "is_template": ("the firm gave this wording {uses} times, names, numbers and dates aside", "firma bu ifadeyi ad, sayı ve tarih dışında {uses} kez kullanmış"),
    "is_acknowledgement": ("it says that something was received, nothing of the matter", "yalnızca ulaştığını söylüyor, konuya dair bir şey söylemiyor"),
    "is_off_channel": ("it asks the customer to go on elsewhere", "müşteriyi başka bir kanala yönlendiriyor"),
    "is_claim": ("the firm says it is settled: its claim, not the customer's word", "firma çözüldüğünü söylüyor: firmanın beyanı, müşterinin sözü değil"),
    "is_substantive": ("it says something about the matter in words of its own", "konu hakkında kendine özgü sözlerle bir şey söylüyor"),
    "confirms": ("the customer writes that it is settled", "müşteri çözüldüğünü yazıyor"),
    "denies": ("the customer writes that it is not settled", "müşteri çözülmediğini yazıyor"),
}  # fmt: skip
NOTHING = ("a few words that say nothing of the matter", "konu hakkında bir şey söylemeyen birkaç söz")


def because(
    columns: Mapping[str, NDArray[np.bool_]], uses: NDArray[np.int64], is_brand: NDArray[np.bool_]
) -> tuple[list[str], list[str]]:
    """The reasons of every reply in English and Turkish, joined by "; "; "" for what is said by neither firm nor customer of the end."""
    names = list(WORDS)
    code = sum(columns[name].astype(np.int64) << place for place, name in enumerate(names))
    rows = np.stack(
        [np.asarray(code, np.int64), is_brand.astype(np.int64), np.where(columns["is_template"], uses, 0)], axis=1
    )
    different, which = np.unique(rows, axis=0, return_inverse=True)
    sentences = [_sentence(names, *row) for row in different.tolist()]
    chosen = [sentences[number] for number in which.reshape(-1).tolist()]
    return [english for english, _ in chosen], [turkish for _, turkish in chosen]


def _sentence(names: list[str], code: int, is_brand: int, uses: int) -> tuple[str, str]:
    held = [WORDS[name] for place, name in enumerate(names) if code >> place & 1] or [NOTHING] * is_brand
    english, turkish = ("; ".join(words[language].format(uses=uses) for words in held) for language in (0, 1))
    return english, turkish
