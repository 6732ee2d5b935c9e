"""Two apps in the Turkish store: ten pages of three by the feed, so the newest thirty."""

from datetime import datetime, timedelta, timezone
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Post
from tests.world.platforms.sample import Sample

APPS = {"100200301": FIRMS[0][1], "100200302": FIRMS[1][1]}
PACIFIC = timezone(timedelta(hours=-7))


def changed(post: Post) -> datetime:
    """When it was last changed: the only time the store tells."""
    return post.edited_at or post.at


def label(value: object) -> dict[str, str]:
    """Every value lies in an object of its own."""
    return {"label": str(value)}


class AppStore(Sample):
    """A page past the last has no entries."""

    source_id = "app_store"
    newest = 30
    page_size = 3

    def brands(self) -> tuple[str, ...]:
        return tuple(
            f"{firm}=https://apps.apple.com/tr/app/acme/id{app}" for (firm, _), app in zip(FIRMS, APPS, strict=True)
        )

    def shown(self, handle: str) -> list[Post]:
        return sorted(self.live(handle), key=changed, reverse=True)[: self.newest]

    def answer(self, asked: Asked) -> Said:
        _, country, _, _, page, app, order, _ = asked.path.split("/")
        handle = APPS.get(app.removeprefix("id="))
        if country != "tr" or order != "sortBy=mostRecent" or handle is None:
            return as_json({"feed": {"author": {"name": label("iTunes Store")}, "id": label("x")}})
        shown, pages = self.paged(self.shown(handle), int(page.removeprefix("page=")))
        links = [{"attributes": {"rel": name, "href": f"https://itunes.apple.com/tr/rss/customerreviews/page={to}/{app}/xml"}}
                 for name, to in (("first", 1), ("last", pages))]  # fmt: skip
        entries = [self._entry(post, app.removeprefix("id=")) for post in shown]
        held = {"entry": entries} if entries else {}
        return as_json(
            {"feed": {"author": {"name": label("iTunes Store")}, **held, "link": links}},
            **{"Content-Type": "text/javascript"},
        )

    def _entry(self, post: Post, app: str) -> dict[str, Any]:
        return {"author": {"uri": label(f"https://itunes.apple.com/tr/reviews/id{post.number}"), "name": label(post.author), "label": ""},
                "updated": label(changed(post).astimezone(PACIFIC).isoformat()), "im:rating": label(post.stars), "im:version": label("1.2"),
                "id": label(self.key(post)), "title": label(post.title), "content": label(post.text) | {"attributes": {"type": "text"}},
                "link": {"attributes": {"rel": "related", "href": f"https://itunes.apple.com/tr/review?id={app}&type=Purple%20Software"}},
                "im:voteSum": label(0), "im:contentType": {"attributes": {"term": "Application"}}, "im:voteCount": label(0)}  # fmt: skip

    def key(self, post: Post) -> str:
        return str(14_000_000_000 + post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "edited_at": post.edited_at, "posted_precision": "second", "title": post.title,
                "text": post.text, "rating": post.stars, "country": "TR", "sample_kind": "newest_n", "replies": []}  # fmt: skip
