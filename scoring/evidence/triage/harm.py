"""Words of harm in a text: what was written, never what was true. Folded cues in Turkish and English, for RE2."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from scoring.evidence.replies.sentences import plain

KINDS: Mapping[str, tuple[str, str, str]] = {
    "health": (
        r"yaralan\w*|yarali\w*|hastanel\w*|hastaneye|ambulans\w*|acil servis\w*|ameliyat\w*|zehirlen\w*|alerji\w*|kanama\w*|kanadi|yanik\w*|bayil\w*|kirildi kolu\w*|vefat\w*|olum\w*|oldurec\w*|intihar\w*|injur\w*|hospital\w*|ambulance|surgery|poison\w*|allerg\w*|bleed\w*|fainted|died|death|suicid\w*|emergency room",
        "bodily harm", "bedensel zarar"),
    "danger": (
        r"yangin\w*|alev\w*|dumanlar\w*|duman cik\w*|patla(?:di|ma\w*|yan|yacak)|elektrik carp\w*|carpildi\w*|gaz kaca\w*|gaz koku\w*|kisa devre\w*|kaza (?:yap|gecir|atlat)\w*|frenle\w* tutma\w*|caught fire|on fire|smok(?:e|ing) (?:came|coming|from)|explod\w*|explosion|electric shock|gas leak\w*|sparks|overheat\w*|brakes? fail\w*",
        "danger", "tehlike"),
    "vulnerable": (
        r"bebeg\w*|bebek\w*|hamile\w*|gebe\w*|engelli\w*|yasli (?:anne|baba|teyze|amca|kadin|adam)\w*|kanser\w*|diyaliz\w*|insulin\w*|ilacim\w*|ilaclar\w*|solunum cihaz\w*|yalniz yasi\w*|baby|babies|pregnan\w*|disabled|disability|wheelchair|elderly|cancer|dialysis|insulin|medication|oxygen",
        "people in need of protection", "korunmaya muhtaç kişiler"),
    "violence": (
        r"tehdit\w*|taciz\w*|saldir\w*|dovdu\w*|darp\w*|ustume yuru\w*|threaten\w*|threats?|harass\w*|assault\w*|attacked",
        "threats or violence", "tehdit ya da şiddet"),
    "crime": (
        r"dolandir(?:il\w*|ici\w*|di\w*)|calindi\w*|calin\w*|sahte (?:kimlik|imza|arama|site|fatura)\w*|kimlik bilgiler\w*|kisisel veri\w*|kvkk|(?:bilgim|onayim|haberim) (?:disinda|olmadan) \w+|yetkisiz islem\w*|tanimadigim (?:harcama|islem)\w*|fraud\w*|scam\w*|stolen|theft|identity theft|data breach|unauthori[sz]ed",
        "fraud, theft or misuse of data", "dolandırıcılık, hırsızlık ya da verinin kötüye kullanılması"),
    "livelihood": (
        r"icra\w*|haciz\w*|hacze\w*|mahkeme\w*|savci\w*|suc duyuru\w*|maas\w* (?:\w+ ){0,2}(?:bloke|yatmadi|cekemi\w*|kesildi)|(?:elektrig|dogalgaz|suyum)\w* (?:\w+ ){0,2}kes\w*|evsiz\w*|foreclos\w*|evict\w*|repossess\w*|garnish\w*|lawsuit|court|homeless|shut ?off",
        "court, seizure or loss of livelihood", "mahkeme, haciz ya da geçim kaybı"),
}  # fmt: skip


def harms(texts: Sequence[str]) -> list[list[tuple[str, str]]]:
    """Of each text its kinds of harm with the words they were found in, folded; in the order of KINDS."""
    folded = pa.array(plain(texts), pa.string())
    out: list[list[tuple[str, str]]] = [[] for _ in texts]
    for kind, (form, _, _) in KINDS.items():
        found = pc.struct_field(pc.extract_regex(folded, rf"(?P<word>\b(?:{form})\b)"), "word").to_pylist()
        for told, word in zip(out, found, strict=True):
            if word:
                told.append((kind, str(word)))
    return out
