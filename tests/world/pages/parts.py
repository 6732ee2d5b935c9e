"""What all layouts share: dates, numbers, the frame, the shape of a listing."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape

from tests.world.shapes import Brand, Complaint, Reply
from tests.world.texts.common import MONTHS

ISTANBUL = timezone(timedelta(hours=3))
PREVIEW = 140
WITHDRAWN = "şikayetini yayından kaldırdı"
_STEPS = (
    (365.25 * 24 * 3600, "yıl"),
    (365.25 * 2 * 3600, "ay"),
    (7 * 24 * 3600, "hafta"),
    (24 * 3600, "gün"),
    (3600, "saat"),
    (60, "dakika"),
)


@dataclass(frozen=True)
class Facts:
    """A brand's figures as the site counts them at the moment of the answer."""

    replied: int
    total: int
    reply_seconds: int | None
    surveys: int
    solved: int
    stars: tuple[int, int, int, int, int]

    @property
    def rating(self) -> int | None:
        """0-100, or None before the first survey."""
        return round(100 * self.solved / self.surveys) if self.surveys else None


@dataclass(frozen=True)
class Listing:
    """One page of a brand's cards. `path` is its address without the page number."""

    brand: Brand
    cards: tuple[Complaint, ...]
    page: int
    pages: int
    path: str
    facts: Facts
    host: str


@dataclass(frozen=True)
class Detail:
    """One complaint as it stands at `now`."""

    brand: Brand
    complaint: Complaint
    now: datetime
    host: str

    @property
    def path(self) -> str:
        """The complaint's address."""
        return f"/{self.brand.slug}/{self.complaint.slug}"


def full_date(at: datetime) -> str:
    """ "28 Eylül 2026 12:10" in Istanbul."""
    local = at.astimezone(ISTANBUL)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} {local:%H:%M}"


def short_date(at: datetime) -> str:
    """ "28 Eylül 12:10" in Istanbul."""
    local = at.astimezone(ISTANBUL)
    return f"{local.day} {MONTHS[local.month - 1]} {local:%H:%M}"


def iso_date(at: datetime) -> str:
    """ "2026-09-28T12:10:00+03:00"."""
    return at.astimezone(ISTANBUL).isoformat()


def ago(at: datetime, now: datetime) -> str:
    """ "3 gün önce", rounded down."""
    seconds = (now - at).total_seconds()
    return next((f"{int(seconds // size)} {unit} önce" for size, unit in _STEPS if seconds >= size), "Az önce")


def thousands(count: int | None) -> str:
    """ "1.204", or "-" for unknown."""
    return "-" if count is None else f"{count:,}".replace(",", ".")


def paragraphs(complaint: Complaint) -> str:
    """The text as <p> elements."""
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in complaint.paragraphs)


def preview(complaint: Complaint, mark: str) -> str:
    """The first words, with `mark` behind them when cut."""
    text = complaint.text
    return (
        escape(text, quote=False)
        if len(text) <= PREVIEW
        else escape(text[:PREVIEW].rsplit(" ", 1)[0], quote=False) + mark
    )


def badge(complaint: Complaint) -> str:
    """What the older layouts print about the outcome; "" while the customer has not said."""
    words = "Çözüldü" if complaint.confirmed_at else "Çözülmedi" if complaint.denied_at else ""
    return f'<div class="solved-badge">{words}</div>' if words else ""


def thanks(complaint: Complaint) -> str:
    """The customer's thanks in the older layouts."""
    return (
        f'<div class="complaint-thank-message">{escape(complaint.thanks_text, quote=False)}</div>'
        if complaint.thanks_text
        else ""
    )


def answers(detail: Detail) -> str:
    """The replies of the older layouts, with relative times."""
    return f'<div class="complaint-answer-container">{"".join(_answer(detail, reply) for reply in detail.complaint.replies)}</div>'


def _answer(detail: Detail, reply: Reply) -> str:
    classes, who = (
        ("complaint-reply-wrapper ga-v ga-c", detail.brand.name)
        if reply.speaker == "brand"
        else ("complaint-reply-wrapper", detail.complaint.author)
    )
    return (
        f'<div class="{classes}"><div class="complaint-reply-container"><span class="username">{escape(who)}</span>'
        f'<div class="post-time">{ago(reply.at, detail.now)}</div><p class="message">{escape(reply.text, quote=False)}</p></div></div>'
    )


def frame(title: str, canonical: str, body: str, *, extra: str = "") -> str:
    """A whole page; the generator tag says that nothing on it is real."""
    return (
        f'<!doctype html><html lang="tr"><head><meta charset="utf-8"><meta name="generator" content="terazi simulated world"><title>{escape(title)}</title>'
        f'<link rel="canonical" href="{canonical}">{extra}</head><body>{body}</body></html>'
    )


def detail_frame(detail: Detail, body: str) -> str:
    """A complaint's page with the head all layouts have."""
    title, text = escape(detail.complaint.title), escape(detail.complaint.text[:160])
    extra = f'<meta property="og:title" content="{title}"><meta name="description" content="{text}">'
    return frame(
        f"{detail.brand.name} {detail.complaint.title} - Şikayetvar",
        f"http://{detail.host}{detail.path}",
        body,
        extra=extra,
    )


def pager(listing: Listing) -> str:
    """The numbered links of the older layouts."""
    links = "".join(
        f'<li{_place(listing, n)}><a class="page" href="{listing.path}{f"?page={n}" if n > 1 else ""}">{n}</a></li>'
        for n in _numbers(listing)
    )
    return f'<ul class="pagination-list">{links}</ul>' if listing.pages > 1 else ""


def _place(listing: Listing, number: int) -> str:
    return f' title="{listing.page}/{listing.pages}"' if number == 1 else ""


def _numbers(listing: Listing) -> list[int]:
    return sorted(
        {n for n in (1, 2, listing.page - 1, listing.page, listing.page + 1, listing.pages) if 1 <= n <= listing.pages}
    )
