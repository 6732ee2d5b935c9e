"""Responsiveness and resolution, as people read them: how many events in time, how many were to be expected, how soon."""

from collections.abc import Iterator

from scoring.components import Component, said

EVENT = {
    "responsiveness": ("a substantive public answer", "açık ve içerikli bir yanıt"),
    "resolution": (
        "the customer's own confirmation that it was solved",
        "müşterinin çözüldüğünü kendisinin doğrulaması",
    ),
}


def times_steps(
    dimension: str, count: int, events: int, median_hours: float, observed: float, expected: float
) -> Iterator[Component]:
    """From the events in time to what the sector would have had on the same matters."""
    english, turkish = EVENT[dimension]
    yield said("events_count", events, "incidents", f"{{value}} of {{count}} matters had {english} in time.",
               f"{{count}} konunun {{value}} tanesinde süresi içinde gerçekleşti: {turkish}.", n=count, count=count)  # fmt: skip
    yield said("expected_events", expected, "incidents",
               "On the same platforms, for the same issues and waiting times, the sector would have had {value} (weighted; observed {observed}).",
               "Aynı platformlarda, aynı konularda ve bekleme sürelerinde sektörden beklenen {value} idi (ağırlıklı; gözlenen {observed}).",
               n=count, observed=observed)  # fmt: skip
    if events:
        yield said("median_hours", median_hours, "hours", "Where it happened, half had it within {value} hours.",
                   "Gerçekleşenlerin yarısında {value} saat içinde oldu.", n=events)  # fmt: skip
