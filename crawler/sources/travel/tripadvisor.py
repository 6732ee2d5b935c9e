"""Tripadvisor through its official Content API: the five newest reviews of a place and language, gathered run by run.

Its pages are never asked. A place's own count of reviews goes into a notice: five are no population.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from crawler.ask import Ask, Batch
from crawler.errors import PageError
from crawler.helpers.moments import iso
from crawler.helpers.notes import aggregate, note
from crawler.helpers.ratings import stars
from crawler.page import Page, Row
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.visit import Visit
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Precision, RecordKind, SampleKind, Speaker, Tier

PARSER = "tripadvisor-1"
API = "https://api.content.tripadvisor.com/api/v1/location"
LANGUAGES = "tr,en"
_IGNORED = ("rating_image_url", "photos", "management_response_id")


def start(visit: Visit) -> Iterable[Ask]:
    """Each place's details first; its reviews follow, one language after the other."""
    for target in visit.targets:
        place, _, languages = target.at.partition(":")
        context = {"brand": target.label, "place": place, "languages": languages or LANGUAGES}
        yield Ask(f"{API}/{place}/details?language=en", context=context)


async def sign(visit: Visit) -> Signature:
    """The key goes into the address, on the wire only."""
    return Signature(params={"key": visit.key("TRIPADVISOR_API_KEY")})


def read(page: Page) -> Batch:
    """A place's details, or its newest reviews in one language."""
    row = page.json()
    if "data" not in row.values:
        return _place(page, row)
    told = [_record(page, review) for review in row.rows("data") if not _is_translated(review)]
    row.audit(page.notices, ignore=("paging",))
    asks = _next_language(page)
    return Batch((*told, *(() if asks else _translated(page))), asks=asks)


def _place(page: Page, row: Row) -> Batch:
    """A place: its own totals, by stars too, are noted. Everything else about it is of no use here."""
    if "location_id" not in row.values:
        raise PageError(f"neither reviews nor a place at {page.url}")
    label = page.context.get("brand") or row.maybe("name", str) or ""
    aggregate(page, label, row.values.get("num_reviews"), row.values.get("rating"))
    stars = row.maybe("review_rating_count", dict)
    if stars:
        note(
            page,
            "rating_counts",
            f"{label}: " + ", ".join(f"{n} of {value} stars" for value, n in sorted(stars.items())),
        )
    return Batch(asks=_next_language(page))


def _next_language(page: Page) -> tuple[Ask, ...]:
    language, _, rest = page.context.get("languages", "").partition(",")
    if not language:
        return ()
    url = f"{API}/{page.context['place']}/reviews?language={language}&limit=5&offset=0"
    return (Ask(url, context={**page.context, "languages": rest}),)


def _is_translated(row: Row) -> bool:
    return row.values.get("is_machine_translated") is True


def _translated(page: Page) -> Iterator[CrawledRecord]:
    """Reviews that no language shows in the words they were written in. Only its last page knows: on an earlier one a
    machine's words would be taken first and the author's own then pass for an edit, at every crawl."""
    pages = [page]
    while (before := pages[0].parent) is not None and "data" in before.json().values:
        pages.insert(0, before)
    reviews = [(one, review) for one in pages for review in one.json().rows("data")]
    known = {review.values.get("id") for _, review in reviews if not _is_translated(review)}
    for one, review in reviews:
        if (number := review.values.get("id")) not in known:
            known.add(number)
            yield _record(one, review)


def _record(page: Page, row: Row) -> CrawledRecord:
    number, translated = row.pop("id", int), row.maybe("is_machine_translated", bool)
    user = row.maybe("user", dict) or {}
    record = CrawledRecord(
        source_id="tripadvisor",
        source_key=str(number),
        kind=RecordKind.REVIEW,
        url=row.maybe("url", str) or "",
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=page.context["brand"],
        title=row.maybe("title", str) or "",
        text=row.maybe("text", str) or "",
        language=row.maybe("lang", str) or "",
        posted_at=iso(row.pop("published_date", str), row.place),
        posted_precision=Precision.SECOND,
        rating=stars(row),
        rating_worst=1,
        rating_best=5,
        author_key=str(user.get("username") or ""),
        replies=tuple(_replies(page, row)),
        helpful_count=row.maybe("helpful_votes", int),
        sample_kind=SampleKind.NEWEST_N,
        raw=_raw(row, translated),
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def _raw(row: Row, translated: bool | None) -> dict[str, Any]:
    subratings = row.maybe("subratings", dict) or {}
    return {
        "place": str(row.values.pop("location_id", "")),
        "trip_type": row.maybe("trip_type", str),
        "travelled_in": row.maybe("travel_date", str),
        "is_machine_translated": translated,
        "subratings": {str(one["name"]): one["value"] for one in subratings.values()},
    }


def _replies(page: Page, row: Row) -> Iterator[CrawledReply]:
    """The owner's answer; the name it is signed with goes nowhere."""
    said = row.maybe("owner_response", dict)
    if said is None:
        return
    reply = Row(said, f"{row.place} owner_response")
    words = [reply.maybe("title", str) or "", reply.maybe("text", str) or ""]
    at = iso(reply.pop("published_date", str), reply.place)
    reply.audit(page.notices, ignore=("id", "lang", "author"))
    yield CrawledReply(
        speaker=Speaker.BRAND, text="\n".join(filter(None, words)), posted_at=at, precision=Precision.SECOND
    )


SOURCE = Source(
    source_id="tripadvisor",
    name="Tripadvisor",
    kind="travel reviews, official API",
    tier=Tier.C,
    homepage="https://www.tripadvisor.com",
    base_url="https://api.content.tripadvisor.com",
    licence="none; shown only with the attribution the API's terms ask for",
    terms="Content API with a key of one's own; its duties on attribution and caching must be read before anything is shown",
    time_zone="UTC",
    language="tr",
    personal=("user name (becomes a keyed hash)", "place and picture of the user (dropped)", "name under an owner's answer (dropped)",
              "free text (redacted)"),
    unknown=("free calls a month and requests a second", "whether a review that is no longer among the five still stands",
             "attribution and caching duties", "a real answer of the API: the shape is that of the published schema"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 100_000, {"posted_at": 1.0, "brand_label": 1.0, "rating": 1.0}),
    start=start,
    read=read,
    sign=sign,
    vanishes=Vanishes.NEVER,
    sample_kind=SampleKind.NEWEST_N,
    keys=("TRIPADVISOR_API_KEY",),
    targets="a place's number and, if not Turkish and English, the languages: Acme=264936 or Acme=264936:tr,de",
)  # fmt: skip
