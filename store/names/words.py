"""Why a name is taken for a brand, or not, in words: English and Turkish, from the same features that decided."""

from store.names.choice import TELLING, Choice, sector_trades
from store.names.features import FEATURES, of_one_series
from store.names.model import NameModel
from store.names.reading import Name, read
from store.vocabulary import Judgement

Told = tuple[str, str]
_KINDS: dict[str, Told] = {
    "domain": ("an address in the web", "bir web adresi"),
    "handle": ("a name in a social network", "bir sosyal ağ adı"),
}
_TRADES_TR = {"finance": "finans", "insurance": "sigorta", "cargo": "kargo", "telecom": "telekom", "retail": "perakende", "fuel": "enerji", "travel": "seyahat", "food": "yeme içme",
              "health": "sağlık", "learning": "eğitim", "cars": "otomotiv"}  # fmt: skip


def because(asked: str, choice: Choice, model: NameModel) -> Told:
    """One sentence in each language: what the nearest brand shares with the name, what parts them, who comes next."""
    if not choice.candidates:
        return "no name comes near", "yakın bir ad yok"
    first = choice.candidates[0]
    reasons = _reasons(
        read(asked),
        read(first.known.name),
        dict(zip(FEATURES, model.signs(asked, first.known.name).tolist(), strict=True)),
        first.known.sector_id,
    )
    english, turkish = (", ".join(part) for part in zip(*reasons, strict=True))
    english, turkish = (
        f"{first.known.name!r}: {english}; {100 * first.chance:.1f} of 100",
        f"{first.known.name!r}: {turkish}; 100 üzerinden {100 * first.chance:.1f}",
    )
    if len(choice.candidates) > 1 and choice.candidates[1].chance >= 0.01:
        second = choice.candidates[1]
        english += f"; next {second.known.name!r} with {100 * second.chance:.1f}"
        turkish += f"; sonraki {second.known.name!r}, {100 * second.chance:.1f}"
    if choice.judgement is Judgement.NEGATIVE:
        return f"none is likely; nearest {english}", f"hiçbiri olası değil; en yakını {turkish}"
    return english, turkish


def _reasons(asked: Name, known: Name, signs: dict[str, float], sector_id: str) -> list[Told]:
    found: list[Told] = [_KINDS[asked.kind]] if asked.kind in _KINDS else []
    if signs["same"]:
        found.append(
            (
                "the same name but for case, marks, spaces and legal form",
                "büyük-küçük harf, işaret, boşluk ve şirket türü dışında aynı ad",
            )
        )
    elif signs["initials"]:
        found.append(("one is the initials of the other", "biri diğerinin baş harfleri"))
    else:
        found += _shared(asked, known, signs)
    if signs["covered_start"] >= TELLING:
        found.append(("one name opens the other", "bir ad ötekinin başında duruyor"))
    if of_one_series(asked.raw, known.raw):
        found.append(("of one series, another number", "aynı diziden, başka numara"))
    elif signs["numbers_differ"] or signs["numbers_added"]:
        found.append(("their numbers differ", "sayıları farklı"))
    mine, theirs = asked.trades, known.trades | sector_trades(sector_id)
    if mine and theirs and not mine & theirs:
        found.append(
            (
                f"another trade ({_list(mine)} against {_list(theirs)})",
                f"başka bir iş kolu ({_list(mine, True)}, {_list(theirs, True)})",
            )
        )
    return found


def _shared(asked: Name, known: Name, signs: dict[str, float]) -> list[Told]:
    both = [word for word in asked.folded.split() if word in known.folded.split()]
    extra = [word for word in asked.folded.split() if word not in both]
    lacking = [word for word in known.folded.split() if word not in both]
    letters = f"{100 * signs['letters']:.0f}"
    found: list[Told] = [(f"letters alike to {letters} %", f"harfler %{letters} aynı")]
    if both:
        found.append((f"both say {' '.join(both)!r}", f"ikisinde de {' '.join(both)!r} var"))
    if extra and lacking:
        found.append(
            (f"{' '.join(extra)!r} against {' '.join(lacking)!r}", f"{' '.join(extra)!r} yerine {' '.join(lacking)!r}")
        )
    elif extra or lacking:
        found.append(
            (f"{' '.join(extra or lacking)!r} on one side only", f"{' '.join(extra or lacking)!r} yalnız bir tarafta")
        )
    return found


def _list(trades: frozenset[str], is_turkish: bool = False) -> str:
    return ", ".join(sorted(_TRADES_TR[one] if is_turkish else one for one in trades))
