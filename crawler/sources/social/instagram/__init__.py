"""Instagram: comments under the media of a professional account its firm runs, and media that tag it, through the Graph API.

The account is asked first (its name tells who speaks for the firm), then its media with their comments, then the media
of others that tag it. "Acme=17841...#acme" adds the media of the last 24 hours under that hashtag. What only a webhook
names (`mentioned_comment`, `mentioned_media`) is read from saved answers.
"""

from collections.abc import Iterable
from urllib.parse import unquote

from crawler.ask import Ask
from crawler.helpers.own import setting
from crawler.memory import Known
from crawler.platforms import graph
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.instagram.pages import COMMENT_WHOLE, read
from crawler.sources.social.instagram.shapes import PARSER, SOURCE_ID
from crawler.visit import Visit
from store.vocabulary import SampleKind, Tier


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's account. A bare label stands for the account of `INSTAGRAM_USER_ID`, or the token's own."""
    for target in visit.targets:
        named, _, tag = ("" if target.at == target.label else target.at).partition("#")
        context = {"brand": target.label, "place": "account"} | ({"tag": unquote(tag)} if tag else {})
        yield Ask(graph.at(named or setting("INSTAGRAM_USER_ID") or "me", fields="id,username"), context=context)


async def sign(visit: Visit) -> Signature:
    """The token, in a header: an address would carry it into every log on the way."""
    return Signature({"Authorization": f"Bearer {visit.key('INSTAGRAM_TOKEN')}"})


def recheck(known: Known) -> Ask | None:
    """The comment by its id; what is deleted answers with error 100 or 24. Media of others have no address for us."""
    if known.raw["place"] != "comments":
        return None
    context = {"brand": known.brand_label, "place": "one", "account": str(known.raw["account"]), "media": known.url}
    url = graph.at(known.record_id.removeprefix(f"{SOURCE_ID}:"), fields=COMMENT_WHOLE)
    return Ask(url, context=context, may_be_gone=True)


SOURCE = Source(
    source_id=SOURCE_ID,
    name="Instagram",
    kind="social network, the firm's own professional account",
    tier=Tier.C,
    homepage="https://www.instagram.com",
    base_url=graph.HOST,
    licence="the platform's terms; texts are kept for scoring and shown as excerpts",
    terms="Meta Platform Terms: a token of a professional account linked to a page you run, with instagram_basic and "
    "instagram_manage_comments; hashtags need Instagram Public Content Access",
    time_zone="UTC",
    language="tr",
    personal=("username (becomes a keyed hash)", "free text (redacted)"),
    unknown=(
        "today's quota of hashtags (30 in 7 days as remembered)", "permission names after the renaming of 2025",
        "mentions on media of others (a webhook names them)", "when a comment was edited",
        f"the newest Graph version (GRAPH_VERSION; {graph.VERSION} if not set)",
    ),
    parser_version=PARSER,
    answers="json",
    delay_s=1.0,
    expects=Expectations(1, 1_000_000, {"posted_at": 1.0, "brand_label": 1.0, "text": 0.7}),
    start=start,
    read=read,
    sign=sign,
    recheck=recheck,
    hears=graph.hears,
    vanishes=Vanishes.ASKED,
    sample_kind=SampleKind.OWN_ACCOUNT,
    keys=("INSTAGRAM_TOKEN",),
    maybe_keys=("INSTAGRAM_USER_ID", "GRAPH_VERSION"),
    targets="an account you run by its id, with a hashtag if wanted, e.g. Acme=17841400000000000#acme; a label alone "
    "stands for INSTAGRAM_USER_ID",
)  # fmt: skip
