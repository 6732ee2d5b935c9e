"""The release in words, for whoever opens the folder."""

from store.catalogue.codebook import tables
from store.catalogue.parts import ABSTRACT_EN, ABSTRACT_TR, LICENCE, Columns, Manifest, cite

TEMPLATE = """# {title_en}

{abstract_en}{banner_en}{edition_en}

- Release `{release_id}`, data as of {as_of}, method {method}. This folder never changes; corrections are a new release.
- Cite: {cite} (`CITATION.cff`)
- Every table as Parquet, CSV (UTF-8, comma, an empty field is missing, `""` is an empty text) and JSON lines, the same rows in the same
  order. `codebook.csv` says of every column what it is, its unit and levels, and what a missing value means.
- `sha256sum -c SHA256SUMS` checks the files; `terazi verify FOLDER` calculates every score again from them, bit for bit.
- pandas: `read_csv(FILE, keep_default_na=False, na_values=[""])`, and `dtype="Int64"` for whole numbers with gaps; R:
  `readr::read_csv(FILE, na = "")`. By default both take a text such as NA for a missing value. Parquet needs neither.
- Terazi's own figures: {licence}. Excerpts, titles and figures of others stay under the licence of their source, below.

# {title_tr}

{abstract_tr}{banner_tr}{edition_tr}

- Sürüm `{release_id}`, veri tarihi {as_of}, yöntem {method}. Bu klasör hiç değişmez; düzeltmeler yeni sürümdür.
- Her tablo Parquet, CSV ve JSON satırları olarak, aynı satırlar aynı sırayla. `codebook.csv` her sütunun ne olduğunu, birimini,
  düzeylerini ve eksik değerin anlamını Türkçe ve İngilizce söyler.
- `sha256sum -c SHA256SUMS` dosyaları denetler; `terazi verify KLASÖR` her puanı bu dosyalardan yeniden, bit bit hesaplar.
- pandas: `read_csv(DOSYA, keep_default_na=False, na_values=[""])`, eksikli tam sayılar için `dtype="Int64"`; R:
  `readr::read_csv(DOSYA, na = "")`. Kendi hâllerinde ikisi de NA gibi bir metni eksik değer sayar. Parquet için gerekmez.
- Terazi'nin kendi sayıları: {licence}. Alıntılar, başlıklar ve başkalarının sayıları aşağıdaki kaynak lisanslarında kalır.

## Tables · Tablolar

{tables}

## Sources and licences · Kaynaklar ve lisansları

{licences}

## Withdrawn columns · Kaldırılan sütunlar

{withdrawn}
"""


def readme(manifest: Manifest, columns: Columns) -> str:
    """README.md."""
    gone = [row for rows in columns.values() for row in rows if row["last_release"] is not None]
    words = {name: manifest.get(name, "") for name in ("title_en", "title_tr", "release_id", "as_of")} | {
        name: f"\n\n**{manifest[name]}**" if manifest.get(name) else "" for name in ("banner_en", "banner_tr")
    }
    edition_en, edition_tr = _edition(manifest)
    return TEMPLATE.format(
        **words, edition_en=edition_en, edition_tr=edition_tr, abstract_en=ABSTRACT_EN, abstract_tr=ABSTRACT_TR, cite=cite(manifest), licence=LICENCE,
        method=f"{manifest.get('method_name', '')} {manifest.get('method_version', '')}",
        tables="\n".join(f"- `{name}` ({about['rows']:,}): {_said(name)}" for name, about in sorted(manifest["tables"].items())),
        licences="\n".join(f"- {one['name']} (`{one['source_id']}`): {one['licence']}" for one in manifest["licences"]) or "none · yok",
        withdrawn="\n".join(f"- `{row['table']}.{row['column']}`: last in {row['last_release']} ({row['last_on']})" for row in gone) or "none · yok",
    )  # fmt: skip


def _edition(manifest: Manifest) -> tuple[str, str]:
    """What an edition says of itself; nothing in a release as it was published."""
    if "edition_of" not in manifest:
        return "", ""
    count, of = manifest["erased_count"], manifest["edition_of"]
    return (
        f"\n\n**The words of {count:,} records were erased on request since this release was published and are struck out here; `release.json` lists "
        f"the records. No figure differs. `release.json` as it was published had SHA-256 {of}.**",
        f"\n\n**Bu sürüm yayımlandıktan sonra {count:,} kaydın sözleri istek üzerine silinmiştir ve burada yoktur; kayıtlar `release.json` içinde "
        f"sayılır. Hiçbir sayı değişmemiştir. Yayımlandığında `release.json` dosyasının SHA-256 özeti {of} idi.**",
    )


def _said(table: str) -> str:
    about = tables().get(table, {"en": "", "tr": ""})
    return f"{about['en']} · {about['tr']}"
