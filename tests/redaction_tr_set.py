"""The Turkish redaction set: invented complaints with known personal data. `python -m tests.redaction_tr_set` writes tests/data/redaction_tr.json.

A quarter of the names stand in no list of store/redaction, so that the lists are measured too. Texts without personal data are
made of what looks like it: sums, dates, models, bar codes, firms and places called like people.
"""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

from tests.world import personal

OUT = Path(__file__).parent / "data" / "redaction_tr.json"
SEED, COUNT = 20261122, 800
GIVEN = [
    "Ahmet",
    "Mehmet",
    "Mustafa",
    "Ali",
    "Hüseyin",
    "Hasan",
    "İbrahim",
    "Osman",
    "Yusuf",
    "Murat",
    "Ömer",
    "Ramazan",
    "Halil",
    "Süleyman",
    "Emre",
    "Burak",
    "Kerem",
    "Serkan",
    "Volkan",
    "Tolga",
    "Ayşe",
    "Fatma",
    "Emine",
    "Hatice",
    "Zeynep",
    "Elif",
    "Meryem",
    "Şerife",
    "Sultan",
    "Merve",
    "Büşra",
    "Esra",
    "Özlem",
    "Derya",
    "Gamze",
    "Pınar",
    "Sibel",
    "Tuğba",
    "Yasemin",
    "Gülşah",
    "Çağla",
    "Şule",
    "İrem",
    "Ece",
    "Deniz",
    "Barış",
    "Umut",
    "Can",
    "Onur",
    "Kaan",
]
FAMILY = [
    "Yılmaz",
    "Kaya",
    "Demir",
    "Çelik",
    "Şahin",
    "Yıldız",
    "Yıldırım",
    "Öztürk",
    "Aydın",
    "Özdemir",
    "Arslan",
    "Doğan",
    "Kılıç",
    "Aslan",
    "Çetin",
    "Kara",
    "Koç",
    "Kurt",
    "Özkan",
    "Şimşek",
    "Polat",
    "Korkmaz",
    "Özçelik",
    "Çakır",
    "Erdoğan",
    "Yavuz",
    "Can",
    "Acar",
    "Şen",
    "Aktaş",
    "Güler",
    "Yalçın",
    "Güneş",
    "Bozkurt",
    "Bulut",
    "Keskin",
    "Ünal",
    "Turan",
    "Gül",
    "Özer",
    "Işık",
    "Kaplan",
    "Avcı",
    "Sarı",
    "Tekin",
    "Taş",
    "Köse",
    "Yüksel",
    "Ateş",
    "Aksoy",
]
RARE_GIVEN = [
    "Berzan",
    "Çelebican",
    "Dorukcan",
    "Elvinaz",
    "Gülcemal",
    "Hevidar",
    "İlbilge",
    "Jiyan",
    "Laçin",
    "Mîran",
    "Nazenin",
    "Peyman",
    "Rojda",
    "Sarya",
    "Tuvana",
    "Ülfet",
    "Yelda",
    "Zelihan",
]
RARE_FAMILY = [
    "Abacıgil",
    "Bozyel",
    "Çamlıbel",
    "Dereli",
    "Ergüder",
    "Fırıncıer",
    "Gökbayrak",
    "Hacımusalar",
    "İnceler",
    "Kocabıyık",
    "Menteş",
    "Ormancı",
    "Pekdoğan",
    "Sazak",
    "Tütüncüler",
    "Uncuoğlu",
    "Zorbay",
]
QUARTERS = (
    "Cumhuriyet Atatürk Yenişehir Bahçelievler Fevzi Çakmak,Kültür,Barbaros,Hürriyet,Merkez,İstiklal,Gazi".replace(
        " ", ","
    ).split(",")
)
STREETS = [
    "Lale",
    "Menekşe",
    "Gülhane",
    "Zambak",
    "Papatya",
    "Çiçek",
    "Ihlamur",
    "Söğüt",
    "Karanfil",
    "Manolya",
    "Akasya",
]
TOWNS = [
    "Kadıköy/İstanbul",
    "Çankaya/Ankara",
    "Bornova/İzmir",
    "Nilüfer/Bursa",
    "Muratpaşa/Antalya",
    "Selçuklu/Konya",
    "Seyhan/Adana",
    "Melikgazi/Kayseri",
]
FRAMES = (
    "Benim adım {name}, ürünü {date} tarihinde aldım ve {sum} ödedim.",
    "Müşteri temsilcisi {name} Hanım ile görüştüm, {days} gün içinde dönüleceğini söyledi.",
    "{name} Bey telefonu yüzüme kapattı, {sum} iademi bekliyorum.",
    "Sayın {name}, kargonuz {date} tarihinde teslim edilmiştir.",
    "Kargo teslim edilen kişi olarak {name} görünüyor, böyle birini tanımıyorum.",
    "Ben {name} olarak {days} gündür cevap bekliyorum.",
    "{name} adlı kurye paketi apartmanın girişine bırakmış.",
    "kurye {lower} bey kapıyı bile çalmadan gitmiş, {sum} ürünüm yok.",
    "Şube müdürü {name} sorunu çözeceğini belirtti.",
    "Bana {phone} numaralı telefondan ulaşabilirsiniz.",
    "İletişim: {phone} - {mail}",
    "{phone} aradı, {sum} borcum olduğunu söyledi; numara {name} adına kayıtlıymış.",
    "E-posta adresim {mail}, dönüşünüzü bekliyorum.",
    "İadenin {iban} hesabıma yapılmasını istiyorum.",
    "T.C. kimlik numaram {identity}, sözleşmem {date} tarihli.",
    "{card} numaralı kartımdan {sum} çekilmiş.",
    "Aracımın plakası {plate}, {sum} ceza yazılmış.",
    "{plate} plakalı kurye aracı kapıda bekledi.",
    "Sipariş numaram {number}, {days} gündür kargoya verilmedi.",
    "Müşteri no: {number} ile üyeyim.",
    "{number} nolu talebim kapatılmış.",
    "Takip numarası {number} olan gönderi {date} tarihinden beri yolda.",
    "Abone numaram {number}, fatura {sum} geldi.",
    "Adresim: {address}",
    "Ürün {address} adresine gönderilecekti.",
    "Twitter'dan {handle} hesabımla yazdım, cevap yok.",
    "Saygılarımla, {name}",
    "Teşekkürler. {name}",
    "Eşim {name} adına açılan {number} numaralı abonelik iptal edilmedi, telefonu {phone}.",
    "Dosya {name} - {phone} - {mail} bilgileriyle kayıtlı.",
)
CLEAN = (
    "Ürünü {date} tarihinde {sum} karşılığında aldım, {days} gün sonra bozuldu.",
    "Arçelik 8124 HSE model makine {days} ayda üç kez arızalandı.",
    "Elif Eczanesi'nden aldığım cihaz çalışmıyor, {sum} ödedim.",
    "Sabiha Gökçen Havalimanı'nda bavulum kayboldu.",
    "Deniz manzaralı oda için {sum} aldılar, manzara yoktu.",
    "16 GB 512 modelini {sum} ile aldım, kutudan 8 GB 256 çıktı.",
    "Barkod 8690504{code} olan ürünün tarihi geçmiş.",
    "Umut ettiğim gibi olmadı, {sum} çöpe gitti.",
    "{date} ile {date} arasında internet kesikti, {sum} fatura geldi.",
    "Kargo saat 09.00-18.00 arası gelecekti, gelmedi.",
    "Pınar süt bozuk çıktı, market geri almadı.",
    "Yetkili servis {days} gündür parça bekliyor.",
    "Barış Mahallesi şubesinde sıra beklemekten usandım.",
    "Son ödeme tarihi {date} olmasına rağmen {sum} gecikme faizi eklenmiş.",
    "Sayın yetkili, {sum} iade talebim hâlâ sonuçlanmadı.",
)
KINDS = {
    "name": "PERSON", "lower": "PERSON", "phone": "PHONE_NUMBER", "mail": "EMAIL_ADDRESS", "iban": "IBAN_CODE", "identity": "TR_IDENTITY", "card": "CREDIT_CARD",
    "plate": "TR_PLATE", "number": "REFERENCE", "address": "ADDRESS", "handle": "HANDLE",
}  # fmt: skip


