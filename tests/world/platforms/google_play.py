"""A publisher with two apps: what was written or changed in the last seven days."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.app_store import changed
from tests.world.platforms.base import FIRMS, Post, spoken
from tests.world.platforms.sample import Sample

PACKAGES = {f"com.{handle}.app": handle for _, handle in FIRMS}
KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
TOKEN, TOKEN_URI = "ya29.token-of-google-play", "https://oauth2.googleapis.com/token"
ACCOUNT = {"type": "service_account", "private_key_id": "key-1", "private_key": PEM, "token_uri": TOKEN_URI,
           "client_email": "terazi@project.iam.gserviceaccount.com"}  # fmt: skip


def stamp(at: datetime) -> dict[str, Any]:
    """A moment as Google writes it."""
    return {"seconds": str(int(at.timestamp())), "nanos": 0}


class GooglePlay(Sample):
    """A token for a signed statement, then pages by token."""

    source_id = "google_play"
    env = {"GOOGLE_PLAY_SERVICE_ACCOUNT_JSON": json.dumps(ACCOUNT)}  # noqa: RUF012
    page_size = 3

    def __init__(self, posts: Sequence[Post], now: datetime) -> None:
        super().__init__(posts, now)
        self.told: dict[int, datetime] = {}

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={package}" for (firm, _), package in zip(FIRMS, PACKAGES, strict=True))

    def shown(self, handle: str) -> list[Post]:
        return sorted(
            (post for post in self.live(handle) if self.now - changed(post) < timedelta(days=7)),
            key=changed,
            reverse=True,
        )

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/token":
            return self._token(asked)
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Said('{"error": {"code": 401}}', 401, {"Content-Type": "application/json"})
        package = asked.path.removeprefix("/androidpublisher/v3/applications/").removesuffix("/reviews")
        posts, number = self.shown(PACKAGES[package]), int(asked.query.get("token", "1"))
        shown, pages = self.paged(posts, number)
        answer: dict[str, Any] = {"reviews": [self._review(post) for post in shown]} if shown else {}
        return as_json(answer | ({"tokenPagination": {"nextPageToken": str(number + 1)}} if number < pages else {}))

    def _token(self, asked: Asked) -> Said:
        said = {name: values[0] for name, values in parse_qs(asked.body).items()}
        claims = jwt.decode(
            said["assertion"], KEY.public_key(), ["RS256"], audience=TOKEN_URI, issuer=str(ACCOUNT["client_email"])
        )
        assert said["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        assert claims["scope"] == "https://www.googleapis.com/auth/androidpublisher"
        return as_json({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    def _review(self, post: Post) -> dict[str, Any]:
        own = {"text": f"\t{post.text}", "lastModified": stamp(changed(post)), "starRating": post.stars, "reviewerLanguage": "tr",
               "device": "a", "androidOsVersion": 34, "appVersionCode": 7, "appVersionName": "1.7", "thumbsUpCount": 1, "thumbsDownCount": 0,
               "deviceMetadata": {"productName": "a", "manufacturer": "b"}}  # fmt: skip
        answers = [
            {"developerComment": {"text": reply.text, "lastModified": stamp(reply.at)}} for reply in post.replies[:1]
        ]
        self.told.setdefault(post.number, changed(post))
        return {"reviewId": self.key(post), "authorName": post.author, "comments": [{"userComment": own}, *answers]}

    def key(self, post: Post) -> str:
        return f"gp:AOqpTO{post.number}"

    def facts(self, post: Post) -> dict[str, Any]:
        first = self.told.get(post.number, changed(post))
        return {"brand_label": post.firm, "kind": "review", "posted_at": first, "edited_at": changed(post) if first < changed(post) else None,
                "posted_precision": "second", "title": "",
                "text": post.text, "rating": post.stars, "language": "tr", "helpful_count": 1, "sample_kind": "own_account",
                "replies": spoken(post.replies[:1])}  # fmt: skip
