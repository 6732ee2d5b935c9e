"""What is true on a platform, and what every platform must be able to say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, ClassVar

from tests.crawler.server import Asked, Said

FIRMS = (("Kuzey Kargo", "kuzeykargo"), ("Lale Telekom", "laletelekom"))
_THINGS = ("kargo", "fatura", "iade", "paket", "hat", "ürün", "kurye", "destek hattı", "kampanya", "abonelik")
_SAYS = (
    "hâlâ gelmedi",
    "iki kez kesildi",
    "sorunsuz çözüldü",
    "yanlış adrese gitti",
    "çok hızlıydı",
    "kırık çıktı",
    "iptal edilmedi",
)
_NAMES = ("Ayşe", "Mehmet", "Zeynep", "Can", "Elif", "Burak", "Deniz", "Selin", "Umut", "Ece")


@dataclass(frozen=True)
class Answered:
    """One answer under a post."""

    speaker: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Post:
    """One entry with its whole life: `edited_at`, `gone_at` and answers may lie ahead of the platform's `now`."""

    number: int
    firm: str
    handle: str
    at: datetime
    author: str
    title: str
    text: str
    stars: int
    is_verified: bool
    replies: tuple[Answered, ...] = ()
    edited_at: datetime | None = None
    edited_text: str = ""
    gone_at: datetime | None = None


def build_posts(seed: int, now: datetime, count: int = 70) -> tuple[Post, ...]:
    """Posts of both firms from 400 days before `now` to three days after it, oldest first, whole seconds apart.

    Each of these happens between `now` and three days later: 3 posts vanish, 3 are edited, 2 get an answer, some appear.
    """
    rng = Random(seed)
    now = now.astimezone(UTC).replace(microsecond=0)
    days = sorted([-rng.uniform(0.2, 400) ** 1.0 for _ in range(count - 16)] + [-rng.uniform(0.2, 20) for _ in range(11)]
                  + [rng.uniform(0.1, 2.9) for _ in range(5)])  # fmt: skip
    posts = [_post(rng, number, now + timedelta(days=at)) for number, at in enumerate(days, start=1)]
    recent = [post.number for post in posts if timedelta(hours=2) < now - post.at < timedelta(days=20)]
    chosen = rng.sample(recent, 8)
    later = now + timedelta(days=1)
    for place, number in enumerate(chosen):
        post = posts[number - 1]
        if place < 3:
            post = replace(post, gone_at=later)
        elif place < 6:
            post = replace(post, edited_at=later, edited_text=f"{post.text} Güncelleme: {number}. gün hâlâ aynı.")
        else:
            post = replace(
                post, replies=(Answered("brand", later, f"Merhaba, {number} numaralı kaydınıza bugün baktık."),)
            )
        posts[number - 1] = post
    return tuple(posts)


def _post(rng: Random, number: int, at: datetime) -> Post:
    at = at.replace(microsecond=0)
    firm, handle = rng.choice(FIRMS)
    thing, says = rng.choice(_THINGS), rng.choice(_SAYS)
    text = f"{firm} ile {number}. denememde {thing} {says}. Sonucu {rng.randint(2, 40)} gündür bekliyorum."
    replies: tuple[Answered, ...] = ()
    if rng.random() < 0.5:
        first = at + timedelta(minutes=rng.randint(30, 4000))
        replies = (Answered("brand", first, f"Merhaba, {thing} için {number} numaralı kaydınızı inceliyoruz."),)
        if rng.random() < 0.3:
            replies += (
                Answered(
                    "customer", first + timedelta(minutes=rng.randint(5, 900)), f"{number}: teşekkürler, bekliyorum."
                ),
            )
    author = f"{rng.choice(_NAMES)} {chr(rng.randint(65, 80))}."
    return Post(
        number,
        firm,
        handle,
        at,
        author,
        f"{thing.capitalize()} {says}",
        text,
        rng.randint(1, 5),
        rng.random() < 0.6,
        replies,
    )


class Platform:
    """One platform as it stands at `now`. Subclasses give `source_id`, `answer`, `key`, `facts` and what they need of the rest."""

    source_id: ClassVar[str]
    env: ClassVar[dict[str, str]] = {}
    form: ClassVar[str] = "json"
    page_size: ClassVar[int] = 10

    def __init__(self, posts: Sequence[Post], now: datetime) -> None:
        self.posts, self.now = posts, now

    def brands(self) -> tuple[str, ...]:
        """The `--brand` options of a crawl over everything."""
        return tuple(f"{firm}={handle}" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        """What the platform says to a request (GET or POST); 404 for whatever it does not know."""
        raise NotImplementedError

    def key(self, post: Post) -> str:
        """The `source_key` its record must have."""
        raise NotImplementedError

    def facts(self, post: Post) -> dict[str, Any]:
        """What must be stored of a post, by the names of `Record`; "replies" as [(speaker, posted_at or None, text)]."""
        raise NotImplementedError

    def shows(self, post: Post) -> bool:
        """Whether the platform ever shows such a post (a mirror of nothing but text has no star-only votes, and so on)."""
        return True

    def live(self, handle: str = "") -> list[Post]:
        """The posts shown now, newest first, as they read now: edits made, answers of the future cut off."""
        return [self.seen(post) for post in sorted(self.posts, key=lambda post: (post.at, post.number), reverse=True)
                if post.at <= self.now and not self.is_gone(post) and self.shows(post) and handle in ("", post.handle)]  # fmt: skip

    def is_gone(self, post: Post) -> bool:
        """Whether it has vanished by now."""
        return post.gone_at is not None and post.gone_at <= self.now

    def seen(self, post: Post) -> Post:
        """A post as it reads now."""
        replies = tuple(reply for reply in post.replies if reply.at <= self.now)
        if post.edited_at is None or post.edited_at > self.now:
            return replace(post, replies=replies, edited_at=None)
        return replace(post, replies=replies, text=post.edited_text)

    def paged(self, posts: Sequence[Post], page: int) -> tuple[list[Post], int]:
        """(the posts of a page counted from 1, how many pages there are)."""
        start = (page - 1) * self.page_size
        return list(posts[start : start + self.page_size]), max(1, -(-len(posts) // self.page_size))

    def expected(self) -> dict[str, dict[str, Any]]:
        """What must be stored of all that is live now, by source key."""
        return {self.key(post): self.facts(post) for post in self.live()}

    def vanished(self) -> set[str]:
        """The keys of what was shown once and is no more."""
        return {self.key(post) for post in self.posts if self.is_gone(post) and self.shows(post)}

    def redesigned(self) -> Said:
        """What every address says after a redesign: a well-formed answer of another shape."""
        bodies = {"json": '{"v": 2, "items": [], "cursor": null}', "xml": "<portal><entries/></portal>",
                  "html": "<!doctype html><html><head><title>Yeni</title></head><body><div id='app'></div></body></html>"}  # fmt: skip
        kinds = {"json": "application/json", "xml": "application/xml", "html": "text/html; charset=utf-8"}
        return Said(bodies[self.form], 200, {"Content-Type": kinds[self.form]})


def spoken(replies: Iterable[Answered]) -> list[tuple[str, datetime | None, str]]:
    """Answers as `facts` gives them."""
    return [(reply.speaker, reply.at, reply.text) for reply in replies]
