"""A complaint of Reclame AQUI, as its search and its pages carry it."""

import re
from datetime import datetime

from crawler.errors import PageError
from crawler.helpers.brazil import SAO_PAULO
from crawler.helpers.moments import iso
from crawler.helpers.notes import note
from crawler.helpers.text import plain
from crawler.page import Page, Row
from store.records import CrawledRecord, CrawledReply
from store.vocabulary import Level, Precision, RecordKind, Speaker

PARSER = "reclame_aqui-2"
SITE = "https://www.reclameaqui.com.br"
SPEAKERS = {"ANSWER": Speaker.BRAND, "REPLY": Speaker.CUSTOMER, "FINAL_ANSWER": Speaker.CUSTOMER}
LAST_WORD = "FINAL_ANSWER"
_PAIR = re.compile(r"(\w+)=([^,}]*)")
_FLAGS = ("frozen", "inModeration", "hasReply", "contentViolatesPolicies")
_IGNORED = (
    "lastReplyOrigin", "oldComplainId", "additionalFields", "moderationUserName", "companyName", "otherProblemType", "otherProductType",
    "type", "treatments", "contentPoliciesViolation", "requesterName", "additionalInfo", "logo", "presence", "publishedEmailSent",
    "deletionReason", "read", "marketplaceComplain", "ip", "moderationReasonDescription", "requestEvaluation", "moderateReason",
    "policiesViolationScore", "deletedDate", "files", "deletedIp", "indexable", "phones", "companyURL", "failedToValidatePolicies",
    "complainOrigin", "highlight", "userEmail", "address", "canBeEvaluated", "userName", "moderateRequested", "complainMediaInfos", "user",
    "userCity", "deleted", "userRequestedDelete", "title", "titleMasked", "description", "descriptionMasked", "url", "maskingStatus",
    "fantasyName", "companyShortname",
)  # fmt: skip


def page_of(row: Row, page: Page) -> str:
    """The address of a complaint's own page: under its company, by title and id. Its own page may not name it again."""
    firm, slug, key = row.values.get("companyShortname"), row.values.get("url"), row.values.get("id")
    if isinstance(slug, str) and slug:
        return f"{SITE}/{firm or _firm(page)}/{slug}/"
    return page.url if f"_{key}" in page.url else ""


def _firm(page: Page) -> str:
    found = re.search(r"/empresa/([^/]+)/", page.url)
    if found is None:
        raise PageError(f"a complaint without its company at {page.url}")
    return found[1]


def to_record(page: Page, row: Row) -> CrawledRecord:
    """An evaluation is the consumer's: before it, "solved": false means nothing yet. Times without a zone are Brasília's."""
    url, key = page_of(row, page), row.pop("id", str)
    is_evaluated, solved = row.maybe("evaluated", bool) is True, row.maybe("solved", bool)
    again, score, last_word = row.maybe("dealAgain", bool), _number(row, "score"), row.maybe("evaluation", str)
    changed, replies = row.maybe("modified", str), _replies(row)
    if last_word and is_evaluated and not replies[1]:
        replies = ([*replies[0], CrawledReply(speaker=Speaker.CUSTOMER, text=plain(last_word))], True)
    kind = RecordKind.THANKS if row.maybe("compliment", bool) else RecordKind.COMPLAINT
    is_verified = str(row.values.pop("isRAV", "")).lower() == "true"
    label, status = row.maybe("ravLabel", str) or "", row.pop("status", str)
    brand = page.context.get("brand") or row.values.get("fantasyName") or row.values.get("companyShortname") or ""
    record = CrawledRecord(
        source_id="reclame_aqui",
        source_key=key,
        kind=kind,
        url=url,
        parser_version=PARSER,
        retrieved_at=page.retrieved_at,
        page_hash=page.page_hash,
        brand_label=str(brand),
        country="BR",
        title=_masked(page, row, "title"),
        text=_masked(page, row, "description"),
        language="pt",
        posted_at=iso(row.pop("created", str), row.place, SAO_PAULO),
        posted_precision=Precision.SECOND,
        rating=score if is_evaluated else None,
        rating_worst=None if score is None or not is_evaluated else 0,
        rating_best=None if score is None or not is_evaluated else 10,
        is_verified_purchase=True if is_verified and label == "SHOW_VERIFIED" else None,
        verification_level=label,
        replies=tuple(replies[0]),
        customer_confirms=solved if is_evaluated else None,
        customer_score=score if is_evaluated else None,
        would_deal_again=again if is_evaluated else None,
        status_raw=status,
        raw=_raw(row, changed),
    )
    row.audit(page.notices, ignore=_IGNORED)
    return record


def _masked(page: Page, row: Row, name: str) -> str:
    """The text without names that the site made. Where it should have made one and did not, the words with names are left there."""
    text = row.values.get(f"{name}Masked", row.values.get(name)) or ""
    if not isinstance(text, str):
        raise PageError(f"{name!r} must be str instead of {type(text).__name__} at {row.place}")
    if not text and row.values.get(name):
        note(page, "not_masked", f"a {name} the site has not masked: left out", level=Level.WARNING)
    return plain(text)


def _number(row: Row, name: str) -> float | None:
    value = row.values.pop(name, None)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PageError(f"{name!r} must be a number instead of {type(value).__name__} at {row.place}")
    return float(value)


def _replies(row: Row) -> tuple[list[CrawledReply], bool]:
    """(what was said since, whether the consumer's last word is among it). A search names interactions by their ids only."""
    said: list[CrawledReply] = []
    has_last_word = False
    for value in row.maybe("interactions", list) or []:
        if not isinstance(value, str):
            one = Row(value, f"{row.place} interactions")
            kind = one.pop("type", str)
            if kind not in SPEAKERS:
                raise PageError(f"{kind!r} is not a known type of interaction at {row.place}")
            has_last_word = has_last_word or kind == LAST_WORD
            at, text = _at(one), plain(one.pop("message", str))
            precision = Precision.SECOND if at else None
            said.append(CrawledReply(speaker=SPEAKERS[kind], text=text, posted_at=at, precision=precision))
    return said, has_last_word


def _at(row: Row) -> datetime | None:
    said = row.maybe("created", str)
    return iso(said, row.place, SAO_PAULO) if said else None


def _raw(row: Row, changed: str | None) -> dict[str, str]:
    """`modified` moves with every change, also the site's own: no date of an edit."""
    raw = {
        "modified": changed or "",
        "uf": row.maybe("userState", str) or "",
        "legacy_id": str(row.values.pop("legacyId", "") or ""),
    }
    for name in ("company", "category", "problemType", "productType", "firstInteractionDate"):
        raw[name] = str(row.values.pop(name, "") or "")
    for name in _FLAGS:
        raw[name] = "" if (value := row.values.pop(name, None)) is None else str(value)
    return {name: value for name, value in (raw | _firm_facts(row)).items() if value}


def _firm_facts(row: Row) -> dict[str, str]:
    """What the site says of the company: "{averageAnswerTime=75036.7, hasStamp=false, ...}", which is no JSON; times in seconds."""
    for said in row.maybe("companyIndexes", list) or []:
        facts = dict(_PAIR.findall(said)) if isinstance(said, str) else {}
        if facts.get("type") == "SIX_MONTHS":
            return {"has_stamp": facts.get("hasStamp", ""), "company_status": facts.get("status", ""),
                    "company_score": facts.get("finalScore", ""), "company_answer_s": facts.get("averageAnswerTime", "")}  # fmt: skip
    return {}
