"""Google Places: at most five reviews of a place, chosen by Google, in the new layout and the legacy one.

The new API gives what Google finds most relevant, the legacy one the newest; a target says which ("legacy:ChIJ...").
A place's own count of ratings goes into a notice: five are no population. An owner's answers are not in Places at all.
"""

from collections.abc import Iterable
from typing import Any

from crawler.ask import Ask, Batch
from crawler.errors import Blocked, PageError
from crawler.helpers.keys import hashed_key, short_key
from crawler.helpers.moments import epoch, iso
from crawler.helpers.notes import aggregate
from crawler.helpers.ratings import stars
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from crawler.web import Answer
from store.records import CrawledRecord
from store.vocabulary import Precision, RecordKind, SampleKind, Tier

PARSER = "google-places-1"
NEW = "https://places.googleapis.com"
LEGACY = "https://maps.googleapis.com"
_FIELDS = "id,displayName,rating,userRatingCount,reviews"
_LEGACY_QUERY = "fields=place_id,name,rating,user_ratings_total,reviews&language=tr&reviews_no_translations=true&reviews_sort=newest"
_STATUSES: dict[str, type[Exception] | None] = {"OK": None, "NOT_FOUND": PageError, "INVALID_REQUEST": PageError,
                                                "OVER_QUERY_LIMIT": Blocked, "REQUEST_DENIED": Blocked}  # fmt: skip


def start(visit: Visit) -> Iterable[Ask]:
    """One request a place."""
    for target in visit.targets:
        place = target.at.removeprefix("legacy:")
        context = {"brand": target.label, "target": place}
        if place != target.at:
            yield Ask(f"{LEGACY}/maps/api/place/details/json?place_id={place}&{_LEGACY_QUERY}", context=context)
        else:
            yield Ask(f"{NEW}/v1/places/{place}", headers={"X-Goog-FieldMask": _FIELDS}, context=context)


async def sign(visit: Visit) -> Signature:
    """The key in a header for the new layout, in the address where a legacy place is asked."""
    key, legacy = visit.key("GOOGLE_PLACES_API_KEY"), [target.at.startswith("legacy:") for target in visit.targets]
    return Signature({} if all(legacy) else {"X-Goog-Api-Key": key}, {"key": key} if any(legacy) else {})


def hears(answer: Answer) -> Answer:
    """Raises PageError where the new layout knows no place of this id: ids change, and whoever named it must look it up anew."""
    if answer.status == 404:
        raise PageError("status 404: there is no such place; its id may have changed")
    return answer


def read(page: Page) -> Batch:
    """One place in either layout. Raises Blocked and PageError for the errors the legacy layout hides in a 200."""
    row = page.json()
    return _legacy(page, row) if "status" in row.values else _new(page, row)


def _new(page: Page, row: Row) -> Batch:
    row.pop("id", str)
    label = _label(page, str((row.maybe("displayName", dict) or {}).get("text") or ""))
    aggregate(page, label, row.maybe("userRatingCount", int), row.values.pop("rating", None))
    records = tuple(
        _new_review(page, review, label) for review in (row.rows("reviews") if "reviews" in row.values else ())
    )
    row.audit(page.notices)
    return Batch(records)


def _label(page: Page, said: str) -> str:
    return page.context.get("brand") or said or page.context["brand"]


def _new_review(page: Page, row: Row, label: str) -> CrawledRecord:
    """`text` may be a translation: the words it was written in are kept."""
    words = row.maybe("originalText", dict) or row.values.get("text") or {}
    author, name = row.maybe("authorAttribution", dict) or {}, row.pop("name", str)
    record = CrawledRecord(
        source_key=short_key(name),
        url=row.maybe("googleMapsUri", str) or "",
        brand_label=label,
        text=words.get("text") or "",
        language=words.get("languageCode") or "",
        posted_at=iso(row.pop("publishTime", str), row.place),
        rating=stars(row),
        author_key=author.get("uri") or "",
        sample_kind=SampleKind.TOP,
        raw={"visited_in": row.maybe("visitDate", dict)},
        **_common(page),
    )
    row.audit(page.notices, ignore=("text", "relativePublishTimeDescription", "flagContentUri"))
    return record


def _legacy(page: Page, row: Row) -> Batch:
    status = row.values.get("status")
    wrong = row.choice("status", _STATUSES)
    if wrong is not None:
        raise wrong(f"{status} at {page.url}" + (": its id may have changed" if status == "NOT_FOUND" else ""))
    place = row.row("result")
    row.audit(page.notices, ignore=("html_attributions", "info_messages"))
    label = _label(page, place.maybe("name", str) or "")
    place_id = place.maybe("place_id", str) or page.context["target"]
    aggregate(page, label, place.maybe("user_ratings_total", int), place.values.pop("rating", None))
    reviews = place.rows("reviews") if "reviews" in place.values else ()
    records = tuple(_legacy_review(page, review, label, place_id) for review in reviews)
    place.audit(page.notices)
    return Batch(records)


def _legacy_review(page: Page, row: Row, label: str, place_id: str) -> CrawledRecord:
    """The legacy layout gives reviews no id: place, author and second tell them apart."""
    at, name = row.pop("time", int), row.maybe("author_name", str) or ""
    author = row.maybe("author_url", str) or name
    record = CrawledRecord(
        source_key=hashed_key(place_id, author, str(at)),
        url=f"https://www.google.com/maps/place/?q=place_id:{place_id}",
        brand_label=label,
        text=row.maybe("text", str) or "",
        language=row.maybe("original_language", str) or row.values.get("language") or "",
        posted_at=epoch(at, row.place),
        rating=stars(row),
        author_key=author,
        sample_kind=SampleKind.NEWEST_N,
        raw={"is_machine_translated": row.maybe("translated", bool)},
        **_common(page),
    )
    row.audit(page.notices, ignore=("language", "profile_photo_url", "relative_time_description"))
    return record


def _common(page: Page) -> dict[str, Any]:
    return {"source_id": "google_places", "kind": RecordKind.REVIEW, "parser_version": PARSER, "retrieved_at": page.retrieved_at,
            "page_hash": page.page_hash, "posted_precision": Precision.SECOND, "rating_worst": 1, "rating_best": 5}  # fmt: skip


SOURCE = Source(
    source_id="google_places",
    name="Google Places",
    kind="map reviews, official API",
    tier=Tier.C,
    homepage="https://developers.google.com/maps/documentation/places",
    base_url=NEW,
    hosts=(LEGACY,),
    licence="none: content may not be kept beyond Google's caching terms; scores derived from it may",
    terms="Places API with a key of one's own; storing content is restricted (place ids may be kept): texts are asked anew, "
          "pages and texts are deleted after 30 days",
    time_zone="UTC",
    language="tr",
    personal=("address of the author's profile (becomes a keyed hash)", "author's name and picture (dropped)", "free text (redacted)"),
    unknown=("the wording of the caching rule", "by what rule the five are chosen", "whether a review no longer among them still stands",
        "what a place's id was before it changed",
             "a real answer with reviews: the shapes are those of Google's clients"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0}),
    start=start,
    read=read,
    sign=sign,
    hears=hears,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.NEWEST_N,
    keys=("GOOGLE_PLACES_API_KEY",),
    targets="a place id, e.g. Acme=ChIJN1t_tDeuEmsRUsoyG83frY4, or legacy:<place id> for the old API and its newest five",
    retention_days=30,
    text_hours=30 * 24,
)  # fmt: skip
