"""Telephone and internet."""

from tests.world.texts import Phrases

PHRASES = (
    Phrases(
        "Fatura",
        ("{marka} Faturası {tutar} TL Fazla Geldi", "Kullanmadığım Hizmet Faturaya Yansıdı", "{marka} Fatura İtirazıma Cevap Vermedi", "{ay} Faturası İki Katına Çıktı", "Kapalı Hatta Fatura Kesiliyor"),
        ("{marka} {ay} faturası her zamankinden {tutar} TL fazla geldi.", "Tarifem belli olduğu hâlde {marka} bana {tutar} TL ek paket ücreti yazmış.",
         "{tarih} tarihinde iptal ettirdiğim hat için fatura gelmeye devam ediyor.", "{kisi} üzerine olan {urun} için haberimiz olmadan paket aşımı yansıtıldı.", "{kez} aydır faturamda ne olduğu belli olmayan bir içerik ücreti var."),
        ("Detaylı dökümde o gün telefonun kapalı olduğu görülüyor.", "İtiraz kaydı açıldı, {gun} gün sonra gerekçesiz kapatıldı.", "Otomatik ödeme olduğu için para çoktan çekildi.",
         "Servis aboneliğini ben başlatmadım, onay mesajı da gelmedi.", "İcra mesajı göndermeye başladılar.", "Bayi başka, çağrı merkezi başka tutar söylüyor.", "Yurt dışında hiç bulunmadım ama dolaşım ücreti yazılmış."),
        ("{ay} faturanızdaki {tutar} TL tutarındaki paket aşımı incelendi ve iptal edilerek sonraki faturanıza alacak yazıldı.",
         "İçerik aboneliği {tarih} günü sonlandırıldı, geçmiş {kez} dönem ücretleri iade edilecektir.",
         "{urun} kapanış kaydı sisteme geç düşmüş; oluşan borç silindi.",
         "Fatura farkının kampanya bitiminden kaynaklandığı görüldü, size uygun indirim {ay} döneminden itibaren tanımlandı."),
    ),
    Phrases(
        "İnternet Hızı",
        ("{marka} İnternet Sürekli Kopuyor", "{gun} Gündür İnternet Yok", "{marka} Söz Verdiği Hızı Vermiyor", "Akşam Saatlerinde İnternet Çöküyor", "{ilce} İçin Altyapı Arızası Giderilmiyor"),
        ("{marka} internetim {gun} gündür yok.", "{il} {ilce} adresimde {marka} internet hızı taahhüt edilenin onda biri.", "Her akşam hava kararınca {marka} interneti kopmaya başlıyor.",
         "{tarih} gününden beri modem ışığı kırmızı yanıyor.", "Evden çalışıyorum ve {marka} bağlantısı yüzünden işimi kaybetmek üzereyim."),
        ("Teknik ekip {kez} kez randevu verdi, hiçbirinde gelmedi.", "Hız testi sonuçlarım elimde, ortalama çok düşük.", "Aynı binada başka operatör kullanan komşumda sorun yok.",
         "Modemi değiştirdik, kablolamayı yeniledik, sonuç aynı.", "Arıza kaydı bana sorulmadan çözüldü diye kapatılıyor.", "Çocuğum uzaktan sınava giremedi.", "Hizmet alamadığım günlerin ücreti de kesildi."),
        ("{ilce} santralindeki port arızası {tarih} günü giderildi, hattınızda ölçülen değerler normale döndü.",
         "Saha ekibimiz bugün {saat} aralığında adresinizde olacak, cihazınız ücretsiz değiştirilecektir.",
         "{il} altyapı çalışması {gun} gün daha sürecek; hizmet alamadığınız süre faturanızdan düşüldü.",
         "Profil ayarınız yanlış hızda kalmış, düzelttik ve {kez} saat boyunca hattı izledik."),
    ),
    Phrases(
        "Taahhüt",
        ("{marka} Taahhüt Cezası Çıkardı", "Cayma Bedeli {tutar} TL", "{marka} Haberim Olmadan Taahhüt Yenilemiş", "Taşınma Nedeniyle İptale Ceza", "Taahhüt Bitti Fiyat Üç Katı Oldu"),
        ("{marka} aboneliğimi kapatmak istediğimde {tutar} TL cayma bedeli çıkardı.", "Onayım olmadan {tarih} tarihinde taahhüdüm uzatılmış.", "Taşındığım {ilce} adresinde {marka} altyapısı yok ama benden ceza isteniyor.",
         "Taahhüdüm {ay} ayında bitti, {marka} faturayı üç katına çıkardı.", "{kisi} telefonla arandı ve ne olduğunu anlamadan {urun} kampanyasına geçirildi."),
        ("Ses kaydını istedim, veremeyeceklerini söylediler.", "Yasal süre içinde cayma hakkımı kullandım.", "Kampanya anlatılırken bu koşuldan hiç söz edilmedi.", "Hizmeti veremeyen onlar, cezayı ödeyen ben.",
         "Dilekçeyi {kez} kez faksladım, ulaşmadı deniyor.", "Hakem heyeti kararı lehime çıktı, yine de borç silinmedi."),
        ("Adresinizde altyapımız bulunmadığı doğrulandı, {tutar} TL cayma bedeli iptal edildi.", "{tarih} tarihli görüşme kaydı dinlendi; onay eksik olduğundan taahhüt geri alındı.",
         "{urun} kampanyasından çıkışınız {gun} gün içinde bedelsiz yapılacaktır.", "Taahhüt sonrası tarifeniz {ay} döneminden geçerli olmak üzere eski fiyata yakın bir seviyeye çekildi."),
    ),
    Phrases(
        "Numara Taşıma",
        ("{marka} Numara Taşımayı Geciktiriyor", "Hat {gun} Gündür Kapalı", "{marka} Numara Taşıma Talebimi Reddetti", "Taşıma Sonrası Hattım Çekmiyor", "Yeni Sim Kart Aktif Olmadı"),
        ("{marka} operatörüne geçmek için başvurdum, {gun} gündür hattım iki operatörde de çalışmıyor.", "{tarih} günü yaptığım numara taşıma başvurusu sebepsiz reddedildi.",
         "{marka} bayisinden aldığım {urun} bir türlü açılmadı.", "Numaramı {marka} hattına taşıdım, o günden beri arayanlar bana ulaşamıyor.", "{ilce} bayisi kimlik bilgilerimi yanlış girdiği için hattım taşınamıyor."),
        ("Banka onay mesajlarım gelmediği için işlerim durdu.", "Eski operatör borç yok diyor, {marka} borç var diyor.", "Bayi {kez} kez sim kart değiştirdi.", "Söz verilen hediye internet de tanımlanmadı.",
         "Müşterilerim aradığında numara kullanılmıyor anonsu çıkıyor.", "Başvurunun iptali için bile {gun} gün beklemem söylendi."),
        ("Taşıma talebinizdeki ad bilgisi düzeltildi, hattınız {tarih} günü {saat} itibarıyla açılacaktır.", "{urun} kaydı aktif edildi; telefonu kapatıp açmanız yeterlidir.",
         "Diğer operatörden gelen ret kodu ({kez}) yanlışmış, başvurunuz yeniden gönderildi.", "{ilce} bayimizdeki kayıt hatası giderildi ve söz verilen internet paketi tanımlandı."),
    ),
    Phrases(
        "Kapsama",
        ("{marka} {ilce} Mahallesinde Çekmiyor", "Evde Telefon Çekmiyor", "{marka} Baz İstasyonu Sorunu", "Köyde {marka} Sinyali Yok", "Şebeke Sürekli Gidip Geliyor"),
        ("{il} {ilce} içinde {marka} hiç çekmiyor.", "{gun} gündür evimde {marka} şebekesi yok.", "{marka} {tarih} tarihinden beri {ilce} çevresinde sinyal vermiyor.",
         "İş yerimde {marka} ile konuşabilmek için sokağa çıkmam gerekiyor.", "{kisi} köyde yalnız yaşıyor, {marka} çekmediği için haber alamıyoruz."),
        ("Baz istasyonunun söküldüğünü öğrendik, yerine bir şey konmadı.", "Mahalleli olarak {kez} dilekçe verdik.", "Acil bir durumda ambulans bile arayamayız.", "Kapsama haritasında burası tam dolu görünüyor.",
         "Ücreti tam alıyorlar, hizmet yarım.", "Hat değiştirme önerdiler ama taahhüt cezası da istediler."),
        ("{ilce} bölgesindeki istasyonun enerji arızası {tarih} günü giderildi, sinyal ölçümleri iyileşti.", "Adresiniz için kapsama güçlendirme çalışması {ay} ayı planına alındı, {gun} gün içinde ölçüm yapılacak.",
         "{il} şebeke ekibimiz {saat} aralığında yerinde ölçüm yaptı, ek anten kurulacak.", "Kapsama yetersizliği doğrulandığından {tutar} TL cayma bedeli olmadan ayrılma hakkınız tanımlandı."),
    ),
)
PRODUCTS = ("modem", "faturalı hat", "ev interneti", "sim kart", "mobil modem", "fiber paketi", "yedek hat", "televizyon kutusu", "faturasız hat", "öğrenci tarifesi")
