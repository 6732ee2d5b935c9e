"""Who posts what and when: Poisson in customers x theta, with double posts and cross-posts beside the incidents."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from tests.world import lives, writing
from tests.world.numbers import pick, poisson
from tests.world.personal import plant
from tests.world.shapes import Brand, Complaint, Planted, Sector
from tests.world.texts import Phrases, common

ISTANBUL = timedelta(hours=3)
HOUR_WEIGHTS = (3, 2, 1, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 7, 5)
LIKENESS = 0.65
DOUBLE_SHARE, CROSS_SHARE, INSULT_SHARE = 0.018, 0.008, 0.015


@dataclass(frozen=True)
class Post:
    """One post before it has a number: its brand, its place in the brand's draws, and whose copy it is."""

    brand: Brand
    draw: str
    posted_at: datetime
    copy_of: str = ""


class Crowd:
    """The texts so far, by issue: what is no copy must not look like one."""

    def __init__(self) -> None:
        self.words: dict[str, list[set[str]]] = defaultdict(list)

    def admits(self, complaint: Complaint) -> bool:
        """Takes the text in unless it shares too many of its words with one that is there."""
        mine, others = set(complaint.text.split()), self.words[complaint.issue]
        if any(len(mine & other) >= LIKENESS * len(mine | other) for other in others):
            return False
        others.append(mine)
        return True


def moment(rng: Random, starts_at: datetime, ends_at: datetime) -> datetime:
    """A minute between the two, by the hours of the day at which people write."""
    span = (ends_at - starts_at).total_seconds()
    while True:
        at = starts_at + timedelta(seconds=rng.random() * span)
        if rng.random() * 10 < HOUR_WEIGHTS[(at + ISTANBUL).hour]:
            return at.replace(second=0, microsecond=0)


def draw_posts(
    seed: int, label: str, sector: Sector, brands: tuple[Brand, ...], starts_at: datetime, ends_at: datetime
) -> list[Post]:
    """All posts of a sector in a window, in no order."""
    years = (ends_at - starts_at) / timedelta(days=365)
    posts = []
    for brand in brands:
        rng = Random(f"{seed}/{label}/{brand.slug}")
        for index in range(poisson(rng, brand.customers * brand.theta_volume * sector.rate_per_customer * years)):
            post = Post(brand, f"{seed}/{label}/{brand.slug}/{index}", moment(rng, starts_at, ends_at))
            posts += [post, *_copies(rng, post, brands, ends_at)]
    return posts


def _copies(rng: Random, post: Post, brands: tuple[Brand, ...], ends_at: datetime) -> list[Post]:
    """The same text once more: by impatience at the same brand, or under another brand of the sector."""
    draw, later = rng.random(), post.posted_at + timedelta(minutes=rng.randrange(3, 2000))
    others = [brand for brand in brands if brand is not post.brand]
    other = others[rng.randrange(len(others))]
    if later >= ends_at or draw >= DOUBLE_SHARE + CROSS_SHARE:
        return []
    target = post.brand if draw < DOUBLE_SHARE else other
    return [Post(target, f"{post.draw}/copy", later, copy_of=post.draw)]


def write_posts(
    posts: list[Post], first_id: int, taken: set[tuple[str, str]]
) -> tuple[tuple[Complaint, ...], tuple[Planted, ...]]:
    """Numbered complaints with their lives, in order of time. `taken` holds (brand, slug) in use and grows."""
    complaints, secrets, by_draw, crowd = list[Complaint](), list[Planted](), dict[str, Complaint](), Crowd()
    for complaint_id, post in enumerate(sorted(posts, key=lambda post: (post.posted_at, post.draw)), first_id):
        fresh, planted = _write(post, complaint_id, by_draw.get(post.copy_of), crowd)
        fresh = replace(fresh, slug=free_slug(post.brand.slug, fresh.title, taken))
        by_draw[post.draw] = fresh
        complaints.append(fresh)
        secrets += planted
    return tuple(complaints), tuple(secrets)


def _write(
    post: Post, complaint_id: int, source: Complaint | None, crowd: Crowd
) -> tuple[Complaint, tuple[Planted, ...]]:
    rng, brand = Random(post.draw), post.brand
    issue_index = pick(rng, brand.issue_shares)
    if source is not None:
        issue_index = [p.topic for p in writing.PHRASES[brand.sector_id]].index(source.issue)
    phrases = writing.PHRASES[brand.sector_id][issue_index]
    member = rng.randrange(1_000_000, 9_999_999)
    author = source.author if source else common.FIRST_NAMES[member % len(common.FIRST_NAMES)]
    values = writing.slots(rng, brand.name, author, phrases, writing.PRODUCTS[brand.sector_id], post.posted_at)
    draft = Complaint(
        complaint_id,
        brand.slug,
        "",
        "",
        (),
        member,
        author,
        phrases.topic,
        pick(rng, brand.difficulty_shares) + 1,
        post.posted_at,
        None if rng.random() < 0.08 else int(rng.lognormvariate(5.2, 1.1)) + 3,
    )
    draft, planted = _own_words(rng, draft, phrases, values, crowd) if source is None else (_copy(draft, source), ())
    told, more = lives.live(lives.Case(rng, brand, phrases, values, draft))
    return told, (*planted, *more)


def _own_words(
    rng: Random, draft: Complaint, phrases: Phrases, values: writing.Slots, crowd: Crowd
) -> tuple[Complaint, tuple[Planted, ...]]:
    """Words that nobody else used in nearly the same order: drawn again until they differ."""
    while True:
        written, planted = _words(rng, draft, phrases, values)
        if written.is_insult_only or crowd.admits(written):
            return written, planted


def _words(
    rng: Random, draft: Complaint, phrases: Phrases, values: writing.Slots
) -> tuple[Complaint, tuple[Planted, ...]]:
    if rng.random() < INSULT_SHARE:
        words = " ".join(rng.sample(common.INSULTS, 2))
        return replace(
            draft,
            title=f"{values['marka']} {rng.choice(common.INSULT_TITLES)}",
            paragraphs=(words,),
            is_insult_only=True,
        ), ()
    drawn = plant(rng, draft.complaint_id, "text")
    paragraphs = writing.body(rng, phrases, values, draft.difficulty, drawn[0] if drawn else None)
    return replace(draft, title=writing.title(rng, phrases, values), paragraphs=paragraphs), (
        drawn[1],
    ) if drawn else ()


def _copy(draft: Complaint, source: Complaint) -> Complaint:
    is_double = source.brand_slug == draft.brand_slug
    return replace(
        draft,
        title=source.title,
        paragraphs=source.paragraphs,
        member_id=source.member_id,
        difficulty=source.difficulty,
        is_insult_only=source.is_insult_only,
        duplicate_of=source.complaint_id if is_double else None,
        cross_post_of=None if is_double else source.complaint_id,
    )


def free_slug(brand_slug: str, title: str, taken: set[tuple[str, str]]) -> str:
    """The title's address at its brand, with a number behind it where it is in use."""
    plain = writing.address(title)
    slug = next(s for n in count() if (brand_slug, s := f"{plain}-{n}" if n else plain) not in taken)
    taken.add((brand_slug, slug))
    return slug
