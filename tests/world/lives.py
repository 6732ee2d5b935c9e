"""What happens to a complaint after it was posted: answers, settlement, claims, denials, withdrawal, removal."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from tests.world import times, writing
from tests.world.personal import plant
from tests.world.shapes import Brand, Complaint, Planted, Reply
from tests.world.texts import Phrases, common
from tests.world.writing import Slots, fill

DENIAL_SHARE = 0.5
WITHDRAWAL_SHARE = 0.035
TALK = timedelta(minutes=3500)


@dataclass(frozen=True)
class Case:
    """What everything said under one complaint is made of."""

    rng: Random
    brand: Brand
    phrases: Phrases
    values: Slots
    complaint: Complaint


def live(case: Case) -> tuple[Complaint, tuple[Planted, ...]]:
    """The complaint with its whole life, and what personal data its replies and thanks hold."""
    rng, brand, complaint = case.rng, case.brand, case.complaint
    stratum = times.stratum_factor(
        [p.topic for p in writing.PHRASES[brand.sector_id]].index(complaint.issue), complaint.difficulty
    )
    waited = times.response_hours(rng, brand.theta_response, stratum)
    settled = times.resolution_hours(rng, brand.theta_resolution, stratum)
    confirmed = settled if settled is not None and rng.random() < times.CONFIRMATION_SHARE else None
    complaint = replace(complaint, response_hours=waited, confirmed_hours=confirmed)
    replies = _brand_side(case, waited, settled, confirmed)
    complaint, replies, planted = _customer_side(case, complaint, replies, confirmed)
    return _ending(
        case, replace(complaint, replies=tuple(sorted(replies, key=lambda reply: (reply.at, reply.kind)))), planted
    )


def _at(case: Case, hours: float) -> datetime:
    return (case.complaint.posted_at + timedelta(hours=hours)).replace(microsecond=0)


def _brand_side(case: Case, waited: float | None, settled: float | None, confirmed: float | None) -> list[Reply]:
    """Acknowledgement, first real answer, talk, claim."""
    rng, brand, replies = case.rng, case.brand, []
    early = rng.uniform(0.02, 0.4)
    if rng.random() < brand.acknowledgement_share and (waited is None or waited > early):
        replies.append(
            Reply("brand", _at(case, early), fill(common.ACKNOWLEDGEMENTS[0], case.values), "acknowledgement")
        )
    if waited is None:
        return replies
    if confirmed is not None and confirmed < waited:
        return [*replies, Reply("brand", _at(case, waited), writing.closing(rng, case.values), "answer")]
    deflects = rng.random() < brand.deflection_share
    replies.append(
        Reply(
            "brand",
            _at(case, waited),
            writing.answer(rng, case.phrases, case.values, deflects=deflects),
            "deflection" if deflects else "answer",
        )
    )
    claim_share = 0.5 if settled is not None else brand.unfounded_claim_share
    if rng.random() < claim_share:
        detail = fill(rng.choice(case.phrases.answers), case.values)
        hours = max(waited + 0.5, settled - rng.uniform(0, 8)) if settled is not None else waited + rng.uniform(12, 200)
        replies.append(
            Reply("brand", _at(case, hours), fill(rng.choice(common.CLAIMS), case.values | {"detay": detail}), "claim")
        )
    return replies


def _customer_side(
    case: Case, complaint: Complaint, replies: list[Reply], confirmed: float | None
) -> tuple[Complaint, list[Reply], list[Planted]]:
    """A turn of talk, then the customer's own word: thanks, a denial, or silence."""
    rng, planted = case.rng, list[Planted]()
    first = next((reply for reply in replies if reply.kind in {"answer", "deflection"}), None)
    if first is not None and rng.random() < 0.35 and (confirmed is None or first.at + TALK < _at(case, confirmed)):
        replies += _talk(case, first.at, planted)
    stars = max(1, min(5, round(rng.gauss(case.brand.mean_stars, 1.4))))
    claim = next((reply for reply in replies if reply.kind == "claim"), None)
    if confirmed is not None:
        at, words = _at(case, confirmed), fill(rng.choice(common.THANKS), case.values)
        words = _with_secret(case, words, "thanks", planted)
        replies += [Reply("customer", at, words, "thanks")] if rng.random() < 0.85 else []
        return (
            replace(complaint, confirmed_at=at, stars=stars if rng.random() < 0.9 else None, thanks_text=words),
            replies,
            planted,
        )
    if claim is not None and rng.random() < DENIAL_SHARE:
        at = claim.at + timedelta(minutes=round(rng.uniform(30, 4000)))
        replies.append(Reply("customer", at, fill(rng.choice(common.DENIALS), case.values), "denial"))
        return replace(complaint, denied_at=at, stars=min(stars, 2)), replies, planted
    return complaint, replies, planted


def _talk(case: Case, after: datetime, planted: list[Planted]) -> list[Reply]:
    rng = case.rng
    asked_at = after + timedelta(minutes=round(rng.uniform(10, 1500)))
    turn, second = rng.choice(common.TALKS)
    words = _with_secret(case, fill(turn, case.values), "reply", planted)
    talk = [Reply("customer", asked_at, words, "turn")]
    if rng.random() < case.brand.two_way_share:
        at = asked_at + timedelta(minutes=round(rng.uniform(15, 2000)))
        talk.append(Reply("brand", at, writing.again(rng, second, case.values), "answer"))
    return talk


def _with_secret(case: Case, words: str, place: str, planted: list[Planted]) -> str:
    drawn = plant(case.rng, case.complaint.complaint_id, place)
    if drawn is None or drawn[1].kind == "number":
        return words
    planted.append(drawn[1])
    return f"{words} {drawn[0]}"


def _ending(case: Case, complaint: Complaint, planted: list[Planted]) -> tuple[Complaint, tuple[Planted, ...]]:
    """Taken back by its author, removed by somebody else, or neither; nothing is said under it afterwards."""
    rng, gone_at = case.rng, None
    draw, days, early = rng.random(), rng.uniform(1, 45), rng.uniform(1, 23)
    if draw < WITHDRAWAL_SHARE:
        gone_at = _at(case, early if draw < WITHDRAWAL_SHARE * 0.3 else 24 * days)
        complaint = replace(complaint, withdrawn_at=gone_at)
    elif draw < WITHDRAWAL_SHARE + case.brand.removal_share:
        gone_at = _at(case, 24 * days)
        complaint = replace(complaint, removed_at=gone_at, gone_how=rng.choice(("404", "redirect")))
    return (complaint if gone_at is None else cut(complaint, gone_at)), tuple(planted)


def cut(complaint: Complaint, at: datetime) -> Complaint:
    """The complaint without what would have been said after it was gone."""
    confirmed = complaint.confirmed_at if complaint.confirmed_at and complaint.confirmed_at < at else None
    denied = complaint.denied_at if complaint.denied_at and complaint.denied_at < at else None
    said = confirmed or denied
    return replace(
        complaint,
        replies=tuple(r for r in complaint.replies if r.at < at),
        confirmed_at=confirmed,
        denied_at=denied,
        stars=complaint.stars if said else None,
        thanks_text=complaint.thanks_text if confirmed else "",
    )
