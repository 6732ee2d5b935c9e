"""Dialogue and positive voices, as people read them: the share, and the share the standard expects of the same mix."""

from collections.abc import Iterator

from scoring.components import Component, said
from scoring.statistics.intervals import binomial_wilson

WHAT = {
    "dialogue": (
        "answered matters became a dialogue on the channel the customer chose",
        "yanıtlanan konunun müşterinin seçtiği kanalda diyaloğa dönüştüğü",
    ),
    "voices": ("public voices about the brand are praise", "marka hakkındaki açık sözün övgü olduğu"),
}


def share_steps(dimension: str, successes: float, trials: float, expected: float) -> Iterator[Component]:
    """The weighted share with Wilson's interval, then what was expected."""
    if not trials:
        return
    english, turkish = WHAT[dimension]
    low, high = (100 * float(end) for end in binomial_wilson(min(successes, trials), trials))
    yield said("share", 100 * successes / trials, "%", f"{{value}}% of {{trials}} {english} (95% interval {{low}}–{{high}}).",
               f"{{trials}} içinde {turkish} pay %{{value}} (%95 aralık {{low}}–{{high}}).", n=round(trials), ends=(low, high), trials=trials)  # fmt: skip
    yield said("expected_share", 100 * expected / trials, "%", "On the same platforms and issues the sector's share is {value}%.",
               "Aynı platform ve konularda sektörün payı %{value}.")  # fmt: skip
