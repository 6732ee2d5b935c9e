"""What a score says in words, true at its stated confidence, in English and Turkish."""

from collections.abc import Iterator

import numpy as np

from scoring.components import Component, both, said
from scoring.peer_group import Weighed
from scoring.statistics.gamma_poisson import GammaPrior
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
    if np.isfinite(weighed.ratio[index]):
        yield said("observed_expected_ratio", float(weighed.ratio[index]), "",
                   "Observed against expected: {value} (1 is the sector's own rate; exact 95 % interval {low}-{high}).",
                   "Gözlenen / beklenen: {value} (1 sektörün kendi oranıdır; kesin %95 aralık {low}-{high}).",
                   n=n, ends=(float(weighed.ratio_low[index]), float(weighed.ratio_high[index])), digits=2)  # fmt: skip
    if weighed.prior is not None and weighed.bands[index] is not Band.TOO_LITTLE:
        yield from _weighing(weighed, index, n)
    published = weighed.group.published[index]
    if published and published.rank is not None:
        yield said("published_rank", published.rank, "",
                   "The regulator's own list puts it at {value} of {count}; that list has no interval and is shown for contrast only.",
                   "Düzenleyicinin kendi listesinde {count} içinde {value}. sırada; o listede aralık yoktur, yalnızca karşılaştırma için gösterilir.",
                   n=n, count=len(weighed.group.brands))  # fmt: skip


def _weighing(weighed: Weighed, index: int, n: int) -> Iterator[Component]:
    posterior = weighed.posterior
    if isinstance(weighed.prior, GammaPrior):
        O, E = (float(values[index]) for values in weighed.group.effective)
        yield said("shrunken_ratio", (weighed.prior.shape + O) / (weighed.prior.rate + E), "",
                   "Weighed with how brands of the sector usually spread, the ratio becomes {value}; reliability {reliability} of 1.",
                   "Sektördeki markaların olağan yayılımıyla tartıldığında oran {value} olur; güvenilirlik 1 üzerinden {reliability}.",
                   n=n, digits=2, reliability=float(posterior.reliability[index]))  # fmt: skip
    score, low, high = (float(values[index]) for values in (posterior.score, posterior.low, posterior.high))
    yield said("score", score, "of 100", *_escaped(reading(weighed, index)), n=n, ends=(low, high))
    if weighed.signals[index]:
        is_above = (weighed.signals[index] == "worse") is weighed.group.low_is_better
        word_en, word_tr = ("above", "üzerinde") if is_above else ("below", "altında")
        yield said("signal", float(weighed.signal_q[index]), "q",
                   f"It lies clearly {word_en} what is expected, beyond the sector's usual spread (false-discovery rate 5 %).",
                   f"Sektörün olağan yayılımının ötesinde, beklenenin açıkça {word_tr} (yanlış keşif oranı %5).", n=n)  # fmt: skip


def _escaped(sentences: tuple[str, str]) -> tuple[str, str]:
    """Finished sentences, safe to be filled once more."""
    english, turkish = (sentence.replace("{", "{{").replace("}", "}}") for sentence in sentences)
    return english, turkish


def nothing(value: float) -> float | None:
    """NaN as None."""
    return None if np.isnan(value) else float(value)
