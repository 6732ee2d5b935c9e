"""Two hotels of two firms: details, then the five newest reviews in each language."""

from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Post, spoken
from tests.world.platforms.sample import Sample

PLACES = {"301": FIRMS[0][1], "302": FIRMS[1][1]}


class Tripadvisor(Sample):
    """English shows the machine's translation of what was written in Turkish."""

    source_id = "tripadvisor"
    env = {"TRIPADVISOR_API_KEY": "key-of-tripadvisor"}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        firms = {handle: firm for firm, handle in FIRMS}
        return tuple(f"{firms[handle]}={place}" for place, handle in PLACES.items())

    def answer(self, asked: Asked) -> Said:
        if asked.query.get("key") != "key-of-tripadvisor":
            return Said('{"error": {"message": "Unauthorized", "type": "UnauthorizedException", "code": 401}}', 401)
        _, _, _, _, place, what = asked.path.split("/")
        handle = PLACES[place]
        if what == "details":
            count = str(len(self.live(handle)))
            return as_json({"location_id": place, "name": handle, "num_reviews": count, "rating": "3.5", "web_url": "https://t/x",
                            "review_rating_count": {"1": count, "5": "0"}})  # fmt: skip
        language = asked.query["language"]
        return as_json({"data": [self._review(post, place, language) for post in self.shown(handle)]})

    def _review(self, post: Post, place: str, language: str) -> dict[str, Any]:
        answer = post.replies[0] if post.replies else None
        is_copy = language != "tr"
        return {"id": post.number, "lang": language, "location_id": int(place), "published_date": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
                "rating": post.stars, "helpful_votes": 0, "rating_image_url": "https://t/s.svg", "url": f"https://t/r{post.number}",
                "trip_type": "Solo travel", "travel_date": "2026-09", "text": f"Translated {post.number}" if is_copy else post.text,
                "title": post.title, "is_machine_translated": is_copy, "subratings": {},
                "user": {"username": post.author, "user_location": {"id": "1", "name": "Izmir"}, "avatar": {}},
                "owner_response": {"id": post.number + 9000, "title": "", "text": answer.text, "lang": "tr", "author": "Müdür",
                                   "published_date": f"{answer.at:%Y-%m-%dT%H:%M:%SZ}"} if answer else None}  # fmt: skip

    def key(self, post: Post) -> str:
        return str(post.number)

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "posted_precision": "second", "title": post.title,
                "text": post.text, "language": "tr", "rating": post.stars, "sample_kind": "newest_n",
                "replies": spoken(post.replies[:1])}  # fmt: skip
