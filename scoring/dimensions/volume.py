"""Volume from records, as people read it: the rate per 100,000 customers and the steps from count to expectation."""

from collections.abc import Iterator

import numpy as np

from scoring.components import Component, said
from scoring.dimensions.official import CUSTOMER_UNITS
from scoring.peer_group import ExposureFact, Rate
from scoring.statistics.intervals import poisson_exact

Z90, Z95 = 1.6448536269514722, 1.959963984540054


def rate_of(count: int, fact: ExposureFact | None) -> Rate | None:
    """Complaints of the last year per 100,000 customers; chance of the count and range of the base add up on the log scale."""
    if fact is None or fact.unit not in CUSTOMER_UNITS:
        return None
    base, per = np.sqrt(fact.low * fact.high), 100_000
    low, high = (float(end) for end in poisson_exact(count))
    spread = Z95 * np.log(fact.high / fact.low) / (2 * Z90)
    below = np.exp(-np.hypot(np.log(count / low), spread)) * count if low else 0.0
    above = np.exp(np.hypot(np.log(high / max(count, 0.5)), spread)) * max(count, 0.5)
    return Rate(count / fact.figure * per, float(below / base * per), float(above / base * per))


def volume_steps(
    count: int, weighted: float, expected: float, fact: ExposureFact | None, recent: int, sampled: int = 0
) -> Iterator[Component]:
    """From what was found to what is expected of a base of this size. `sampled`: matters shown only where a choice is shown."""
    yield said("incidents_count", count, "incidents", "{value} different matters were found in the window, repeats of the same matter counted once.",
               "Dönemde {value} ayrı şikâyet konusu bulundu; aynı konunun yinelenmesi bir kez sayıldı.", n=count)  # fmt: skip
    yield said("weighted_count", weighted, "incidents", "Recent matters weigh more: together they weigh {value}.",
               "Yeni konular daha ağır basar: toplam ağırlıkları {value}.", n=count)  # fmt: skip
    if sampled:
        yield said("sampled_count", sampled, "incidents", "{value} more are known only from sources that show a choice of their records; a choice says nothing of how many there are, so they are not in this count.",
                   "{value} konu daha yalnızca kayıtlarının bir seçkisini gösteren kaynaklardan biliniyor; seçki kaç tane olduğunu söylemez, bu yüzden bu sayıda yoklar.", n=sampled)  # fmt: skip
    if fact is None and sampled and not count:
        return
    if fact is None:
        yield said("exposure", None, "", "No customer base with a source is known for this brand, so its count cannot be weighed.",
                   "Bu marka için kaynağı belli bir müşteri sayısı bilinmiyor; sayı bu yüzden tartılamaz.")  # fmt: skip
        return
    yield said("exposure", fact.figure, fact.unit, "Its base is {value} {unit_} (90% range {low}–{high}), grade {grade}: {source}, {date}.",
               "Tabanı {value} {unit_} (%90 aralık {low}–{high}), derece {grade}: {source}, {date}.", ends=(fact.low, fact.high), digits=0,
               unit_=fact.unit, grade=fact.grade, source=fact.source_name, date=fact.as_of_on)  # fmt: skip
    yield said("expected_count", expected, "incidents", "A brand of this size would weigh {value} at the sector's rate.",
               "Bu büyüklükte bir markanın sektör oranıyla ağırlığı {value} olurdu.")  # fmt: skip
    rate = rate_of(recent, fact)
    if rate is not None:
        yield said("complaints_per_100k", rate.value, "per 100,000 customers in a year",
                   "In the last year: {value} complaints per 100,000 customers (95% interval {low}–{high}).",
                   "Son bir yılda: 100.000 müşteri başına {value} şikâyet (%95 aralık {low}–{high}).", n=recent, ends=(rate.low, rate.high))  # fmt: skip
