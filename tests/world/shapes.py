"""The shapes of the simulated world: what is the case, and what a page may show of it at a given moment."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from store.vocabulary import Grade

Size = Literal["demo", "small"]
Layout = Literal["2026", "2023", "2021", "2018", "ccdb"]
ReplyKind = Literal["acknowledgement", "answer", "deflection", "claim", "turn", "thanks", "denial"]


@dataclass(frozen=True)
class Sector:
    """A peer group. `rate_per_customer` = complaints per customer and year at theta 1; `unit` is what exposures count."""

    sector_id: str
    name_en: str
    name_tr: str
    country: str
    unit: str
    issues: tuple[str, ...]
    rate_per_customer: float


@dataclass(frozen=True)
class Brand:
    """A brand and its truth. Thetas are ratios to the sector (1.0 neutral), drawn independently of `customers`.

    `figure`, `low`, `high`, `grade` are what an exposure file says of the customers; all None for a brand nobody has figures of.
    """

    slug: str
    name: str
    aliases: tuple[str, ...]
    sector_id: str
    company_id: int
    layout: Layout
    customers: int
    figure: float | None
    low: float | None
    high: float | None
    grade: Grade | None
    theta_volume: float
    theta_response: float
    theta_resolution: float
    issue_shares: tuple[float, ...]
    difficulty_shares: tuple[float, float, float]
    acknowledgement_share: float
    deflection_share: float
    two_way_share: float
    unfounded_claim_share: float
    removal_share: float
    mean_stars: float


@dataclass(frozen=True)
class Reply:
    """One answer. `kind` says what it truly is; `at` may lie in the future of the world's `now`."""

    speaker: Literal["brand", "customer"]
    at: datetime
    text: str
    kind: ReplyKind


@dataclass(frozen=True)
class Complaint:
    """One post with its whole life, the part after `now` included. `seen` cuts what is not public yet."""

    complaint_id: int
    brand_slug: str
    slug: str
    title: str
    paragraphs: tuple[str, ...]
    member_id: int
    author: str
    issue: str
    difficulty: int
    posted_at: datetime
    views_count: int | None
    replies: tuple[Reply, ...] = ()
    response_hours: float | None = None
    confirmed_hours: float | None = None
    confirmed_at: datetime | None = None
    denied_at: datetime | None = None
    stars: int | None = None
    thanks_text: str = ""
    withdrawn_at: datetime | None = None
    removed_at: datetime | None = None
    gone_how: Literal["", "404", "redirect"] = ""
    edited_at: datetime | None = None
    old_slug: str = ""
    duplicate_of: int | None = None
    cross_post_of: int | None = None
    is_insult_only: bool = False

    @property
    def text(self) -> str:
        """The paragraphs as one text."""
        return " ".join(self.paragraphs)

    def seen(self, now: datetime) -> "Complaint":
        """The same complaint with nothing of it that happens after `now`."""
        confirmed, denied = _past(self.confirmed_at, now), _past(self.denied_at, now)
        said = bool(confirmed or denied)
        return replace(
            self,
            replies=tuple(reply for reply in self.replies if reply.at <= now),
            confirmed_at=confirmed,
            denied_at=denied,
            stars=self.stars if said else None,
            thanks_text=self.thanks_text if confirmed else "",
            withdrawn_at=_past(self.withdrawn_at, now),
            removed_at=_past(self.removed_at, now),
        )

    @property
    def is_void(self) -> bool:
        """Withdrawn by its author within 24 hours and before any answer: no incident at all (method.md SPEC-14)."""
        if self.withdrawn_at is None or self.withdrawn_at - self.posted_at > timedelta(hours=24):
            return False
        return all(reply.at > self.withdrawn_at for reply in self.replies)


@dataclass(frozen=True)
class CfpbRow:
    """One row of the consumer-finance API. `response` is what the company says from `closed_at` on; before: "In progress"."""

    complaint_id: int
    brand_slug: str
    company: str
    product: str
    sub_product: str
    issue: str
    sub_issue: str | None
    state: str | None
    zip_code: str
    tags: str | None
    submitted_via: str
    received_at: datetime
    sent_at: datetime
    closed_at: datetime
    response: str
    public_response: str | None
    is_timely: bool


@dataclass(frozen=True)
class Planted:
    """Personal data put into a text on purpose: `text` must appear on a page and nowhere in the product."""

    kind: Literal["phone", "e-mail", "iban", "id", "plate", "number"]
    text: str
    complaint_id: int
    place: Literal["text", "reply", "thanks"]


@dataclass(frozen=True)
class World:
    """Everything that is true at `now`, and the futures of what was already posted."""

    seed: int
    size: Size
    now: datetime
    starts_at: datetime
    sectors: tuple[Sector, ...]
    brands: tuple[Brand, ...]
    complaints: tuple[Complaint, ...]
    cfpb_rows: tuple[CfpbRow, ...]
    planted: tuple[Planted, ...]

    def brand(self, slug: str) -> Brand:
        """The brand of that slug. KeyError where there is none."""
        return {brand.slug: brand for brand in self.brands}[slug]

    def sector(self, sector_id: str) -> Sector:
        """The sector of that id. KeyError where there is none."""
        return {sector.sector_id: sector for sector in self.sectors}[sector_id]

    def published(self) -> tuple[Complaint, ...]:
        """What can be reached by walking the site at `now`, newest first: withdrawn ones as tombstones, removed ones not."""
        alive = (
            c.seen(self.now)
            for c in self.complaints
            if c.posted_at <= self.now and _past(c.removed_at, self.now) is None
        )
        return tuple(sorted(alive, key=lambda c: (c.posted_at, c.complaint_id), reverse=True))

    def visible_secrets(self) -> tuple[Planted, ...]:
        """The planted strings that some page shows at `now`."""
        shown = {
            c.complaint_id: " ".join((c.text, c.thanks_text, *(r.text for r in c.replies)))
            for c in self.published()
            if c.withdrawn_at is None
        }
        return tuple(secret for secret in self.planted if secret.text in shown.get(secret.complaint_id, ""))


@dataclass(frozen=True)
class Changes:
    """What differs between two moments of a world, as ids."""

    withdrawn: tuple[int, ...]
    removed: tuple[int, ...]
    edited: tuple[int, ...]
    answered: tuple[int, ...]
    confirmed: tuple[int, ...]
    added: tuple[int, ...]
    cfpb_closed: tuple[int, ...]
    cfpb_added: tuple[int, ...]


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None
