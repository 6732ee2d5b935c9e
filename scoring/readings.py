"""What a score says in words, true at its stated confidence, in English and Turkish."""

from collections.abc import Iterator

import numpy as np

from scoring.components import Component, both, said
from scoring.peer_group import Weighed
from scoring.statistics.gamma_poisson import GammaPrior
from store.vocabulary import Band, Dimension


def reading(weighed: Weighed, index: int) -> tuple[str, str]:
    """The sentence printed beside a score (SPEC-24), or why there is none (SPEC-34): it never says more than the band allows."""
    band = weighed.bands[index]
    if not weighed.group.has_expected[index] or band is Band.TOO_LITTLE:
        return _silence(weighed, index)
    if weighed.prior is None:
        return both(
            "Too few comparable brands in this sector: only the ratio is shown.",
            "Bu sektörde karşılaştırılabilir marka çok az: yalnızca oran gösteriliyor.",
        )
    if band is Band.RAW_ONLY:
        return both(
            "What is known does not tell this brand apart from the middle of its sector: only the ratio is shown.",
            "Bilinenler bu markayı sektörünün ortasından ayırmaya yetmiyor: yalnızca oran gösteriliyor.",
        )
    posterior = weighed.posterior
    hedge = (
        ("Provisional: of", "Geçici: karşılaştırılabilir")
        if band is Band.PROVISIONAL
        else ("Of", "Karşılaştırılabilir")
    )
    return both(
        f"{hedge[0]} 100 comparable brands we expect this one to do better than {{score}} (95% interval {{low}}–{{high}}).",
        f"{hedge[1]} 100 markanın {{score}} tanesinden daha iyi olmasını bekliyoruz (%95 aralık {{low}}–{{high}}).",
        digits=0,
        score=float(posterior.score[index]),
        low=float(posterior.low[index]),
        high=float(posterior.high[index]),
    )


def _silence(weighed: Weighed, index: int) -> tuple[str, str]:
    """Why nothing is said of a brand."""
    dimension = weighed.group.dimension
    if dimension == Dimension.COMPOSITE:
        return both(
            "Too few dimensions are known well enough to sum them up.",
            "Toplam bir puan için yeterince bilinen boyut yok.",
        )
    only_sampled = not weighed.group.records_count[index] and any(
        one.name == "sampled_count" for one in weighed.group.components[index]
    )
    if dimension == Dimension.VOLUME and only_sampled:
        return both(
            "Its complaints are known only from sources that show a choice of them, so nothing is said of how many there are.",
            "Şikâyetleri yalnızca bir seçkiyi gösteren kaynaklardan biliniyor; bu yüzden kaç tane oldukları hakkında bir şey söylenmiyor.",
        )
    if dimension == Dimension.VOLUME and not weighed.group.has_expected[index]:
        return both(
            "No denominator with a source is known for this brand, so nothing is said about it.",
            "Bu marka için kaynağı belli bir payda bilinmiyor; bu yüzden hakkında bir şey söylenmiyor.",
        )
    if dimension == Dimension.VOLUME:
        return both(
            "Too little data: a brand of this size would be expected to have fewer than one complaint.",
            "Veri çok az: bu büyüklükteki bir markadan birden az şikâyet beklenirdi.",
        )
    if weighed.group.trials is not None:
        return both(
            "Too little data: fewer than ten cases to judge by.",
            "Veri çok az: değerlendirilecek onun altında örnek var.",
        )
    return both(
        "Too little data: fewer than one such event would be expected in the time observed.",
        "Veri çok az: gözlenen sürede böyle bir olaydan birden az beklenirdi.",
    )


def steps(weighed: Weighed, index: int) -> Iterator[Component]:
    """Every step from what was counted to what is said, in order; the last steps are common to all dimensions."""
    yield from weighed.group.components[index]
    if not weighed.group.has_expected[index]:
        return
    n = int(weighed.group.records_count[index])
    if np.isfinite(weighed.ratio[index]):
        yield said("observed_expected_ratio", float(weighed.ratio[index]), "",
                   "Observed against expected: {value} (1 is the sector's own rate; exact 95% interval {low}–{high}).",
                   "Gözlenen / beklenen: {value} (1 sektörün kendi oranıdır; kesin %95 aralık {low}–{high}).",
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
    if weighed.bands[index] is Band.RAW_ONLY:
        return
    score, low, high = (float(values[index]) for values in (posterior.score, posterior.low, posterior.high))
    yield said("score", score, "of 100", *_escaped(reading(weighed, index)), n=n, ends=(low, high))
    if weighed.signals[index]:
        is_above = (weighed.signals[index] == "worse") is weighed.group.low_is_better
        word_en, word_tr = ("above", "üzerinde") if is_above else ("below", "altında")
        yield said("signal", float(weighed.signal_q[index]), "q",
                   f"It lies clearly {word_en} what is expected, beyond the sector's usual spread (false-discovery rate 5%).",
                   f"Sektörün olağan yayılımının ötesinde, beklenenin açıkça {word_tr} (yanlış keşif oranı %5).", n=n)  # fmt: skip


def _escaped(sentences: tuple[str, str]) -> tuple[str, str]:
    """Finished sentences, safe to be filled once more."""
    english, turkish = (sentence.replace("{", "{{").replace("}", "}}") for sentence in sentences)
    return english, turkish


def nothing(value: float) -> float | None:
    """NaN as None."""
    return None if np.isnan(value) else float(value)
