"""Rows of the consumer-finance complaint API: no narratives, 15 keys, a company response that changes once."""

from datetime import datetime, timedelta
from random import Random

from tests.world.numbers import pick, poisson
from tests.world.posts import moment
from tests.world.shapes import Brand, CfpbRow, Sector

SUB_PRODUCTS = {
    "Credit card": ("General-purpose credit card or charge card", "Store credit card"),
    "Checking or savings account": ("Checking account", "Savings account"),
    "Mortgage": ("Conventional home mortgage", "FHA mortgage", "Home equity loan or line of credit (HELOC)"),
    "Debt collection": ("Credit card debt", "Medical debt", "I do not know"),
    "Credit reporting or other personal consumer reports": ("Credit reporting", "Other personal consumer report"),
}
ISSUES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "Credit card": (
        (
            "Problem with a purchase shown on your statement",
            "Credit card company isn't resolving a dispute about a purchase on your statement",
        ),
        ("Fees or interest", "Problem with fees"),
        ("Closing your account", None),
    ),
    "Checking or savings account": (
        ("Managing an account", "Deposits and withdrawals"),
        ("Closing an account", "Can't close your account"),
        ("Problem with a lender or other company charging your account", "Transaction was not authorized"),
    ),
    "Mortgage": (
        ("Trouble during payment process", "Escrow, taxes, or insurance"),
        ("Struggling to pay mortgage", None),
        ("Applying for a mortgage or refinancing an existing mortgage", "Application denials"),
    ),
    "Debt collection": (
        ("Attempts to collect debt not owed", "Debt is not yours"),
        ("Written notification about debt", "Didn't receive enough information to verify debt"),
        ("Communication tactics", "Frequent or repeated calls"),
    ),
    "Credit reporting or other personal consumer reports": (
        ("Incorrect information on your report", "Information belongs to someone else"),
        ("Improper use of your report", "Reporting company used your report improperly"),
        ("Problem with a company's investigation into an existing problem", None),
    ),
}
STATES = (
    "CA",
    "TX",
    "FL",
    "NY",
    "GA",
    "IL",
    "PA",
    "NC",
    "OH",
    "NJ",
    "VA",
    "AZ",
    "WA",
    "MI",
    "MD",
    "TN",
    "MA",
    "CO",
    "MO",
    "NV",
)
CHANNELS = (("Web", 0.9), ("Phone", 0.05), ("Referral", 0.04), ("Postal mail", 0.01))
PUBLIC = (
    None,
    "Company has responded to the consumer and the CFPB and chooses not to provide a public response",
    "Company believes it acted appropriately as authorized by contract or law",
)
TAGS = ((None, 0.9), ("Servicemember", 0.05), ("Older American", 0.04), ("Older American, Servicemember", 0.01))


def draw_rows(
    seed: int, label: str, sector: Sector, brands: tuple[Brand, ...], window: tuple[datetime, datetime], first_id: int
) -> tuple[CfpbRow, ...]:
    """The rows of a window, numbered in order of receipt."""
    starts_at, ends_at = window
    years, drawn = (ends_at - starts_at) / timedelta(days=365), []
    for brand in brands:
        rng = Random(f"{seed}/{label}/{brand.slug}")
        for index in range(poisson(rng, brand.customers * brand.theta_volume * sector.rate_per_customer * years)):
            at = moment(rng, starts_at, ends_at) + timedelta(seconds=rng.randrange(60))
            drawn.append((min(at, ends_at), f"{seed}/{label}/{brand.slug}/{index}", brand))
    return tuple(
        _row(Random(draw), brand, sector, at, number)
        for number, (at, draw, brand) in enumerate(sorted(drawn, key=lambda row: row[:2]), first_id)
    )


def _row(rng: Random, brand: Brand, sector: Sector, at: datetime, complaint_id: int) -> CfpbRow:
    product = sector.issues[pick(rng, brand.issue_shares)]
    issue, sub_issue = rng.choice(ISSUES[product])
    is_timely = rng.random() > 0.01 / brand.theta_response
    days = rng.lognormvariate(2.0, 0.7) / brand.theta_response if is_timely else rng.uniform(61, 120)
    spelling = brand.aliases[0] if rng.random() < 0.8 else rng.choice((brand.name, *brand.aliases[1:]))
    return CfpbRow(
        complaint_id=complaint_id,
        brand_slug=brand.slug,
        company=spelling,
        product=product,
        sub_product=rng.choice(SUB_PRODUCTS[product]),
        issue=issue,
        sub_issue=sub_issue,
        state=None if rng.random() < 0.01 else rng.choice(STATES),
        zip_code=f"{rng.randrange(100, 999)}XX" if rng.random() < 0.7 else f"{rng.randrange(10000, 99999)}",
        tags=_by_weight(rng, TAGS),
        submitted_via=str(_by_weight(rng, CHANNELS)),
        received_at=at,
        sent_at=at + timedelta(seconds=round(rng.expovariate(1 / 20_000))),
        closed_at=(at + timedelta(days=min(days, 120))).replace(microsecond=0),
        response=_response(rng, brand, is_timely),
        public_response=rng.choice(PUBLIC),
        is_timely=is_timely,
    )


def _response(rng: Random, brand: Brand, is_timely: bool) -> str:
    """Relief is rarer where the brand's true resolution ratio is low."""
    if not is_timely:
        return "Untimely response"
    relief = min(0.9, 0.2 * brand.theta_resolution)
    draw = rng.random()
    return (
        "Closed with monetary relief"
        if draw < relief / 2
        else "Closed with non-monetary relief"
        if draw < relief
        else "Closed with explanation"
    )


def _by_weight(rng: Random, choices: tuple[tuple[str | None, float], ...]) -> str | None:
    return choices[pick(rng, tuple(weight for _, weight in choices))][0]
