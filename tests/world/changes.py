"""The same world some time later: what was going to happen happened, and a few authors and others changed their minds."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tests.world.finance import draw_rows
from tests.world.lives import cut
from tests.world.posts import draw_posts, free_slug, write_posts
from tests.world.shapes import CfpbRow, Changes, Complaint, Planted, Reply, World
from tests.world.texts import common

WITHDRAWN, REMOVED, EDITED, ANSWERED = 3, 2, 4, 4


def later(world: World, days: float = 3.0) -> tuple[World, Changes]:
    """(the world after `days`, what differs). At least three live posts are withdrawn, two removed, four edited, four answered."""
    now = world.now + timedelta(days=days)
    rng = Random(f"{world.seed}/later/{world.now.isoformat()}/{days}")
    changed, secrets = _added(world, now)
    old = list(_meddle(rng, world, now))
    grown = replace(
        world,
        now=now,
        complaints=(*old, *changed),
        cfpb_rows=(*world.cfpb_rows, *_rows(world, now)),
        planted=(*world.planted, *secrets),
    )
    return grown, difference(world, grown)


def _added(world: World, now: datetime) -> tuple[tuple[Complaint, ...], tuple[Planted, ...]]:
    label = f"posts/{world.now.isoformat()}"
    posts = [
        post
        for sector in world.sectors
        if sector.country == "TR"
        for post in draw_posts(
            world.seed, label, sector, tuple(b for b in world.brands if b.sector_id == sector.sector_id), world.now, now
        )
    ]
    taken = {(c.brand_slug, slug) for c in world.complaints for slug in (c.slug, c.old_slug) if slug}
    return write_posts(posts, world.complaints[-1].complaint_id + 1, taken)


def _rows(world: World, now: datetime) -> tuple[CfpbRow, ...]:
    us = next(sector for sector in world.sectors if sector.country == "US")
    lenders = tuple(brand for brand in world.brands if brand.sector_id == us.sector_id)
    return draw_rows(
        world.seed, f"rows/{world.now.isoformat()}", us, lenders, (world.now, now), world.cfpb_rows[-1].complaint_id + 1
    )


def _meddle(rng: Random, world: World, now: datetime) -> tuple[Complaint, ...]:
    """Forced changes on posts that are live, so that every kind of change is there however short the time."""
    live = [c for c in world.complaints if c.withdrawn_at is None and c.removed_at is None and c.posted_at <= world.now]
    answered = [c for c in live if not c.seen(now).replies][-ANSWERED:]
    rest = [
        c
        for c in live
        if c not in answered and c.duplicate_of is None and c.cross_post_of is None and not c.is_insult_only
    ]
    drawn = rng.sample(rest, WITHDRAWN + REMOVED + EDITED)
    taken = {(c.brand_slug, c.slug) for c in world.complaints}
    at = world.now + (now - world.now) / 2
    new = {c.complaint_id: cut(replace(c, withdrawn_at=at), at) for c in drawn[:WITHDRAWN]}
    new |= {
        c.complaint_id: cut(replace(c, removed_at=at, gone_how="redirect" if i else "404"), at)
        for i, c in enumerate(drawn[WITHDRAWN : WITHDRAWN + REMOVED])
    }
    new |= {
        c.complaint_id: _edit(rng, c, at, taken if i == 0 else None) for i, c in enumerate(drawn[WITHDRAWN + REMOVED :])
    }
    new |= {c.complaint_id: _answer(c, at) for c in answered}
    return tuple(new.get(c.complaint_id, c) for c in world.complaints)


def _edit(rng: Random, complaint: Complaint, at: datetime, taken: set[tuple[str, str]] | None) -> Complaint:
    """A sentence more; with `taken`, the title and with it the address change too."""
    words = rng.choice(common.UPDATES).format(tutar="1.450", tarih=f"{at.day} {common.MONTHS[at.month - 1]}")
    edited = replace(complaint, paragraphs=(*complaint.paragraphs, words), edited_at=at.replace(microsecond=0))
    if taken is None:
        return edited
    title = f"{complaint.title} (Güncellendi)"
    return replace(edited, title=title, old_slug=complaint.slug, slug=free_slug(complaint.brand_slug, title, taken))


def _answer(complaint: Complaint, at: datetime) -> Complaint:
    """All that was going to be said is said sooner, as far apart as before; a brand that was going to be silent speaks after all."""
    if not complaint.replies:
        late = Reply(
            "brand",
            at.replace(microsecond=0),
            f"Merhaba {complaint.author}, {complaint.title} başlıklı bildiriminizi yeni gördük, geciktiğimiz için özür dileriz.",
            "answer",
        )
        complaint = replace(complaint, replies=(late,))
    earlier = complaint.replies[0].at - at.replace(microsecond=0)
    moved = tuple(replace(reply, at=reply.at - earlier) for reply in complaint.replies)
    shifted = replace(complaint, replies=moved, response_hours=(moved[0].at - complaint.posted_at) / timedelta(hours=1))
    return replace(
        shifted,
        confirmed_at=complaint.confirmed_at and complaint.confirmed_at - earlier,
        denied_at=complaint.denied_at and complaint.denied_at - earlier,
    )


def difference(before: World, after: World) -> Changes:
    """What a second walk over everything must find to be other than at the first."""
    old, new = ({c.complaint_id: c for c in world.published()} for world in (before, after))
    both = [(old[i], new[i]) for i in sorted(old.keys() & new.keys())]
    rows = [row for row in before.cfpb_rows if before.now < row.closed_at <= after.now]
    return Changes(
        withdrawn=tuple(b.complaint_id for a, b in both if b.withdrawn_at and not a.withdrawn_at),
        removed=tuple(sorted(old.keys() - new.keys())),
        edited=tuple(b.complaint_id for a, b in both if a.paragraphs != b.paragraphs),
        answered=tuple(b.complaint_id for a, b in both if len(b.replies) > len(a.replies)),
        confirmed=tuple(b.complaint_id for a, b in both if b.confirmed_at and not a.confirmed_at),
        added=tuple(sorted(new.keys() - old.keys())),
        cfpb_closed=tuple(row.complaint_id for row in rows),
        cfpb_added=tuple(row.complaint_id for row in after.cfpb_rows[len(before.cfpb_rows) :]),
    )
