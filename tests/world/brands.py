"""The brands of a world: invented names, sizes over orders of magnitude, true ratios that do not know the size."""

import math
from dataclasses import dataclass
from random import Random

from store.vocabulary import Grade
from tests.world import writing
from tests.world.numbers import gamma_ratio, shares, sizes
from tests.world.shapes import Brand, Layout, Sector, Size

GRADES: tuple[Grade | None, ...] = (
    Grade.A,
    Grade.B,
    Grade.A,
    Grade.C,
    Grade.B,
    None,
    Grade.A,
    Grade.B,
    Grade.C,
    Grade.A,
)
NOISE = {Grade.A: 0.01, Grade.B: 0.08, Grade.C: 0.42}
FACTOR = {Grade.A: 1.05, Grade.B: 1.25, Grade.C: 2.0}
LEGAL_TR = ("A.Ş.", "Tic. A.Ş.", "Ltd. Şti.", "San. ve Tic. A.Ş.")
LEGAL_US = (", N.A.", ", INC.", " LLC", " CORP.", ", INC.")


@dataclass(frozen=True)
class Plan:
    """How a sector is drawn. `yearly` = expected complaints of all its brands in a year."""

    sector_id: str
    name_en: str
    name_tr: str
    country: str
    unit: str
    issues: tuple[str, ...]
    names: tuple[str, ...]
    median_customers: float
    sigma: float
    yearly: dict[Size, int]
    count: dict[Size, int]
    rare_layout: Layout = "2026"


CARGO = (
    "Şahin Kargo",
    "Kırlangıç Kargo",
    "Yelkovan Kargo",
    "Çığır Lojistik",
    "İncirli Kurye",
    "Üçgöl Kargo",
    "Ağrıdağ Dağıtım",
    "Dörtyön Kargo",
    "Gümüşok Lojistik",
    "Öncüler Ekspres",
)
BANKS = (
    "Çınaraltı Bank",
    "Işıkyolu Bankası",
    "Üçkuyu Bank",
    "İpekhan Bankası",
    "Göknar Bank",
    "Ihlamur Katılım Bankası",
    "Ötüken Bankası",
    "Şafakyeli Bank",
    "Gülbahçe Bankası",
    "Yıldıztepe Bank",
)
TELECOMS = (
    "Çağrıyol Telekom",
    "Sarmaşık İletişim",
    "Ufukhat",
    "Şebboy Mobil",
    "Gökhat İletişim",
    "İletkan Telekom",
    "Üçdalga Mobil",
    "Öteses Mobil",
    "Pervane Fiber",
    "Kıvılcımnet",
)
LENDERS = (
    "Northlake Bank",
    "Copper Ridge Financial",
    "Bluefern Bank",
    "Tidewell Financial",
    "Pinnock & Vale Bank",
    "Marrowstone Lending",
    "Quillwater Credit",
    "Larkspur Hollow Savings",
    "Ironbark Mortgage",
    "Saltgrass Servicing",
    "Wendover Hale Bank",
    "Glasswing Card Services",
    "Thistledown Auto Finance",
    "Evermoor Bank",
    "Orrin Falls Trust",
)
PRODUCTS = (
    "Credit card",
    "Checking or savings account",
    "Mortgage",
    "Debt collection",
    "Credit reporting or other personal consumer reports",
)
TR_COUNT: dict[Size, int] = {"demo": 10, "small": 6}
PLANS = (
    Plan(
        "tr-cargo",
        "Cargo",
        "Kargo",
        "TR",
        "customers",
        tuple(p.topic for p in writing.PHRASES["tr-cargo"]),
        CARGO,
        600_000,
        1.2,
        {"demo": 390, "small": 55},
        TR_COUNT,
        "2018",
    ),
    Plan(
        "tr-bank",
        "Banks",
        "Banka",
        "TR",
        "customers",
        tuple(p.topic for p in writing.PHRASES["tr-bank"]),
        BANKS,
        1_500_000,
        1.3,
        {"demo": 350, "small": 50},
        TR_COUNT,
    ),
    Plan(
        "tr-telecom",
        "Telecoms",
        "Telekom",
        "TR",
        "subscribers",
        tuple(p.topic for p in writing.PHRASES["tr-telecom"]),
        TELECOMS,
        900_000,
        1.2,
        {"demo": 350, "small": 50},
        TR_COUNT,
        "2021",
    ),
    Plan(
        "us-consumer-finance",
        "Consumer finance",
        "Tüketici finansmanı",
        "US",
        "accounts",
        PRODUCTS,
        LENDERS,
        800_000,
        1.7,
        {"demo": 3000, "small": 300},
        {"demo": 15, "small": 8},
    ),
)


