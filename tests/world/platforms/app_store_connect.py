"""A publisher with two apps: all reviews, the answer of each beside the list."""

from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.crawler.server import Asked, Said, as_json
from tests.world.platforms.app_store import APPS
from tests.world.platforms.base import FIRMS, Platform, Post, spoken

KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def is_signed(asked: Asked) -> bool:
    """Whether the token is one Apple would take: of this team and key, good for twenty minutes at most."""
    token = asked.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        said = jwt.decode(
            token, KEY.public_key(), ["ES256"], audience="appstoreconnect-v1", issuer="issuer-of-the-team"
        )
    except jwt.InvalidTokenError:
        return False
    lasts_s = int(said["exp"]) - int(said["iat"])
    return bool(jwt.get_unverified_header(token)["kid"] == "KEYOFTEAM1") and 0 < lasts_s <= 1200


class AppStoreConnect(Platform):
    """Pages by cursor; a review that is gone is simply not there."""

    source_id = "app_store_connect"
    env = {"ASC_KEY_ID": "KEYOFTEAM1", "ASC_ISSUER_ID": "issuer-of-the-team", "ASC_PRIVATE_KEY": PEM}  # noqa: RUF012

    def brands(self) -> tuple[str, ...]:
        return tuple(f"{firm}={app}" for (firm, _), app in zip(FIRMS, APPS, strict=True))

    def answer(self, asked: Asked) -> Said:
        if not is_signed(asked):
            return Said(
                '{"errors": [{"status": "401", "code": "NOT_AUTHORIZED"}]}', 401, {"Content-Type": "application/json"}
            )
        _, _, _, app, what = asked.path.split("/")
        if (
            what != "customerReviews"
            or asked.query.get("sort") != "-createdDate"
            or asked.query.get("include") != "response"
        ):
            return Said('{"errors": [{"status": "400"}]}', 400, {"Content-Type": "application/json"})
        posts, number = self.live(APPS[app]), int(asked.query.get("cursor", "page-1").removeprefix("page-"))
        shown, pages = self.paged(posts, number)
        here = f"https://api.appstoreconnect.apple.com{asked.path}?include=response&limit=200"
        links = {"self": here} | ({"next": f"{here}&cursor=page-{number + 1}"} if number < pages else {})
        included = [self._response(post) for post in shown if post.replies]
        return as_json({"data": [self._review(post) for post in shown], "links": links,
                        "meta": {"paging": {"total": len(posts), "limit": 200}}} | ({"included": included} if included else {}))  # fmt: skip

    def _review(self, post: Post) -> dict[str, Any]:
        named = {"data": {"type": "customerReviewResponses", "id": f"answer-{post.number}"}} if post.replies else {}
        return {"type": "customerReviews", "id": self.key(post),
                "attributes": {"rating": post.stars, "title": post.title, "body": post.text, "reviewerNickname": post.author,
                               "createdDate": f"{post.at:%Y-%m-%dT%H:%M:%S}+00:00", "territory": "TUR"},
                "relationships": {"response": {**named, "links": {"self": "x"}}}, "links": {"self": "x"}}  # fmt: skip

    def _response(self, post: Post) -> dict[str, Any]:
        answer = post.replies[0]
        return {"type": "customerReviewResponses", "id": f"answer-{post.number}",
                "attributes": {"responseBody": answer.text, "lastModifiedDate": answer.at.isoformat(), "state": "PUBLISHED"}}  # fmt: skip

    def key(self, post: Post) -> str:
        return f"00000028-b08c-0014-729e-{post.number:012d}"

    def facts(self, post: Post) -> dict[str, Any]:
        return {"brand_label": post.firm, "kind": "review", "posted_at": post.at, "title": post.title, "text": post.text,
                "rating": post.stars, "country": "TR", "sample_kind": "own_account", "replies": spoken(post.replies[:1])}  # fmt: skip
