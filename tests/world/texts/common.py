"""Sentences that fit every sector: attempts, consequences, wishes, answers, thanks, denials."""

MIDDLES = (
    "Müşteri hizmetlerini {kez} kez aradım, her seferinde farklı bir cevap aldım.", "Konuştuğum temsilci kayıt açtığını söyledi ama dönüş olmadı.", "Canlı destekte {sure} boyunca bekledim, sonra bağlantı kesildi.",
    "Verilen {gun} iş günü süresi doldu, hâlâ ses yok.", "Sosyal medyadan yazdım, hazır bir mesajla geçiştirildim.", "Her aradığımda baştan anlatmak zorunda kalıyorum.",
    "Yazılı cevap istedim, sözlü olarak geçiştirdiler.", "Bu yüzden {tutar} TL zarara girdim.", "Aynı sorunu yaşayan çok kişi olduğunu gördüm.", "Üstelik {kisi} aynı firmadan daha önce mağdur oldu.",
    "Kayıt numaram sürekli değişiyor, eski kayıtlar siliniyor sanki.", "Bana verilen sözlerin hiçbiri tutulmadı.", "İşimden izin alıp bununla uğraşıyorum.", "Yıllardır müşterisiyim, ilk kez bu kadar ilgisizlik görüyorum.",
    "Son görüşmemde en geç {tarih} gününe kadar çözüleceği söylenmişti.", "Yetkili biriyle konuşmak istiyorum, bağlamıyorlar.",
)
HARD = (
    "Tüketici hakem heyetine başvurdum, dosyam sırada bekliyor.", "Noterden ihtar çektim, ona bile cevap verilmedi.", "Avukatıma danıştım, gerekirse dava açacağım.", "Konu {kez} ayrı birime aktarıldı, hiçbiri sahiplenmiyor.",
    "Hem bu firma hem karşı taraf sorumluluğu üstlenmiyor, toplam kaybım {tutar} TL oldu.", "Üç ayrı başvurum birleştirilmiş, içerikleri de karışmış.", "Bilirkişi raporu istediler, masrafı da bana çıkardılar.",
)
WISHES = (
    "Sorunun bir an önce çözülmesini istiyorum.", "Mağduriyetimin giderilmesini rica ediyorum.", "Yetkili birinin bana dönmesini bekliyorum.", "Paramın iadesini talep ediyorum.", "Lütfen artık biri ilgilensin.",
    "Net bir tarih verilmesini istiyorum.", "Bu konuda yazılı açıklama bekliyorum.", "Çözüm olmazsa bu firmayla bir daha çalışmam.", "Başka kimsenin aynı şeyi yaşamaması için yazıyorum.", "Gereğinin yapılmasını rica ederim.",
    "Kimseye tavsiye etmiyorum, yine de çözüm bekliyorum.", "",
)
OPENERS = ("Merhaba {ad},", "Sayın {ad},", "{ad}, merhaba;", "İyi günler {ad},", "Sevgili {ad},", "Merhabalar,", "Selamlar {ad},", "Değerli müşterimiz {ad},")
REGRETS = (
    "yaşadığınız aksaklık için üzgünüz.", "{topic} konusundaki bildiriminizi baştan sona okuduk ve {il} kayıtlarıyla karşılaştırdık.", "haklı olduğunuz bir nokta var; {tarih} gününe ait işlemleri tek tek kontrol ettik.",
    "paylaştığınız ayrıntılar işimizi kolaylaştırdı.", "{il} ekibimizle bugün konuştuk ve durumu sizin ağzınızdan dinlemiş kadar olduk.", "kaydınızı {sure} içinde ele aldık.",
    "{gun} gün beklemiş olmanızın kabul edilebilir bir yanı yok.", "{urun} ile ilgili yazdıklarınız önceki iki kayıtla birleştirildi.", "{ilce} tarafından gelen cevap elimize yeni ulaştı.",
    "geç yazdığımızın farkındayız, araştırma sandığımızdan uzun sürdü.", "daha önce size verilen bilginin eksik olduğunu gördük.", "konuyu {kez} kişilik bir ekip inceledi.",
)
NEXT_STEPS = (
    "Sonucu buradan da yazacağız.", "Bir aksilik olursa bu kaydın altına yazmanız yeterli, takipteyiz.", "Tercihiniz buradan yazışmaksa aynı şekilde devam edebiliriz.", "Size uygun başka bir gün varsa buradan belirtebilirsiniz.",
    "Süreç {gun} gün içinde bitmezse dosyayı biz tekrar açacağız.", "Onayınız olursa {tarih} gününü planlıyoruz.", "İsterseniz ara bilgilendirme de yapabiliriz.", "{ilce} çalışanlarımıza da ayrıca bilgi verildi.",
    "Anlattıklarınız eğitim notlarımıza eklendi.", "Bu arada doğan {tutar} TL zararınız için ayrı bir inceleme açtık.", "Yanıtımızda açık olmayan bir yer varsa sormanız yeterli.", "{sure} sonra kaydınıza yeniden bakacağız.",
)
REASONS = (
    "Kimlik doğrulaması gerektiği için buradan ilerleyemiyoruz.", "Bu konuda yazışarak sonuca varamayacağımızı düşünüyoruz.", "{topic} işlemleri yalnızca sesli onayla yapılabiliyor.", "{il} ekibimiz sizinle konuşmadan karar veremiyor.",
    "Sistemimiz {urun} kayıtlarını bu kanaldan göstermiyor.", "Ayrıntıları herkese açık bir sayfada paylaşmak istemiyoruz.", "{tarih} tarihli kayda ancak telefonda ulaşılabiliyor.", "",
)
DEFLECTIONS = (
    "Konuyu görüşebilmemiz için çağrı merkezimizi aramanızı rica ederiz.", "Sizi arayalım; iletişim bilgilerinizi özel mesajla iletir misiniz?", "{topic} talebiniz için lütfen internet sitemizdeki formu doldurun, sizi arayalım.",
    "Detaylar için {ilce} noktamıza bizzat uğramanızı rica ederiz.", "Sizi arayabilmemiz için {saat} sonrasında müsait olduğunuz bir zamanı özel mesajla yazar mısınız?", "Lütfen mobil uygulamadaki yardım menüsünden {topic} başlığını seçip bize ulaşın.",
    "{ad}, sizi {tarih} günü arayalım, numaranızı özel mesajla bırakmanız yeterli.",
)
ACKNOWLEDGEMENTS = (
    "Sayın Müşterimiz, {marka} ailesi olarak bildiriminiz tarafımıza ulaşmıştır. Konu ilgili birimimize iletilmiş olup en kısa sürede tarafınıza dönüş sağlanacaktır. Anlayışınız için teşekkür eder, sağlıklı günler dileriz. {marka} Müşteri Deneyimi",
)
CLAIMS = (
    "Merhaba {ad}, {topic} ile ilgili talebiniz çözüme kavuşturulmuştur. {detay}", "Sayın {ad}, bildiriminiz {tarih} itibarıyla sonuçlandırılmış ve sorununuz çözülmüştür. {detay}", "İyi günler {ad}, konu tarafımızca çözümlenmiş ve kaydınız kapatılmıştır. {detay}",
)
TALKS = (
    ("Cevabınız için teşekkürler, {gun} gün daha bekleyeceğim ama süre net mi?", "Süre nettir, {ad}; {tarih} gününden sonraya kalmayacak."),
    ("Yazdıklarınız doğru değil, hâlâ aynı durumdayım.", "Haklısınız, önceki yanıtımız eksik kalmış; {topic} için yeni kayıt açmadan aynı dosyadan ilerliyoruz."),
    ("Bunu ilk aradığımda da söylemiştiniz, değişen ne?", "Doğru, ilk görüşmede de aynı bilgi verilmiş; bu kez işlemi {sure} içinde bizzat takip ediyoruz."),
    ("Peki bundan sonra kime yazacağım?", "Buraya yazmanız yeterli, {ad}; {il} ekibimiz bu başlığı her gün kontrol ediyor."),
    ("Buradan yazmanız iyi oldu, telefonda anlatamıyordum. Başka bilgi gerekirse sorun.", "Teşekkür ederiz, yalnızca {tarih} gününe ait kaydı teyit etmeniz yeterli oldu."),
    ("{ilce} tarafında henüz bir gelişme yok, bilginize.", "Notunuzu ekledik, {ilce} ekibi bilgilendirildi ve bugün size bu sayfadan dönecek."),
    ("Ben bu açıklamadan bir şey anlamadım, daha açık yazar mısınız?", "Kısaca: kaydınız {gun} gün önce yanlış birime düşmüş, bugün doğru birime alındı."),
)
RELIEFS = (
    "sorunun geride kaldığını okumak güzel.", "{gun} gün sonra da olsa sonuca varılmasına sevindik.", "yazdığınız son notu gördük.", "biz yazana kadar {il} ekibimiz konuyu sizinle kapatmış.", "{topic} için açılan kayıt elimizdeydi.",
    "{tarih} gününden bu yana olanları okuduk.", "sizden gelen haber bizden önce davrandı.", "geç kalan bu yanıt için kusura bakmayın.",
)
CLOSINGS = (
    "{urun} konusunun çözüldüğünü yazmanız bizi memnun etti, {il} ekibimize de ilettik.", "Bildiriminizi biz yanıtlamadan sonuçlanmış, gecikmemiz için özür dileriz; {topic} kaydını bu bilgiyle kapatıyoruz.",
    "Geri bildiriminiz için teşekkürler, {ilce} çalışanlarımızla paylaşacağız.", "{tarih} günkü aksaklığın giderildiğini gördük, benzer bir durumda buraya yazabilirsiniz.",
    "Çözümün kalıcı olup olmadığını {gun} gün sonra kontrol edeceğiz.", "{ilce} noktamızda aynı hatanın tekrarlanmaması için {kez} maddelik bir not hazırladık.", "{urun} kaydınızda açık kalan bir işlem görünmüyor.", "Memnuniyetiniz bizim için değerli; {topic} sürecini kısaltmak için notunuzu aldık.",
)
THANKS = (
    "Teşekkür ederim, sorunum çözüldü.", "İlgilenen arkadaşa teşekkürler, {urun} konusu halloldu.", "{tutar} TL iade hesabıma geçti, teşekkürler.", "Geç oldu ama çözüldü, ilginiz için sağ olun.", "Şikâyetimden sonra hemen aradılar, çözüm için teşekkür ederim.",
    "Sorun giderildi, keşke ilk aramada yapılsaydı.", "Çok hızlı ilgilendiler, memnun kaldım.",
)
DENIALS = (
    "Çözüldü denmiş ama hiçbir şey çözülmedi.", "Kaydımı kapatmışsınız, sorun aynen devam ediyor.", "Beni kimse aramadı, çözüm falan yok.", "Hayır, {tutar} TL hâlâ gelmedi, çözülmedi olarak işaretliyorum.",
)
INSULTS = ("Rezil firma, yazıklar olsun hepinize!!!", "Berbat berbat berbat. Utanmazlar.", "Sizin gibi sahtekârlar olmaz olsun, terbiyesizler.", "Dolandırıcı bunlar, Allah belanızı versin!", "Beceriksizler sürüsü, kapatın gidin bu firmayı.")
INSULT_TITLES = ("Rezalet", "Berbat Firma", "Yazıklar Olsun", "Sakın Almayın")
UPDATES = ("Güncelleme: Şikâyetimden sonra bir kez arandım, sonuç yok.", "Düzeltme: Tutarı yanlış yazmışım, doğrusu {tutar} TL.", "Ek: Bugün yeni bir kayıt daha açıldı.", "Güncelleme: {tarih} için söz verildi, bekliyorum.")
RELATIVES = ("annem", "babam", "eşim", "kardeşim", "oğlum", "kızım", "teyzem", "komşum", "arkadaşım", "kayınvalidem", "dedem")
FIRST_NAMES = (
    "Ayşe", "Mehmet", "Fatma", "Mustafa", "Zeynep", "Ali", "Emine", "Hüseyin", "Elif", "Can", "Merve", "Burak", "Gülşen", "İbrahim", "Seda", "Onur", "Derya", "Kerem", "Özlem", "Uğur", "Şule", "Çağla", "Barış", "Nuray",
    "Tuğba", "Volkan", "Sibel", "Ozan", "İrem", "Hakan", "Pınar", "Serkan", "Yasemin", "Gökhan", "Ebru", "Kaan",
)
PLACES = (
    ("İstanbul", "Kadıköy"), ("İstanbul", "Esenyurt"), ("İstanbul", "Üsküdar"), ("Ankara", "Çankaya"), ("Ankara", "Keçiören"), ("İzmir", "Bornova"), ("İzmir", "Karşıyaka"), ("Bursa", "Nilüfer"), ("Antalya", "Muratpaşa"),
    ("Adana", "Seyhan"), ("Konya", "Selçuklu"), ("Gaziantep", "Şahinbey"), ("Kocaeli", "Gebze"), ("Mersin", "Tarsus"), ("Samsun", "Atakum"), ("Eskişehir", "Tepebaşı"), ("Trabzon", "Ortahisar"), ("Kayseri", "Melikgazi"),
    ("Muğla", "Bodrum"), ("Şanlıurfa", "Haliliye"), ("Diyarbakır", "Bağlar"), ("Denizli", "Pamukkale"),
)
MONTHS = ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık")
