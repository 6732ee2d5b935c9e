"""Words that tell no theme: grammar, politeness and what every complaint says, folded, Turkish and English."""

TURKISH = """
acaba ait ama an ancak ara artik asla aslinda ayni ayrica az bana bazi be belki ben benden beni benim beri bile bir biraz biri birkac
birsey biz bizden bize bizi bizim boyle boylece bu buna bunda bundan bunlar bunlari bunlarin bunu bunun burada butun cok cunku da daha dahi
dan de defa degil den diger diye dolayi dolayisiyla eden eder edip ederim ediyor ediyorum ediyorlar eger en etti ettim ettiler ettigim etmek
fakat gecen gerek gibi gore gun gundur gunde gunden gunu hala halde halen hangi hani hatta hem henuz hep hepsi her herhangi herkes hic hicbir
icin iki ile ilgili ilk ise iste itibaren itibariyla kadar karsi kendi kendim kere kez ki kim kimse lakin lutfen madem mi mu nasil ne neden
nedeni nedeniyle nerede niye nin o olan olarak oldu oldugu oldugum oldugunu olduk olmak olmasi olmayan olmus olsun olup olur on ona once ondan
onlar onlari onu onun oysa oyle ragmen saat sadece saglanmasini sanki sen siz sizden size sizi sizin sonra sonunda su suan sure surekli surede
sey seyi simdi tam tamamen tane taraf tarafima tarafimdan tarafindan tarih tarihi tarihinde tarihinden tarihli tekrar tum uzere uzerinden var
vardi ve veya ya yani yap yapti yaptim yaptigim yapilan yapildi yapilmasi yapmak yedi yeni yerine yine yok yoktu yuzden yuzunden zaman zaten
ay aydir ayi ayin hafta yil yildir dakika dun bugun sabah aksam ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
sayin merhaba merhabalar selam tesekkur tesekkurler ederiz rica istiyorum istedim istiyoruz talep bekliyorum bekliyoruz gerekli gereginin
yapilmasini sikayet sikayetim sikayetci sikayetvar magdur magduriyet magduriyetim magduriyetimin giderilmesini cozum cozulmesini sorun sorunu
sorunun sorunum musteri musterisi musterisiyim musteriyim hizmet hizmetleri hizmetlerini temsilci temsilcisi firma firmasi firmanin marka sirket
aradim aradigimda aradik arayip ariyorum arama arandi soyledi soylediler soylendi soyluyorlar dedi dediler diyor diyorlar denildi bilgi bilgisi
bilgim bilgimin donus yapiliyor yapiyor yapiyorlar yapmiyor yapmadi alindi aldim aldik alip almak verdi verdim verdiler verilen verilmedi
geldi geldiler gelen gitti gittim kaldim ulasamadim ulasamiyorum kisi kisisel adet son sekilde sekil kullaniyorum kullanici devam ettigi
""".split()  # noqa: SIM905
ENGLISH = """
about above after again all also am an and any are aren as at back be because been before being below between both but by call called can cannot
cant come could couldn customer day days did didn do does doesn doing don done down during each even ever every few for from further get getting
give go going good got had hadn has hasn have haven having he her here hers him his how i if in into is isn it its just know like ll make many me
month months more most much my need never new no nor not nothing now number of off on once one only or other our out over own people please
re really received said same see send sent service she should since so some still such take tell than thank thanks that the their them then
there these they thing this those through time times to told too try trying two under until up us use used ve very want was wasn way we week
weeks well went were weren what when where which while who whom why will with won would year years you your complaint company customer
""".split()  # noqa: SIM905
INSULTS = (
    "rezil",
    "berbat",
    "yazikl",
    "utanm",
    "terbi",
    "sahtekar",
    "beceriks",
    "allah",
    "belan",
    "lanet",
    "serefs",
    "haysiy",
    "ahlaks",
    "hirsiz",
    "idiot",
    "scum",
    "disgust",
    "pathet",
)
"""Beginnings of words that name no matter and nobody's theme."""
STOP_WORDS = frozenset([*TURKISH, *ENGLISH])
