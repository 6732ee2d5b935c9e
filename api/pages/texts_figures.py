"""Words of an auditor's own figures: key -> (English, Turkish)."""

FIGURES: dict[str, tuple[str, str]] = {
    "own.title": ("Own figures", "Kendi rakamlarınız"),
    "own.lead": (
        "Lay figures of your own business (revenue, churn, satisfaction) beside your brand's published scores over time. They are sealed under your key: nobody else can read them, and nothing of them goes into a score, a release, a log or another page.",
        "Kendi işinizin rakamlarını (ciro, müşteri kaybı, memnuniyet) markanızın yayımlanan puanlarıyla zaman içinde yan yana koyun. Anahtarınızla mühürlenirler: başka kimse okuyamaz; hiçbir puana, sürüme, günlüğe ya da başka bir sayfaya girmezler.",
    ),
    "own.key": ("Key of your brand", "Markanızın anahtarı"),
    "own.key.hint": (
        "The operator hands it out. It is sent in the form only and stays for an hour in a sealed cookie that no other page gets.",
        "İşletmeci verir. Yalnızca formla gönderilir ve bir saat boyunca, başka sayfaların almadığı mühürlü bir çerezde kalır.",
    ),
    "own.key.send": ("Open", "Aç"),
    "own.key.wrong": ("This key is not in use, or speaks for no brand.", "Bu anahtar kullanımda değil ya da bir marka adına konuşmuyor."),
    "own.over": ("The hour of the key is over: give it again.", "Anahtarın bir saati doldu: yeniden girin."),
    "own.leave": ("Close and forget the key", "Kapat ve anahtarı unut"),
    "own.wrong": ("That could not be done.", "Bu yapılamadı."),
    "own.file": ("A CSV file", "Bir CSV dosyası"),
    "own.file.hint": (
        "UTF-8, columns period, metric, value; a period is 2025, 2025Q3 or 2025-09. At most {most} bytes; a file of the same name is replaced.",
        "UTF-8; sütunlar period, metric, value; dönem 2025, 2025Q3 ya da 2025-09 gibi. En çok {most} bayt; aynı adlı dosyanın yerine geçer.",
    ),
    "own.file.send": ("Keep it", "Sakla"),
    "own.files": ("What you keep", "Sakladıklarınız"),
    "own.files.none": ("Nothing yet.", "Henüz bir şey yok."),
    "own.file.name": ("File", "Dosya"),
    "own.file.stored": ("Kept since", "Saklandığı an"),
    "own.file.values": ("Values", "Değer sayısı"),
    "own.forget": ("Forget", "Unut"),
    "own.forget.of": ("Forget {name}", "{name} dosyasını unut"),
    "own.beside": ("Beside the scores", "Puanların yanında"),
    "own.beside.lead": (
        "Rank correlation over the periods both have, with its 95% interval, from five periods on. Together is not because: a third thing may move both.",
        "İkisinin de olduğu dönemlerde sıra korelasyonu ve %95 aralığı, beş dönemden itibaren. Birlikte olması, biri yüzünden olması demek değildir: ikisini de üçüncü bir şey oynatıyor olabilir.",
    ),
    "own.alt": ("{metric} and, below it, each dimension's score over the same periods; the figures stand in the table", "{metric} ve altında aynı dönemlerde her boyutun puanı; değerler tablodadır"),
    "own.caption": ("{metric}, and below it the published scores of {brand}.", "{metric} ve altında {brand} markasının yayımlanan puanları."),
    "own.undrawn": ("No period of {metric} has a published score yet.", "{metric} için puanı yayımlanmış bir dönem henüz yok."),
    "own.association": ("Rank correlation", "Sıra korelasyonu"),
    "own.periods": ("Periods", "Dönem sayısı"),
    "own.values": ("The values", "Değerler"),
    "own.dimension": ("Dimension", "Boyut"),
    "figures.few": ("too few periods ({count})", "dönem sayısı yetersiz ({count})"),
    "figures.rho": (
        "rank correlation {rho} (95% interval {low} to {high}; {count} periods)",
        "sıra korelasyonu {rho} (%95 aralık {low} ile {high} arası; {count} dönem)",
    ),
}  # fmt: skip