def name(rng: Random) -> str:
    """A person as people write one: full, first name only, or all capitals."""
    given = rng.choice(RARE_GIVEN if rng.random() < 0.25 else GIVEN)
    family = rng.choice(RARE_FAMILY if rng.random() < 0.25 else FAMILY)
    draw = rng.random()
    if draw < 0.12:
        return given
    whole = f"{given} {family}"
    return whole.replace("i", "İ").replace("ı", "I").upper() if draw > 0.92 else whole


def card(rng: Random) -> str:
    """A card number with a right check digit."""
    digits = [4, *(rng.randrange(10) for _ in range(14))]
    doubled = sum(sum(divmod(digit * (2 - n % 2), 10)) for n, digit in enumerate(digits))
    text = "".join(map(str, [*digits, -doubled % 10]))
    return text if rng.random() < 0.4 else " ".join(text[i : i + 4] for i in range(0, 16, 4))


def address(rng: Random) -> str:
    """An address in one of the ways it is written."""
    quarter, street, town = rng.choice(QUARTERS), rng.choice(STREETS), rng.choice(TOWNS)
    n, flat = rng.randrange(1, 90), rng.randrange(1, 30)
    return rng.choice(
        (
            f"{quarter} Mah. {street} Sok. No:{n} D:{flat} {town}",
            f"{quarter} Mahallesi {street} Sokak No: {n} Kat 3 Daire {flat} {town}",
            f"{street} Cad. No {n}/{flat} {town}",
            f"{quarter} Mh. {rng.randrange(100, 2000)}. Sk. No:{n} {town}",
            f"{quarter} mahallesi {street} caddesi no {n} daire {flat}",
        )
    )