def draw_sector(seed: int, size: Size, plan: Plan) -> tuple[Sector, tuple[Brand, ...]]:
    """A sector and its brands. The rate is set so that the sector as drawn expects `yearly` complaints."""
    rng = Random(f"{seed}/brands/{plan.sector_id}")
    names = plan.names[: plan.count[size]]
    customers = sizes(rng, len(names), plan.median_customers, plan.sigma)
    ranks = {index: rank for rank, index in enumerate(sorted(range(len(names)), key=lambda i: -customers[i]))}
    brands = tuple(_draw_brand(rng, plan, i, names[i], customers[i], ranks[i], len(names)) for i in range(len(names)))
    rate = plan.yearly[size] / sum(brand.customers * brand.theta_volume for brand in brands)
    return Sector(plan.sector_id, plan.name_en, plan.name_tr, plan.country, plan.unit, plan.issues, rate), brands


def _draw_brand(rng: Random, plan: Plan, index: int, name: str, customers: int, rank: int, count: int) -> Brand:
    grade = Grade.C if rank == count - 1 else GRADES[5] if rank == min(5, count - 2) else GRADES[rank % 5]
    figure = round(customers * math.exp(rng.gauss(0, NOISE[grade]))) if grade else None
    factor = FACTOR[grade] if grade else 1.0
    return Brand(
        slug=writing.address(name),
        name=name,
        aliases=aliases(name, index, plan.country),
        sector_id=plan.sector_id,
        company_id=1000 * (PLANS.index(plan) + 1) + index,
        layout=_layout(plan, rank),
        customers=customers,
        figure=figure,
        low=figure / factor if figure else None,
        high=figure * factor if figure else None,
        grade=grade,
        theta_volume=gamma_ratio(rng),
        theta_response=gamma_ratio(rng),
        theta_resolution=gamma_ratio(rng),
        issue_shares=shares(rng, (0.25, 0.2, 0.2, 0.2, 0.15), 12),
        difficulty_shares=_three(shares(rng, (0.35, 0.4, 0.25), 15)),
        acknowledgement_share=0.85 if index % 4 == 1 else 0.0,
        deflection_share=0.45 if index % 5 == 3 else 0.08,
        two_way_share=rng.uniform(0.2, 0.9),
        unfounded_claim_share=0.4 if index % 5 == 2 else 0.06,
        removal_share=0.1 if index % 6 == 4 else 0.008,
        mean_stars=rng.uniform(2.2, 4.2),
    )


def _three(parts: tuple[float, ...]) -> tuple[float, float, float]:
    return parts[0], parts[1], parts[2]


def _layout(plan: Plan, rank: int) -> Layout:
    """Most brands are in the newest layout; the older ones go to brands of middle size, so that each is seen with enough cards."""
    if plan.country == "US":
        return "ccdb"
    return plan.rare_layout if rank == 2 else "2023" if rank in {1, 4} else "2026"


def aliases(name: str, index: int, country: str) -> tuple[str, ...]:
    """Other spellings of a name, the legal one first."""
    if country == "US":
        return (f"{name.upper()}{LEGAL_US[index % 5]}", name.replace("&", "and"), name.upper())
    return (f"{writing.upper(name)} {LEGAL_TR[index % 4]}", writing.plain(name), f"{name} A.Ş.")
