"""Which sentences are politeness, receipt, a way elsewhere, a claim, a customer's word: cues in Turkish and English, folded, for RE2.

A cue is a form of words, not a meaning: `docs/models/replies.md` says how often they err.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]

COURTESY = (
    r"^(?:(?:saygilar|sevgiler|iyi gunler|saglikli gunler|mutlu gunler|keyifli|tesekkur|sag olun|sagolun|rica ederiz|merhaba|selam|gecmis olsun|kolay gelsin)\w*\b.{0,60}|"
    r".{0,40}\b(?:uzgunuz|uzgun oldugumuz\w*|ozur (?:dileriz|diliyoruz)|kusura bakmayin|anlayisiniz icin|ilginiz icin|sabriniz icin|bizi tercih|tercih ettiginiz|saglikli gunler|iyi gunler)\b.{0,40}|"
    r"(?:we re |we are |i m |i am |our |my |so |very |really |oh no )*(?:sorry|apologies|apologi[sz]e|sincere apologies)\b.{0,80}|"
    r"(?:we |i )(?:do |sincerely |deeply |really )*apologi[sz]e\b.{0,70}|"
    r"(?:many |much )?(?:thanks|thank you|ty)\b.{0,50}|(?:you re|you are) (?:very |most )?welcome.{0,40}|(?:no problem|anytime|my pleasure|not to worry|of course)\b.{0,30}|"
    r"(?:hi|hey|hello|dear|good morning|good afternoon|good evening|cheers|regards|kind regards|best regards|warm regards|best wishes|yours sincerely)\b.{0,30}|"
    r"(?:have a|hope you have|enjoy your)\b.{0,40}|(?:that s|that is|this is|this isn t|that isn t|that doesn t sound|we don t want|it s) (?:great|good|not good|awesome|never|frustrating|unfortunate|concerning|disappointing|what we (?:like|want)).{0,50}|"
    r"(?:we|i) (?:understand|hear you|appreciate|get that|know how)\b.{0,80}|"
    r"(?:we|i) (?:d |would |m |am |re |are )?(?:love|like|happy|glad|here|want)(?: to)? help\b.{0,60}|(?:here|happy|glad) to help\b.{0,30}|let s (?:get|take|see|work)\b.{0,60}|"
    r"(?:musteri (?:deneyimi|iliskileri|memnuniyeti|hizmetleri)|\w+ ailesi|\w+ (?:destek )?ekibi|\w+ musteri \w+|customer (?:care|service|support)(?: team)?))$"
)
RECEIPT = (
    r"\b(?:tarafimiza ulas(?:mis|ti)\w*|(?:bize|elimize) ulas(?:mis|ti)\w*|(?:basvuru|bildirim|tale[pb]|mesaj|sikayet|kayd|kayit|geri bildirim)\w* (?:\w+ ){0,3}(?:alinmis|alindi|ulasmis|ulasti|iletilmis|iletildi|iletmis|ilettik|olusturul|acilmis|yonlendiril)\w*|"
    r"kayit altina alin\w*|(?:ilgili|inceleme|yetkili|sorumlu)\w* (?:\w+ ){0,3}(?:iletil|ilettik|iletmis|aktaril|aktardik|yonlendiril|yonlendirdik|paylasil)\w*|"
    r"inceleme\w* (?:baslat|baslan|basliyor|alin|devam et)\w*|incele(?:niyor|nmekte|nip|nerek|nmektedir|meye al\w+|mekteyiz|iyoruz|nmesi icin)|degerlendirmeye alin\w*|degerlendirilecek\w*|degerlendirilmekte\w*|"
    r"en kisa (?:sure|zaman)\w* (?:\w+ ){0,5}(?:don|bilgi|cevap|yanit|ulas|iletisim)\w*|(?:size|tarafiniza|tarafinizla|sizinle) (?:\w+ ){0,4}(?:donus|geri don|bilgi (?:ver|sagla)|bilgilendirme (?:yap|sagla))\w*|donus (?:sagla|yap)(?:nacak|ilacak|yacag|acag)\w*|bilgilendirme (?:yapil|saglan)acak\w*|konuyu (?:incel|arastir)\w+)\b|"
    r"\b(?:(?:has been|have been|was|we ve|we have|i ve|i have) (?:received|forwarded|passed|escalated|logged|noted|recorded|shared)|(?:we|i) (?:received|got) your (?:message|complaint|request|email|feedback)|"
    r"(?:we ll|we will|i ll|i will|will|someone will|team will|and) (?:\w+ ){0,3}(?:pass|forward|share|escalate|relay)\w* (?:this|it|your|that|the|on|along)|(?:we ll|we will|i ll|i will|will) (?:\w+ ){0,3}(?:get back|be in touch|reply|respond|look into|check (?:this|it|that) out|take a (?:look|closer look)|investigate|review)|"
    r"(?:we re|we are|i m|i am|currently|team is|is being|being) (?:\w+ )?(?:looking into|investigat\w+|review\w*|working on)|aims? to (?:reply|respond)|as soon as possible|shortly)\b"
)
POINTER = (
    r"\b(?:de|da|uzerinden|ayrica) (?:\w+ ){0,4}(?:iletebilirsiniz|ulasabilirsiniz|yazabilirsiniz|takip edebilirsiniz|inceleyebilirsiniz)|iletebilirsiniz$|"
    r"(?:for (?:more|further) (?:information|details)|don t hesitate|feel free|should you (?:need|have)|if you (?:need|have) (?:any|further|more|anything)|let (?:us|me) know if)\b"
)
OFF_CHANNEL = (
    r"\b(?:(?:sizi|sizleri|tarafinizi) (?:\w+ ){0,5}ara(?:yalim|yacag\w*|yabil\w*|riz|yip|mak\w*|malar\w*|nac\w*)|aranacaksiniz|(?:telefonla|telefon ile) (?:\w+ ){0,2}(?:ulas|iletisim|gorus)\w*|telefonda (?:gorus|ulas)\w*|(?:sizinle|sizlerle|tarafinizla) (?:\w+ ){0,5}iletisime gec\w*|iletisime gecebil\w*|"
    r"(?:ozel|direkt|dogrudan|dm) mesaj\w*|\bdm\b|(?:bizi|merkezi\w*|hatti\w*|numara\w*) (?:\w+ ){0,3}ara(?:yin|yabilir|yarak|maniz|manizi|yiniz|yip)\w*|cagri merkezi\w* (?:\w+ ){0,4}(?:ara|ulas|gorus|irtibat)\w*|musteri (?:hizmetleri|iletisim merkezi)\w* (?:\w+ ){0,4}(?:arayin|arayiniz|arayabilir|aramaniz|iletisime|irtibata|basvur)\w*|"
    r"(?:e posta|eposta|mail)\w* (?:\w+ ){0,4}(?:ulas|yaz|ilet|gonder|bildir)\w*|(?:whatsapp|telegram)\w* (?:\w+ ){0,4}(?:ulas|yaz|ilet)\w*|form\w* (?:\w+ ){0,2}doldur\w*|arayabil(?:me|ece)\w*|(?:sube|magaza|bayi|nokta|merkez|servis)\w* (?:\w+ ){0,3}(?:ugra|gid|gel|basvur)(?:maniz\w*|meniz\w*|ebil\w*|abil\w*|yabil\w*|in|iniz|un|unuz|yin|yiniz|erek|arak|yarak)\b|"
    r"(?:numara|telefon|bilgi)\w*(?:niz|nizi|nuz|nuzu) (?:\w+ ){0,5}(?:ilet|paylas|yaz|birak|gonder)(?:in|iniz|maniz\w*|meniz\w*|ir|ar|ebil\w*|abil\w*|irseniz|arsaniz|erek|arak)\b|(?:menu|uygulama|site|sayfa)\w* (?:\w+ ){0,8}(?:bize ulas\w*|talep olustur\w*|bildir(?:in|iniz|meniz|ebilir\w*)))\b|"
    r"\b(?:dm|dms|inbox|(?:private|direct) (?:message|messages|secured link)|(?:send|drop|shoot|write|give) (?:us|me) (?:\w+ ){0,3}(?:note|message|email|mail|call)|"
    r"(?:we ll|we will|i ll|let us|can|someone will|will|may we|like to) (?:give you a )?call(?: you)?|(?:call|phone|ring|email|text|contact|reach(?: out to)?|message|write to|get in touch with|chat with|speak (?:to|with)|visit) (?:us|me|our|your (?:local|nearest))|(?:your|share|provide|leave) (?:\w+ ){0,3}(?:phone|contact|email) (?:number|details|address)|"
    r"(?:fill|complete) (?:in |out )?(?:\w+ ){0,3}form|(?:click|via|using|through|use|from|select) (?:\w+ ){0,3}(?:link|form|chat|portal)|live chat|connect (?:via|with us|by)|by (?:phone|email|e mail))\b"
)
CLAIM = (
    r"\b(?:(?:sorun|tale[pb]|konu|kayd|kayit|bildirim|sikayet|magduriyet|islem|problem|basvuru)\w* (?:\w+ ){0,8}(?:cozul(?:mus|mustur|du)|cozume kavusturul(?:mus|mustur|du)|(?:cozumlen|gideril|sonuclandiril|kapatil|tamamlan)(?:mis|mistir|di))|cozume (?:kavustu|ulasti|kavusmustur|ulasmistir)|cozdugumuzu|cozmus (?:bulun|olma)\w*)\b|"
    r"\b(?:issue|problem|matter|case|complaint|ticket|request|it) (?:\w+ ){0,3}(?:has been|have been|has now been|was|is now|is|s been) (?:now |fully |successfully )?(?:resolved|solved|fixed|closed|sorted|completed)|(?:we ve|we have|i ve|i have|we) (?:now |fully |successfully )?(?:resolved|solved|fixed|closed|sorted)\b"
)
CONFIRM = (
    r"\b(?:cozuldu|cozulmustur|cozume (?:kavustu|ulasti)\w*|cozduler|cozume kavusturuldu|halloldu|hallettiler|hallolmustur|giderildi|giderdiler|gideril\w+ tesekkur|(?:sorun\w*|islem\w*|hata\w*|kargo\w*|siparis\w*|hesab\w*|kart\w*) (?:\w+ ){0,2}(?:duzeldi|duzeltildi|tamamlandi|kaldirildi)|sorun\w* kalmadi|memnun (?:kaldim|oldum)|"
    r"(?:para|ucret|iade|tutar|odeme|aidat|bedel)\w* (?:\w+ ){0,5}(?:geldi|yatti|yatirildi|gecti|odendi|aldim|alabildim|oldu|edildi|ettiler|yapildi|yaptilar|yapti|yansidi|yansitildi)|iade (?:edildi|ettiler|aldim|oldu|yapildi)|aidat\w* (?:\w+ ){0,2}iptal edildi|"
    r"(?:urun|kargo|siparis|paket|kart)\w* (?:\w+ ){0,4}(?:geldi|elime ulasti|ulasti|teslim edildi|teslim aldim|degistirildi)|geri odeme (?:yapildi|yapti|aldim)|(?:adresime|elime|tarafima) (?:\w+ )?teslim edildi|hesabima (?:\w+ ){0,2}(?:yatirdilar|yatirdi|gecti|geldi)|(?:iade|cozum)\w* (?:\w+ ){0,3}icin(?: \w+){0,3} tesekkur\w*|cozum (?:bulundu|oldu))\b|"
    r"\b(?:(?:is|was|been|got|are|all|now|issue|problem) (?:now |finally |all )?(?:resolved|fixed|solved|sorted)|sorted (?:now|it)|(?:resolved|fixed|solved) (?:it|now|the|my)|working (?:now|again|fine|perfectly)|works (?:now|again|fine|perfectly)|(?:received|got|have) (?:my|the|a|full) (?:full )?(?:refund|money back|replacement|order|package|parcel)|refund (?:\w+ )?(?:arrived|received|came|went)|been refunded|that (?:worked|did it|fixed it)|(?:it|order|package|parcel) (?:\w+ )?(?:arrived|came) (?:today|now|finally|this))\b"
)
DENY = (
    r"\b(?:(?:cozulmus|duzelmis|halledilmis) degil|ne (?:\w+ )?arayan (?:\w+ )?ne (?:\w+ )?soran|cozul(?:medi|memis|emedi|emiyor|muyor)\w*|cozum (?:\w+ ){0,2}(?:yok|olmadi|bulunamadi|bulamadilar|bulunmadi|falan|uretmi\w*|uretemi\w*|saglanmadi|alamadim|bekliyorum)|cozmu(?:yor|yorlar)|cozmedi(?:ler)?|cozumsuz\w*|halledilmedi|halletmediler|giderilmedi|giderilmemis|duzelmedi|duzeltilmedi|"
    r"hicbir (?:\w+ ){0,3}(?:donus|cevap|cozum|gelisme|sonuc|yanit|aciklama)|(?:donus|cevap|yanit|gelisme|sonuc|haber|bilgi)\w* (?:\w+ ){0,2}(?:yok|olmadi|alamadim|alamiyorum|yapilmadi|yapmadi|yapmadilar|verilmedi|vermedi|vermediler|cikmadi|gelmedi)|(?:donen|arayan|ilgilenen|soran|cozen) (?:\w+ ){0,3}(?:yok|olmadi)|ses (?:seda )?yok|"
    r"kimse (?:\w+ ){0,3}(?:aramadi|ilgilenmedi|donmedi|yok|ulasmadi|cevap)|beni (?:\w+ )?aramadi\w*|(?:hala|halen|henuz) (?:\w+ ){0,5}(?:\w+(?:medi|madi|miyor|muyor|mamis|memis|medim|madim|medik|madik|meyen|mayan)\w*|yok|ayni|bekliyor\w*|devam|magdur\w*|sorun\w*)|(?:sorun|problem|magduriyet|sikinti|sikayet|durum|hata)\w* (?:\w+ ){0,2}(?:devam (?:ediyor|etmekte)\w*|suruyor|gecerli)|aynen devam|ayni (?:sorun|durum|hata|sikinti)\w*|ilgilen(?:miyorlar|mediler|medi|miyor)|"
    r"(?:cozul|kapat|sonuclan|tamamlan|halled|giderild)\w* (?:den\w+|diye|yaz\w+|gorun\w+|isaretle\w+|diyor\w*|demis\w*|olarak)|(?:para|ucret|iade|odeme|urun|kargo|siparis|tutar|tl)\w* (?:\w+ ){0,4}(?:gelmedi|yatmadi|gecmedi|edilmedi|yapilmadi|alamadim|ulasmadi|odenmedi|odemediler|gonderilmedi|etmediler|etmiyorlar))\b|"
    r"\b(?:(?:not|isn t|wasn t|hasn t been|haven t been|never|nothing) (?:has |have |is )?(?:been |yet |actually |really |fully |at all )?(?:resolved|fixed|solved|sorted|working|changed|happened|helped|refunded)|un(?:resolved|solved)|still (?:not|no|nothing|waiting|haven|hasn|doesn|don|isn|can|cannot|the same|having|broken|down|happening|an issue|unresolved|missing|charging|getting|won)\b|no (?:one|response|reply|answer|help|solution|resolution|refund|update)\b|nobody\b|never (?:received|got|heard|called|arrived|came|replied)|(?:doesn t|didn t|don t|won t|does not|did not|do not|will not) (?:work|help|fix|solve)|same (?:issue|problem|thing|error)|(?:didn|haven|hasn) t (?:\w+ ){0,2}(?:resolved|fixed|received|heard|got|arrived|responded|replied|answered))"
)
UNREAL = (
    r"\?$|\b(?:mi|mu|miyim|musunuz|eger|umarim|insallah|keske|olursa|cozulurse|cozulunce|yaparsaniz|olsaydi|edilirse|yapilirsa|bekliyorum|istiyorum|talep ediyorum|rica ediyorum|soylendi|soyleniyor|denildi|dendi|deniyor|denilmis|denmis|diyorlar|dediler|"
    r"if|when|once|until|unless|hope|hopefully|wish|need|want|please|would|could|should|will be|supposed|expect\w*|told|says|said|claim\w*|promised?|can you|can i|before)\b"
)
# the customer adds how it could have gone: that it is settled stands
UNREAL_AFTER = r"\bkeske (?:\w+ ){0,6}(?:saydi|seydi|ulsaydi|ilsaydi|insaydi|\w+saydi|\w+seydi)\b"
THANKS = r"\b(?:tesekkur\w*|sag ?ol\w*|eyvallah|minnettar\w*|thanks|thank you|thx|cheers|appreciate\w*|grateful)\b"
PATTERNS: Mapping[str, str] = {
    "courtesy": COURTESY, "receipt": RECEIPT, "pointer": POINTER, "off_channel": OFF_CHANNEL, "claim": CLAIM,
    "confirm": CONFIRM, "deny": DENY, "unreal": UNREAL, "thanks": THANKS,
}  # fmt: skip


def flags(folded: pa.StringArray) -> dict[str, Flags]:
    """Which cue stands in which sentence."""
    found = {
        name: pc.match_substring_regex(folded, form).to_numpy(zero_copy_only=False).astype(bool)
        for name, form in PATTERNS.items()
    }
    wished = pc.match_substring_regex(pc.replace_substring_regex(folded, UNREAL_AFTER, ""), UNREAL)
    found["unreal"] = wished.to_numpy(zero_copy_only=False).astype(bool)
    return found
