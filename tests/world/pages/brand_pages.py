"""Pages about brands rather than complaints: the list of all brands, a brand's report, what is left of a withdrawn complaint."""

from collections.abc import Sequence

from tests.world.pages.parts import Facts, frame, thousands
from tests.world.shapes import Brand


def brand_list(rows: Sequence[tuple[Brand, Facts]], page: int, pages: int, host: str) -> str:
    """One page of `/tum-markalar`."""
    items = "".join(
        f'<div class="brand-rate"><a href="/{brand.slug}"><span class="brand-name">{brand.name}</span></a><div class="rate-num"><span>{"-" if facts.rating is None else facts.rating}</span></div>'
        f'<span class="without-brackets">{thousands(facts.total)}</span></div>'
        for brand, facts in rows
    )
    links = "".join(
        f'<li><a class="page" href="/tum-markalar{f"?page={n}" if n > 1 else ""}">{n}</a></li>'
        for n in range(1, pages + 1)
    )
    return frame(
        "Tüm Markalar - Şikayetvar",
        f"http://{host}/tum-markalar",
        f'<main>{items}</main><ul class="pagination-list">{links}</ul>',
    )


def report(brand: Brand, facts: Facts, host: str) -> str:
    """`/{brand}/{brand}-marka-karnesi`."""
    counts = (thousands(facts.replied), thousands(facts.total), "-", span(facts.reply_seconds))
    body = "".join(f'<div class="data-count"><p>{count}</p></div>' for count in counts)
    return frame(
        f"{brand.name} Marka Karnesi",
        f"http://{host}/{brand.slug}/{brand.slug}-marka-karnesi",
        f"<main><h1>{brand.name} Marka Karnesi</h1>{body}</main>",
    )


def span(seconds: int | None) -> str:
    """ "5sa 12dk 3sn", or "-"."""
    return "-" if seconds is None else f"{seconds // 3600}sa {seconds // 60 % 60}dk {seconds % 60}sn"


def withdrawn(host: str, path: str) -> str:
    """What a complaint's address answers after its author took it back: no h1."""
    return frame("Şikayetvar", f"http://{host}{path}", "<main><p>Şikayet yayından kaldırılmış</p></main>")


def unknown_layout(path: str) -> str:
    """A redesign nobody told us about: the words are there, nothing else is."""
    return frame(
        "Şikayetvar",
        path,
        '<div id="app"><x-story-list data-v="7"><x-story>Yeni tasarım</x-story></x-story-list></div>',
    )
