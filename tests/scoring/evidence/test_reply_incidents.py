"""What replies do to a matter: acknowledgements answer nothing, and the customer's own words stand where a source has no mark for them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from scoring.method import Parameters
from scoring.pipeline import Scored
from scoring.results import outcome
from scoring.run import score
from store.records import CrawledRecord, CrawledReply
from store.settings import Settings
from store.vocabulary import Outcome, Speaker
from tests.scoring.made import NOW, keep, record

SETTLED, NOT_SETTLED = "Sorunum çözüldü, teşekkürler.", "Çözülmedi, hâlâ bekliyorum."
RECEIPT = "Başvurunuz alınmıştır, en kısa sürede dönüş sağlanacaktır."
CLAIM, ANSWER = "Sorununuz çözülmüştür.", "Kargonuz yarın Bursa şubesinden size doğru yola çıkıyor."


def talk(key: str, *turns: tuple[Speaker, str], **fields: Any) -> CrawledRecord:
    """A complaint of 100 hours ago with one reply every 10 hours."""
    made = record(key, "A", hours_ago=100, **fields)
    replies = tuple(
        CrawledReply(speaker=speaker, text=text, posted_at=NOW - timedelta(hours=90 - 10 * place))
        for place, (speaker, text) in enumerate(turns)
    )
    return made.model_copy(update={"replies": replies})


def found(
    engine: Engine, settings: Settings, *records: CrawledRecord, **parameters: Any
) -> tuple[Scored, dict[str, dict[str, Any]]]:
    keep(engine, settings, list(records))
    scored = score(engine, settings, as_of=NOW, parameters=Parameters(**parameters))[1]
    return scored, {row["incident_id"].removeprefix("site:"): row for row in scored.incidents.to_pylist()}


def test_an_acknowledgement_is_no_answer_even_once(engine: Engine, settings: Settings) -> None:
    _, rows = found(
        engine,
        settings,
        talk(
            "1", (Speaker.BRAND, "Başvurunuz alınmıştır, en kısa sürede dönüş sağlanacaktır."), (Speaker.BRAND, ANSWER)
        ),
    )
    assert rows["1"]["first_response_h"] == pytest.approx(20)


@pytest.mark.parametrize(
    ("turns", "fields", "expected"),
    [
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, SETTLED)), {}, Outcome.CONFIRMED),
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED)), {}, Outcome.OPEN),  # nobody claimed anything
        (((Speaker.BRAND, CLAIM), (Speaker.CUSTOMER, NOT_SETTLED)), {}, Outcome.DENIED),
        (((Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, CLAIM)), {}, Outcome.CLAIMED),  # said before the claim
        (((Speaker.BRAND, CLAIM), (Speaker.CUSTOMER, NOT_SETTLED), (Speaker.CUSTOMER, SETTLED)), {}, Outcome.CONFIRMED),  # the last word
        (((Speaker.BRAND, SETTLED),), {}, Outcome.CLAIMED),  # a firm cannot speak for the customer
        (((Speaker.OTHER, SETTLED),), {}, Outcome.OPEN),
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, "Teşekkürler")), {}, Outcome.OPEN),
        (((Speaker.BRAND, CLAIM), (Speaker.CUSTOMER, SETTLED)), {"customer_confirms": False}, Outcome.DENIED),  # the source's own mark stands
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED)), {"customer_confirms": True}, Outcome.CONFIRMED),
    ],
)  # fmt: skip
def test_whose_word_it_is(
    engine: Engine,
    settings: Settings,
    turns: tuple[tuple[Speaker, str], ...],
    fields: dict[str, Any],
    expected: Outcome,
) -> None:
    _, rows = found(engine, settings, talk("1", *turns, **fields))
    assert outcome(rows["1"]) is expected


def test_a_confirmation_in_words_has_its_time(engine: Engine, settings: Settings) -> None:
    _, rows = found(engine, settings, talk("1", (Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, SETTLED)))
    assert rows["1"]["confirmed_h"] == pytest.approx(20)


def test_how_a_brand_answers_is_counted(engine: Engine, settings: Settings) -> None:
    """One template of five, one way elsewhere, one turn answered of two, one at five in the morning; counts stand in the release, not in a score."""
    mould = "Değerli müşterimiz, kaydınız {} numarayla sistemimizde görünmektedir, ekip ilgileniyor."
    scored, _ = found(
        engine, settings, *(talk(f"m{n}", (Speaker.BRAND, mould.format(n)), text=f"Ayrı bir konu {'abcde'[n]} hakkında") for n in range(5)),
        talk("away", (Speaker.BRAND, "Sizi arayalım."), (Speaker.CUSTOMER, "Hayır, buradan yazın.")),
        talk("two", (Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, "Kaçta gelir?"), (Speaker.BRAND, "Saat 14 ile 16 arasında kapınızda olacak."), text="Bambaşka bir dert"),
    )  # fmt: skip
    habits = {row["habit"]: row for row in scored.evidence["reply_habits"].to_pylist()}
    assert {name: (row["part_count"], row["whole_count"]) for name, row in habits.items()} == {
        "template": (5, 8), "acknowledgement": (0, 8), "off_channel": (1, 8), "substantive": (2, 8), "two_way": (1, 2), "off_hours": (1, 8),
    }  # fmt: skip
    assert "in one of 1 wordings" in habits["template"]["sentence_en"]
    assert all(row["low"] <= row["share"] <= row["high"] for row in habits.values())


@pytest.mark.parametrize(
    ("turns", "is_dialogue"),
    [
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, "Şubeyle görüştüm, bugün geliyor.")), True),
        (((Speaker.BRAND, RECEIPT), (Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, ANSWER)), True),  # a receipt opens the talk too
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED)), False),  # nobody answered
        (((Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, ANSWER)), False),  # said before anybody answered: one way
        (((Speaker.BRAND, ANSWER), (Speaker.BRAND, CLAIM)), False),
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, RECEIPT)), False),  # a receipt is no answer
        (((Speaker.BRAND, ANSWER), (Speaker.CUSTOMER, NOT_SETTLED), (Speaker.BRAND, "Sizi arayalım, numaranızı DM ile iletin.")), False),
    ],
)  # fmt: skip
def test_dialogue_is_a_turn_of_the_customer_that_the_brand_answers(
    engine: Engine, settings: Settings, turns: Any, is_dialogue: bool
) -> None:
    """SPEC-16: two-way, no template, and on the channel the customer chose."""
    _, rows = found(engine, settings, talk("1", *turns))
    assert rows["1"]["good_dialogue"] is is_dialogue


def test_a_template_answers_no_turn(engine: Engine, settings: Settings) -> None:
    turns = (
        (Speaker.BRAND, ANSWER),
        (Speaker.CUSTOMER, NOT_SETTLED),
        (Speaker.BRAND, "Kargonuz dağıtımda, iyi günler."),
    )
    texts = [
        "kutu ezik çıktı",
        "kurye kapıya gelmedi",
        "iade ücreti alındı",
        "adresim yanlış yazıldı",
        "paket kayboldu",
    ]
    made = [talk(str(n), *turns, text=text) for n, text in enumerate(texts)]
    _, rows = found(engine, settings, *made, template_uses=5)
    assert [row["good_dialogue"] for row in rows.values()] == [False] * 5
