"""Numbers of goods: a bar code, a model, a serial number stay."""

import re

_BEFORE = re.compile(
    r"\b(?:model|urun|stok|barkod|barcode|sku|ean|seri|parca|serial|product|item)\w*(?: (?:no|kod|num|code)\w*)? ?(?:is )?[:.#]? ?\Z"
)
_BEHIND = re.compile(r" ?(?:numarali |no'?lu |kodlu )?(?:seri|model|urun|parca|stok|barkod)")
_BACK = 40


def is_product_code(folded: str, start: int, end: int) -> bool:
    """Whether the words round a number say that it is a good's."""
    return _BEFORE.search(folded[max(0, start - _BACK) : start]) is not None or _BEHIND.match(folded, end) is not None
