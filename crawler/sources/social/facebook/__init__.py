"""Facebook: what customers say under the posts of a page its firm runs, and on its wall, through the Graph API.

The page itself is asked first (its id tells who speaks for the firm), then its feed, then the comments of each post that
has any. They are asked for as top-level comments with their replies nested, so that a record is whole on one page; a
stream (`filter=stream`, replies between the comments) is read as well. `summary.total_count` counts hidden and private
comments too and is no measure of what is missing. Star ratings and recommendations left the API with v22.0: the page's
mean and count go into the run's notices.
"""

from collections.abc import Iterable

from crawler.ask import Ask
from crawler.helpers.own import setting
from crawler.memory import Known
from crawler.platforms import graph
from crawler.source import Expectations, Signature, Source, Vanishes
from crawler.sources.social.facebook.pages import COMMENT_WHOLE, POST_WHOLE, read
from crawler.sources.social.facebook.shapes import PARSER, SOURCE_ID
from crawler.visit import Visit
from store.vocabulary import SampleKind, Tier


def start(visit: Visit) -> Iterable[Ask]:
    """Each target's page. A bare label stands for the page of `FACEBOOK_PAGE_ID`, or the token's own."""
    for target in visit.targets:
        page_id = target.at if target.at != target.label else setting("FACEBOOK_PAGE_ID") or "me"
        url = graph.at(page_id, fields="id,name,overall_star_rating,rating_count")
        yield Ask(url, context={"brand": target.label, "place": "page"})


async def sign(visit: Visit) -> Signature:
    """The page's token, in a header: an address would carry it into every log on the way."""
    return Signature({"Authorization": f"Bearer {visit.key('FACEBOOK_PAGE_TOKEN')}"})


def recheck(known: Known) -> Ask | None:
    """The comment or post by its id; what is deleted answers with error 100, subcode 33."""
    fields = POST_WHOLE if known.raw["is_post"] == "True" else COMMENT_WHOLE
    context = {"brand": known.brand_label, "place": "one", "page_id": str(known.raw["page"])}
    return Ask(
        graph.at(known.record_id.removeprefix(f"{SOURCE_ID}:"), fields=fields), context=context, may_be_gone=True
    )


SOURCE = Source(
    source_id=SOURCE_ID,
    name="Facebook Pages",
    kind="social network, the firm's own page",
    tier=Tier.C,
    homepage="https://www.facebook.com",
    base_url=graph.HOST,
    licence="the platform's terms; texts are kept for scoring and shown as excerpts",
    terms="Meta Platform Terms: a token of a page you run, with pages_read_engagement and pages_read_user_content; pages of "
    "others need Page Public Content Access, which the app's review decides",
    time_zone="UTC",
    language="tr",
    personal=("from.id (becomes a keyed hash)", "from.name (dropped)", "free text (redacted)"),
    unknown=(
        "the outcome of an app's review", "when a comment was edited", "texts of ratings and recommendations (gone since v22.0)",
        "authors who gave the app no permission", f"the newest Graph version (GRAPH_VERSION; {graph.VERSION} if not set)",
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
    keys=("FACEBOOK_PAGE_TOKEN",),
    maybe_keys=("FACEBOOK_PAGE_ID", "GRAPH_VERSION"),
    targets="a page you run by its id or name, e.g. Acme=1234567890; a label alone stands for FACEBOOK_PAGE_ID",
)  # fmt: skip
