"""Personal data of every kind in complaints of a world, in the words people use for it. All of it is invented."""

from dataclasses import replace
from itertools import cycle

from tests.world.shapes import Complaint, World

SAID = {
    "Ben {}, yıllardır müşterisiyim.": "Nurcihan Tepeçınar",
    "Adım soyadım {}.": "Berkant Öksüzoğlu",
    "Sorumlu kişi {} Hanım imiş.": "Gülseren Akçabey",
    "Kartımın numarası {} idi.": "5413 3300 8909 9910",
    "Ödemeyi {} numaralı kartımla yaptım.": "4543600299100712",
    "Bana {} hesabından yazabilirsiniz.": "@nurcihan_tpcnr",
    "Numaram {}.": "0 532 000 47 11",
    "Şu adrese yazın: {}": "b.oksuzoglu@posta.example.org",
    "IBAN: {}": "TR33 0006 1005 1978 6457 8413 26",
    "T.C. kimlik numaram {}.": "10000000146",
    "Plakam {}.": "34 ZZE 471",
    "Evim {} Kadıköy/İstanbul.": "Zambaklı Sokak No: 17 Daire: 9",
    "Sipariş numaram {}.": "9081726354",
}
"""Sentence and what of it must be seen nowhere."""
PLACES = ("text", "title", "customer", "brand")


def plant_more(world: World) -> tuple[World, tuple[str, ...]]:
    """The world with each of `SAID` in a text, a title, a customer's and a brand's answer; and everything personal in it."""
    shown = [one for one in world.published() if one.withdrawn_at is None and one.duplicate_of is None and len(one.replies) > 1]  # fmt: skip
    found = {one.complaint_id: one for one in world.complaints}
    wanted = [(place, sentence.format(secret)) for place in PLACES for sentence, secret in SAID.items()]
    for (place, words), one in zip(wanted, cycle(shown), strict=False):
        found[one.complaint_id] = _say(found[one.complaint_id], place, words)
    complaints = tuple(found[one.complaint_id] for one in world.complaints)
    return replace(world, complaints=complaints), tuple(sorted({*SAID.values(), *(one.text for one in world.planted)}))


def _say(complaint: Complaint, place: str, words: str) -> Complaint:
    if place == "text":
        return replace(complaint, paragraphs=(*complaint.paragraphs, words))
    if place == "title":
        return replace(complaint, title=f"{complaint.title} {words}")
    speaker = next((one for one in complaint.replies if one.speaker == place), complaint.replies[0])
    said = tuple(replace(one, text=f"{one.text} {words}") if one is speaker else one for one in complaint.replies)
    return replace(complaint, replies=said)
