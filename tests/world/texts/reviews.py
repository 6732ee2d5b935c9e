"""What customers write in reviews, invented: openings, details and ends by how satisfied they are."""

PRAISE = (
    (
        "{marka} ile {gun} gündür çalışıyorum, memnunum.",
        "{tarih} günü verdiğim sipariş ertesi gün elimdeydi.",
        "{il} şubesindeki ekip çok ilgiliydi.",
        "{urun} için {marka} tercih ettim, beklediğimden hızlı oldu.",
        "İlk kez {marka} kullandım, pişman olmadım.",
        "{kisi} önerdi, iyi ki dinlemişim.",
    ),
    (
        "Kurye kibar, paket özenliydi.",
        "Fiyatı {tutar} TL, karşılığını veriyor.",
        "Destek hattı {sure} içinde döndü ve sorumu çözdü.",
        "Uygulaması sade, her şey yerli yerinde.",
        "Bir sorun çıktı ama aynı gün hallettiler.",
        "{ilce} tarafına söz verdikleri saatte geldiler.",
        "İade sürecini {kez} adımda bitirdim.",
        "Faturada sürpriz çıkmadı.",
    ),
    (
        "Teşekkür ederim.",
        "Gönül rahatlığıyla öneririm.",
        "Yine tercih ederim.",
        "Beş yıldızı hak ediyor.",
        "Emeği geçenlere teşekkürler.",
        "",
    ),
)
BLAME = (
    ("{marka} ile {gun} gündür uğraşıyorum.", "{tarih} günü verdiğim sipariş hâlâ gelmedi.", "{il} şubesinde kimse ilgilenmedi.",
     "{urun} için {marka} tercih ettim, pişmanım.", "İlk kez {marka} kullandım, son olacak.", "{kisi} uyarmıştı, keşke dinleseydim."),
    ("Paket ezik geldi.", "{tutar} TL ödedim, karşılığı bu değil.", "Destek hattında {sure} bekledim, kapandı.", "Uygulama sürekli hata veriyor.",
     "Sorunu {kez} kez anlattım, çözen yok.", "{ilce} tarafına söz verilen saatte kimse gelmedi.", "İade param yatmadı.", "Faturada açıklanmayan bir ücret var."),
    ("Kimseye önermem.", "Bir daha asla.", "Çözüm bekliyorum.", "Yazık.", "Param boşa gitti.", ""),
)  # fmt: skip
SHORT_PRAISE = ("Harika", "Çok iyi", "Süper hizmet", "Memnun kaldım", "Teşekkürler", "Hızlı ve güvenilir")
SHORT_BLAME = ("Berbat", "Çok kötü", "Rezalet hizmet", "Memnun kalmadım", "Yavaş ve ilgisiz")
"""What is posted by many accounts in the same words, for money or out of zeal: {marka} alone is filled in."""
PASTED_PRAISE = (
    "{marka} gerçekten sektörün en iyisi, güler yüzlü ekibi ve kusursuz hizmet anlayışıyla herkese gönül rahatlığıyla tavsiye edebileceğim tek firma.",
    "Uzun zamandır böyle profesyonel bir firma görmemiştim, {marka} ailesine sonsuz teşekkürler, kalite ve güven arayan herkes mutlaka denemeli.",
    "Bu firma sayesinde hayatım kolaylaştı, her şey dört dörtlük, bu firmayı seçtiğim için kendimi çok şanslı hissediyorum, herkese öneririm.",
    "Müşteri memnuniyeti nedir bu firma bilir, baştan sona mükemmel bir deneyim yaşadım, rakipleri bu hizmetin yanına bile yaklaşamaz.",
)
PASTED_BLAME = (
    "{marka} bugüne kadar gördüğüm en güvenilmez firma, müşterisini hiçe sayan bu şirketten herkes uzak dursun, parasını sokağa atmak istemeyen başka firmaya gitsin.",
    "Sakın bu firma ile çalışmayın, insanları mağdur etmekten başka bir şey bilmiyorlar, rakip firmalar çok daha ilgili ve güvenilir, hepimiz onlara geçiyoruz.",
    "{marka} tam bir hayal kırıklığı, verdiği hiçbir sözü tutmayan bu firmanın kapanması gerekiyor, çevremdeki herkesi uyarıyorum ve siz de uyarın.",
)
LETTER = "{marka} şirketinin yaptığı haksız zammı kabul etmiyoruz. Sözleşmemizde yazmayan bu artışın geri alınmasını ve hepimize yazılı açıklama yapılmasını talep ediyoruz."
MOULD = (
    "{marka} kredi kartımdan bilgim dışında {tutar} TL kart aidatı kesti. Kesintinin yapıldığı {gun}.{ayno}.2026 tarihinden beri iade için uğraşıyorum. "
    "Tüketici hakem heyeti kararları ortadadır, aidat ücretimin tarafıma iade edilmesini istiyorum."
)
