"""What a score says in words, true at its stated confidence, in English and Turkish."""

from collections.abc import Iterator

import numpy as np

from scoring.components import Component, both
from scoring.peer_group import Weighed
from store.vocabulary import Band


def reading(weighed: Weighed, index: int) -> tuple[str, str]:
    """The sentence printed beside a score (SPEC-24), or why there is none (SPEC-34)."""
    band = weighed.bands[index]
    if not weighed.group.has_expected[index]:
        return both(
            "No denominator with a source is known for this brand, so nothing is said about it.",
            "Bu marka için kaynağı belli bir payda bilinmiyor; bu yüzden hakkında bir şey söylenmiyor.",
        )
    if band is Band.TOO_LITTLE:
        return both(
            "Too little data: a brand of this size would be expected to have fewer than one complaint.",
            "Veri çok az: bu büyüklükteki bir markadan birden az şikâyet beklenirdi.",
        )
    if weighed.prior is None:
        return both(
            "Too few comparable brands in this sector: only the ratio is shown.",
            "Bu sektörde karşılaştırılabilir marka çok az: yalnızca oran gösteriliyor.",
        )
    posterior = weighed.posterior
    hedge_en, hedge_tr = {
        Band.FULL: ("", ""),
        Band.PROVISIONAL: ("Provisional: ", "Geçici: "),
        Band.RAW_ONLY: ("Hardly told apart from the average: ", "Ortalamadan pek ayırt edilemiyor: "),
    }[band]
    return both(
        f"{hedge_en}of 100 comparable brands we expect this one to do better than {{score}} (95 % interval {{low}}-{{high}}).",
        f"{hedge_tr}karşılaştırılabilir 100 markanın {{score}} tanesinden daha iyi olmasını bekliyoruz (%95 aralık {{low}}-{{high}}).",
        digits=0,
        score=float(posterior.score[index]),
        low=float(posterior.low[index]),
        high=float(posterior.high[index]),
    )


def steps(weighed: Weighed, index: int) -> Iterator[Component]:
    """Every step from what was counted to what is said, in order; the last steps are common to all dimensions."""
    yield from weighed.group.components[index]
    if not weighed.group.has_expected[index]:
        return
    n = int(weighed.group.records_count[index])
    ratio, low, high = (float(values[index]) for values in (weighed.ratio, weighed.ratio_low, weighed.ratio_high))
    yield Component(
        "observed_expected_ratio",
        ratio,
        low,
        high,
        n,
        "",
        *both(
            "Observed against expected: {ratio} (1 is the sector's own rate; exact 95 % interval {low}-{high}).",
            "Gözlenen / beklenen: {ratio} (1 sektörün kendi oranıdır; kesin %95 aralık {low}-{high}).",
            digits=2,
            ratio=ratio,
            low=low,
            high=high,
        ),
    )
    if weighed.prior is not None and weighed.bands[index] is not Band.TOO_LITTLE:
        yield from _weighing(weighed, index, n)
    published = weighed.group.published[index]
    if published and published.rank is not None:
        yield Component(
            "published_rank",
            float(published.rank),
            None,
            None,
            n,
            "",
            *both(
                "The regulator's own list puts it at {rank} of {count}; that list has no interval and is shown for contrast only.",
                "Düzenleyicinin kendi listesinde {count} içinde {rank}. sırada; o listede aralık yoktur, yalnızca karşılaştırma için gösterilir.",
                rank=published.rank,
                count=len(weighed.group.brands),
            ),
        )


def _weighing(weighed: Weighed, index: int, n: int) -> Iterator[Component]:
    assert weighed.prior is not None
    O, E = (float(values[index]) for values in weighed.group.effective)
    prior = weighed.prior
    shrunk = (prior.shape + O) / (prior.rate + E)
    reliability = float(weighed.posterior.reliability[index])
    yield Component(
        "shrunken_ratio",
        shrunk,
        None,
        None,
        n,
        "",
        *both(
            "Weighed with how brands of the sector usually spread, the ratio becomes {shrunk}; reliability {reliability} of 1.",
            "Sektördeki markaların olağan yayılımıyla tartıldığında oran {shrunk} olur; güvenilirlik 1 üzerinden {reliability}.",
            digits=2,
            shrunk=shrunk,
            reliability=reliability,
        ),
    )
    yield Component(
        "score",
        float(weighed.posterior.score[index]),
        float(weighed.posterior.low[index]),
        float(weighed.posterior.high[index]),
        n,
        "of 100",
        *reading(weighed, index),
    )
    if weighed.signals[index]:
        word_en, word_tr = (
            {"worse": ("above", "üzerinde"), "better": ("below", "altında")}[weighed.signals[index]]
            if weighed.group.low_is_better
            else {"worse": ("below", "altında"), "better": ("above", "üzerinde")}[weighed.signals[index]]
        )
        yield Component(
            "signal",
            float(weighed.signal_q[index]),
            None,
            None,
            n,
            "q",
            *both(
                f"It lies clearly {word_en} what is expected, beyond the sector's usual spread (false-discovery rate 5 %).",
                f"Sektörün olağan yayılımının ötesinde, beklenenin açıkça {word_tr} (yanlış keşif oranı %5).",
            ),
        )


def nothing(value: float) -> float | None:
    """NaN as None."""
    return None if np.isnan(value) else float(value)
