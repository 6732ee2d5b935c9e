"""Words of the privacy page: key -> (English, Turkish)."""

PRIVACY: dict[str, tuple[str, str]] = {
    "nav.privacy": ("Privacy", "Gizlilik"),
    "privacy.lead": (
        "Terazi reads what people have published, to weigh brands. It has no interest in who they are, and is built so that nobody can ask it.",
        "Terazi markaları tartmak için insanların yayımladıklarını okur. Kim olduklarıyla ilgilenmez ve kimsenin bunu soramayacağı biçimde kuruldu.",
    ),
    "privacy.stored": ("What is stored, and for how long", "Ne saklanır, ne kadar süre"),
    "privacy.s1": (
        "Public complaints, reviews and answers, after names, phone and identity numbers, e-mail and postal addresses, account, card, order and plate numbers have been masked. They stay as long as they serve comparisons over time.",
        "Herkese açık şikâyetler, yorumlar ve yanıtlar; adlar, telefon ve kimlik numaraları, e-posta ve posta adresleri, hesap, kart, sipariş ve plaka numaraları maskelendikten sonra. Zaman içinde karşılaştırmaya yaradıkları sürece kalırlar.",
    ),
    "privacy.s2": (
        "Authors only as a keyed code, so that the same person's repeats count once. The key never leaves the operator's machine and the codes are never published.",
        "Yazarlar yalnızca anahtarlı bir kod olarak; aynı kişinin yinelemeleri bir kez sayılsın diye. Anahtar işletmecinin makinesinden çıkmaz, kodlar yayımlanmaz.",
    ),
    "privacy.s3": (
        "The pages as they were read, as evidence, on the operator's machine only, and no longer than each source's own period (one day to one year); then they are deleted.",
        "Okunan sayfaların aslı, kanıt olarak, yalnızca işletmecinin makinesinde ve her kaynağın kendi süresi kadar (bir gün ile bir yıl arası); sonra silinir.",
    ),
    "privacy.s4": (
        "Of those who read these pages: nothing. No scripts, nothing from other sites, no address in the logs, and no cookie but one: who opens own figures with a key gets a sealed one for an hour, sent to those pages alone.",
        "Bu sayfaları okuyanlardan: hiçbir şey. Betik yok, başka siteden gelen bir şey yok, günlüklerde adres yok; çerez de yok, biri dışında: kendi rakamlarını anahtarla açan kişiye, yalnızca o sayfalara gönderilen, bir saatlik mühürlü bir çerez verilir.",
    ),
    "privacy.published": ("What is published", "Ne yayımlanır"),
    "privacy.p1": (
        "Excerpts of at most 500 characters, masked once more on their way out, with a link to the source. What its source no longer shows is counted, and its text is published no more.",
        "En çok 500 karakterlik, çıkarken bir kez daha maskelenen, kaynağına bağlanan alıntılar. Kaynağının artık göstermediği kayıt sayılır, metni yayımlanmaz.",
    ),
    "privacy.rule": ("Under which rule", "Hangi kurala göre"),
    "privacy.r1": (
        "The operator of this site answers for the processing: legitimate interest in public accountability, journalism and research (GDPR Art. 6(1)(f), 85 and 89; in Turkey KVKK Art. 5(2)(f) and 28).",
        "İşlemeden bu sitenin işletmecisi sorumludur: kamusal denetim, gazetecilik ve araştırmadaki meşru menfaat (KVKK md. 5/2-f ve 28; AB'de GDPR md. 6(1)(f), 85 ve 89).",
    ),
    "privacy.r2": (
        "Whoever finds themselves here can have a record erased: a mark without text remains, so that it is not collected again. Brands and authors can dispute a record with the same rights.",
        "Burada kendini bulan kişi bir kaydı sildirebilir: yeniden toplanmasın diye geriye metinsiz bir iz kalır. Markalar ve yazarlar bir kayda aynı haklarla itiraz edebilir.",
    ),
    "record.erased": (
        "Its words were erased on request on {day}. That it was there stays, and goes on counting.",
        "Sözleri {day} tarihinde istek üzerine silindi. Var olmuş olduğu bilgisi kalır ve sayılmaya devam eder.",
    ),
    "releases.erased": (
        "The words of {count} records were erased on request since this release was published and are struck out in all its files; no figure differs, and the files have hashes of their own. SHA-256 of release.json as it was published:",
        "Bu sürüm yayımlandıktan sonra {count} kaydın sözleri istek üzerine silindi ve bütün dosyalardan çıkarıldı; hiçbir sayı değişmedi, dosyaların özetleri kendilerine aittir. release.json dosyasının yayımlandığı andaki SHA-256 özeti:",
    ),
    "releases.erased.short": ("words of {count} records erased since", "o günden beri {count} kaydın sözleri silindi"),
    "privacy.contact": ("Operator: {contact}", "İşletmeci: {contact}"),
    "privacy.nobody": (
        "This instance has not named its operator (setting `contact`).",
        "Bu kurulum işletmecisini belirtmemiş (`contact` ayarı).",
    ),
    "privacy.sources": ("Where it was read", "Nerede okundu"),
    "privacy.records": ("Records", "Kayıt"),
}
