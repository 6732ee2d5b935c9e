"""Invented personal data with right checksums, from ranges nobody holds (subscriber numbers 000, IBAN bank 00099, example.org)."""

from random import Random

from tests.world.shapes import Planted

Kind = str


def phone(rng: Random) -> str:
    """A Turkish mobile number as people write it."""
    area, tail = rng.choice(("532", "533", "542", "543", "505", "555")), f"{rng.randrange(1000, 9999)}"
    forms = (
        "0{0} 000 {1} {2}",
        "+90 {0} 000 {1} {2}",
        "0({0}) 000 {1} {2}",
        "0{0}000{1}{2}",
        "0 {0} 000 {1} {2}",
        "0{0}-000-{1}-{2}",
    )
    return rng.choice(forms).format(area, tail[:2], tail[2:])


def e_mail(rng: Random) -> str:
    """An address under a domain reserved for examples."""
    local = rng.choice(("aysenur.k", "m.demirel", "cem_oz", "sevgi.t", "b.yildiz", "zeynep.ar", "hakan-s", "elif.nur"))
    return f"{local}{rng.randrange(100, 9999)}@{rng.choice(('example.org', 'example.com', 'posta.example.net'))}"


def iban(rng: Random) -> str:
    """A Turkish IBAN of a bank that does not exist, with a valid checksum (ISO 13616)."""
    account = "00099" + "0" + f"{rng.randrange(10**15, 10**16)}"
    check = 98 - int(account + "292700") % 97
    compact = f"TR{check:02d}{account}"
    return compact if rng.random() < 0.4 else " ".join(compact[i : i + 4] for i in range(0, 26, 4))


def identity(rng: Random) -> str:
    """An identity number with valid check digits, from the lowest block."""
    digits = [int(d) for d in f"1000{rng.randrange(10**5):05d}"]
    tenth = (7 * sum(digits[0::2]) - sum(digits[1:8:2])) % 10
    return "".join(map(str, [*digits, tenth, (sum(digits) + tenth) % 10]))


def plate(rng: Random) -> str:
    """A number plate of a series not in use."""
    return f"{rng.choice((62, 69, 75, 81))} ZZ{rng.choice('EHKP')} {rng.randrange(100, 999)}"


def number(rng: Random) -> str:
    """A customer or tracking number."""
    return f"{rng.randrange(10**9, 10**10)}"


SENTENCES = {
    "phone": (
        "Bana {} numaralı telefondan ulaşabilirsiniz.",
        "İletişim numaram: {}",
        "Lütfen beni {} numarasından arayın.",
        "Telefonum {}, mesai saatleri dışında da arayabilirsiniz.",
    ),
    "e-mail": (
        "E-posta adresim {} üzerinden yazılı dönüş bekliyorum.",
        "Belgeleri {} adresinden gönderdim, cevap gelmedi.",
        "Bilgilendirmeyi {} adresime yapabilirsiniz.",
    ),
    "iban": ("İadenin {} hesabıma yapılmasını istiyorum.", "IBAN bilgim {} şeklindedir, ödeme hâlâ gelmedi."),
    "id": ("Kimlik numaram {} ile sorgulayabilirsiniz.", "T.C. kimlik numaram {} üzerinden kayıt görünüyor."),
    "plate": ("Aracın plakası {} idi, kamera kayıtlarına bakılabilir.", "{} plakalı araçla geldiler."),
    "number": ("Takip numarası {}.", "Müşteri no: {}", "Başvuru numarası {} ile kayıt açıldı.", "Talep numaram {}."),
}
MAKERS = {"phone": phone, "e-mail": e_mail, "iban": iban, "id": identity, "plate": plate, "number": number}
SHARES = {"number": 0.16, "phone": 0.035, "e-mail": 0.02, "iban": 0.012, "id": 0.008, "plate": 0.01}


def plant(rng: Random, complaint_id: int, place: str) -> tuple[str, Planted] | None:
    """A sentence with one planted string, or None for most texts."""
    draw = rng.random()
    for kind, share in SHARES.items():
        if draw < share:
            secret = MAKERS[kind](rng)
            sentence = rng.choice(SENTENCES[kind]).format(secret)
            return sentence, Planted(kind, secret, complaint_id, place)  # type: ignore[arg-type]
        draw -= share
    return None