def fill(rng: Random, slot: str) -> str:
    """What stands in a slot of a frame."""
    made = {
        "name": name, "phone": personal.phone, "mail": personal.e_mail, "iban": personal.iban, "identity": personal.identity, "plate": personal.plate,
        "number": personal.number, "card": card, "address": address,
    }  # fmt: skip
    if slot in made:
        return made[slot](rng)
    return {
        "lower": rng.choice(GIVEN).replace("İ", "i").lower(),
        "handle": f"@{rng.choice(GIVEN).lower()}_{rng.randrange(10, 99)}".replace("i̇", "i"),
        "date": f"{rng.randrange(1, 29):02d}.{rng.randrange(1, 13):02d}.{rng.randrange(2022, 2027)}",
        "sum": rng.choice((f"{rng.randrange(50, 90000):,}".replace(",", ".") + " TL", f"{rng.randrange(10, 999)},{rng.randrange(10, 99)} TL")),
        "days": str(rng.randrange(2, 60)), "code": f"{rng.randrange(10**5, 10**6)}",
    }[slot]  # fmt: skip


def text(rng: Random, template_id: int, frames: tuple[str, ...]) -> dict[str, Any]:
    """One to three frames filled, with the spans of what is personal."""
    picked = [frames[template_id % len(frames)], *(rng.choice(frames) for _ in range(rng.randrange(3)))]
    full, masked, spans = "", "", []
    for frame in picked:
        for piece in re.split(r"(\{\w+\})", frame):
            slot = piece.strip("{}") if piece.startswith("{") else ""
            value = fill(rng, slot) if slot else piece
            if slot in KINDS:
                spans.append(
                    {
                        "entity_type": KINDS[slot],
                        "entity_value": value,
                        "start_position": len(full),
                        "end_position": len(full) + len(value),
                    }
                )
            full, masked = full + value, masked + (f"{{{{{slot}}}}}" if slot else piece)
        full, masked = full + "\n", masked + "\n"
    return {
        "full_text": full.strip(),
        "masked": masked.strip(),
        "spans": spans,
        "template_id": template_id,
        "metadata": None,
    }


def build(seed: int = SEED, count: int = COUNT) -> list[dict[str, Any]]:
    """The whole set: three texts with personal data to one without."""
    rng = Random(seed)
    return [text(rng, n, FRAMES) if n % 4 else text(rng, n, CLEAN) for n in range(count)]


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(build(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
