"""Two places, in the new layout and in the legacy one."""

import hashlib
from typing import Any

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.base import FIRMS, Post
from tests.world.platforms.sample import Sample

KEY = "key-of-google-places"


class GooglePlaces(Sample):
    """The new API: the key in a header, a field mask, ids of its own for reviews."""

    source_id = "google_places"
    env = {"GOOGLE_PLACES_API_KEY": KEY}  # noqa: RUF012

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("x-goog-api-key") != KEY:
            return Said('{"error": {"code": 403, "message": "no key", "status": "PERMISSION_DENIED"}}', 403)
        assert "reviews" in asked.headers["x-goog-fieldmask"]
        place = asked.path.rpartition("/")[2]
        return as_json({"id": place, "displayName": {"text": place, "languageCode": "tr"}, "rating": 3.4,
                        "userRatingCount": len(self.live(place)), "reviews": [self._review(post) for post in self.shown(place)]})  # fmt: skip

    def _review(self, post: Post) -> dict[str, Any]:
        return {"name": self.key(post), "relativePublishTimeDescription": "a week ago", "rating": post.stars,
                "text": {"text": "Translated", "languageCode": "en"}, "originalText": {"text": post.text, "languageCode": "tr"},
                "authorAttribution": {"displayName": post.author, "uri": f"https://g/contrib/{post.number}", "photoUri": "https://g/p"},
                "publishTime": f"{post.at:%Y-%m-%dT%H:%M:%S}.123456789Z", "flagContentUri": "https://g/f", "googleMapsUri": "https://g/m"}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"places/{post.handle}/reviews/r{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at.replace(microsecond=123456), "posted_precision": "second",
                "text": post.text, "language": "tr", "rating": post.stars, "sample_kind": "top", "replies": []}  # fmt: skip


class LegacyGooglePlaces(Sample):
    """The legacy API: the key in the address, errors inside a 200, no ids."""

    source_id = "google_places"
    env = {"GOOGLE_PLACES_API_KEY": KEY}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}=legacy:{handle}" for firm, handle in FIRMS)

    def answer(self, asked: Asked) -> Said:
        if asked.query.get("key") != KEY:
            return as_json(
                {"html_attributions": [], "status": "REQUEST_DENIED", "error_message": "You must use an API key"}
            )
        place = asked.query["place_id"]
        reviews = [self._review(post) for post in self.shown(place)]
        result = {
            "place_id": place,
            "name": place,
            "rating": 3.4,
            "user_ratings_total": len(self.live(place)),
            "reviews": reviews,
        }
        return as_json({"html_attributions": [], "result": result, "status": "OK"})

    def _review(self, post: Post) -> dict[str, Any]:
        return {"author_name": post.author, "author_url": self._author(post), "language": "tr", "original_language": "tr",
                "profile_photo_url": "https://g/p", "rating": post.stars, "relative_time_description": "bir hafta önce",
                "text": post.text, "time": int(post.at.timestamp()), "translated": False}  # fmt: skip

    @staticmethod
    def _author(post: Post) -> str:
        return f"https://g/contrib/{post.number}/reviews"

    def key(self, post: Post) -> str:
        said = "\x1f".join((post.handle, self._author(post), str(int(post.at.timestamp()))))
        return hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "posted_precision": "second", "text": post.text,
                "language": "tr", "rating": post.stars, "sample_kind": "newest_n", "replies": []}  # fmt: skip
