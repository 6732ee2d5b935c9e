"""LinkedIn: comments under the posts of an organisation its firm runs, through the Community Management API.

Its posts are asked for first, then the comments of each, then the answers to those comments that have any. The API gives
no names: an actor is a urn, the organisation's own is the firm's voice.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from crawler.ask import Ask
from crawler.errors import Blocked, PageError
from crawler.helpers.own import setting
from crawler.memory import Known
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.linkedin.pages import API, PARSER, SOURCE_ID, read
from crawler.visit import Visit
from store.vocabulary import SampleKind, Tier

if TYPE_CHECKING:
    from crawler.web import Answer

VERSION = "202609"
"""What `LINKEDIN_VERSION` is taken to be where it is not set. A version is switched off after about a year."""
_STALE = re.compile(rb"NONEXISTENT_VERSION|VERSION_MISSING")


def start(visit: Visit) -> Iterable[Ask]:
    """The posts of each target's organisation. A bare label stands for the one of `LINKEDIN_ORG_URN`."""
    for target in visit.targets:
        org = target.at if target.at != target.label else setting("LINKEDIN_ORG_URN")
        if not org:
            raise PageError(f"{target.label}: no organisation is named, here or in LINKEDIN_ORG_URN")
        org = org if org.startswith("urn:li:") else f"urn:li:organization:{org}"
        query = urlencode({"q": "author", "author": org, "count": "100", "start": "0"})
        yield Ask(f"{API}/posts?{query}", context={"brand": target.label, "org": org, "place": "posts"})


async def sign(visit: Visit) -> Signature:
    """A member's token, the version of the API, and the protocol its urns are written in."""
    version = setting("LINKEDIN_VERSION") or VERSION
    protocol = {"LinkedIn-Version": version, "X-Restli-Protocol-Version": "2.0.0"}
    return Signature({"Authorization": f"Bearer {visit.key('LINKEDIN_TOKEN')}"} | protocol)


def hears(answer: "Answer") -> "Answer":
    """Raises Blocked for a version that is switched off, a token or role that is missing, and a day's quota that is used up."""
    if answer.status == 426 or (answer.status >= 400 and _STALE.search(answer.body)):
        raise Blocked(f"this version of the API is switched off (status {answer.status}): set LINKEDIN_VERSION")
    if answer.status in {401, 403}:
        raise Blocked(f"the token or its member's role does not do (status {answer.status}): renew LINKEDIN_TOKEN")
    if answer.status == 429 and b" DAY " in answer.body:
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise Blocked("the day's quota is used up", until=midnight)
    return replace(answer, status=404) if answer.status == 410 else answer


def recheck(known: Known) -> Ask | None:
    """The comment under what it hangs on; a deleted one answers 404."""
    url = f"{API}/socialActions/{quote(str(known.raw['object']), safe='')}/comments/{known.raw['number']}"
    context = {"brand": known.brand_label, "org": str(known.raw["org"]), "place": "one"}
    return Ask(url, context=context, may_be_gone=True)


SOURCE = Source(
    source_id=SOURCE_ID,
    name="LinkedIn",
    kind="social network, the firm's own organisation",
    tier=Tier.C,
    homepage="https://www.linkedin.com",
    base_url="https://api.linkedin.com",
    licence="the platform's terms; texts are kept for scoring and shown as excerpts",
    terms="Community Management API: partner approval, a token with r_organization_social_feed (formerly r_organization_social) "
    "of an ADMINISTRATOR or DIRECT_SPONSORED_CONTENT_POSTER of the organisation",
    time_zone="UTC",
    language="tr",
    personal=("actor urn (becomes a keyed hash; the API gives no names)", "free text (redacted)"),
    unknown=("the daily quotas of app and member (the developer portal shows them)", "the error body of a version that is "
             "switched off", "a real body of a comments' answer: the layout is the documented one"),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.7}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=hears,
    vanishes=Vanishes.ASKED,
    sample_kind=SampleKind.OWN_ACCOUNT,
    keys=("LINKEDIN_TOKEN",),
    maybe_keys=("LINKEDIN_ORG_URN", "LINKEDIN_VERSION"),
    targets="an organisation you run by its urn or number, e.g. Acme=urn:li:organization:1234; a label alone stands for "
    "LINKEDIN_ORG_URN",
)  # fmt: skip
