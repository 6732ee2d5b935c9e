"""Quick ways of folding come to the same as the slow ones they stand in for."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from store import naming
from store.redaction import fold

LETTERS = st.sampled_from(
    [*"abzAIZ019 &`'’-.,şŞğĞüÜöÖçÇıİâîûÂßæœøłđ", "\u0327", "\u0130", "\u1d35", "\u034f", "α", "ﬁ", "😀"]
)
texts = st.lists(LETTERS | st.characters(exclude_categories=["Cs"]), max_size=20).map("".join)


def slowly_folded(text: str) -> str:
    """Every letter through the tables."""
    plain = unicodedata.normalize("NFKD", text.translate(naming._LETTERS).casefold())
    return " ".join(naming._WORD.findall(plain if plain.isascii() else plain.translate(naming._UNMARKED)))


def slowly_folded_in_place(text: str) -> str:
    """Every letter through the table."""
    folded = text.replace("İ", "i").lower()
    for letter, plain in fold._FREQUENT:
        folded = folded.replace(letter, plain)
    return folded if folded.isascii() else folded.translate(fold._LETTERS)


@given(texts)
@example("Hâlâ şubede bekliyorum")
@example("aᴵb")
@example("ş ᴵ")
@example("`hâlâ` ‘é’")
def test_the_same_as_letter_by_letter(text: str) -> None:
    assert naming.fold(text) == slowly_folded(text)
    assert fold.fold_in_place(text) == slowly_folded_in_place(text)
