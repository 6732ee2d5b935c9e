"""docs/sources.md, made of the declarations: what each source is, under which terms, what is personal, what nobody knows."""

from collections.abc import Iterable, Iterator

from crawler.source import SOURCES, Source, Vanishes
from store.vocabulary import SampleKind, Tier

HEAD = """# The sources

Made by `terazi sources --markdown > docs/sources.md` from the declarations under `crawler/sources/`; do not edit.
Whatever the tier, robots.txt is read first and decides (but for interfaces under a key's own terms), and a source that is off asks
nothing until its operator adds it to `allow`. Saved pages of any source of records can be read without a request (`--from-files`);
saved tables of figures come in by `terazi import`.
"""
TIERS = {
    Tier.A: "on by default",
    Tier.B: "public pages; robots.txt and a slow pace decide",
    Tier.C: "needs a key or an account of the operator's own",
    Tier.D: "unofficial or closed: off, saved pages and imports only",
}
ENDS = {
    Vanishes.ASKED: "each record is asked for at its own address when it is due (1 h, 1 d, 7 d, 30 d, 90 d, then by survival)",
    Vanishes.MISSED: "absent from a walk over everything, at least every 7 days",
    Vanishes.NEVER: "not at all: what is shown is a sample, or a file",
}
SAMPLES = {
    SampleKind.FULL: "all records",
    SampleKind.TOP: "a chosen few: no volume",
    SampleKind.NEWEST_N: "only the newest: no volume",
    SampleKind.OWN_ACCOUNT: "all records of the operator's own account",
}


def as_markdown() -> str:
    """The whole page: a table of all sources, then one part for each, by name of the source."""
    parts = [HEAD, "\n".join(_table(SOURCES.values())), *("\n".join(_part(source)) for source in SOURCES.values())]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(sources: Iterable[Source]) -> Iterator[str]:
    yield "| source | kind | tier | on | keys | sample | ends noticed |"
    yield "|---|---|---|---|---|---|---|"
    for source in sources:
        on = "off" if source.is_off else "on"
        keys = ", ".join(f"`{key}`" for key in source.keys) or "-"
        name = f"[{source.source_id}](#{source.source_id})"
        yield f"| {name} | {_cell(source.kind)} | {source.tier} | {on} | {keys} | {source.sample_kind} | {source.vanishes} |"


def _part(source: Source) -> Iterator[str]:
    yield f"## {source.source_id}"
    yield (
        f"**{source.name}**: {source.kind}. <{source.homepage}>"
        if source.homepage
        else f"**{source.name}**: {source.kind}."
    )
    yield ""
    for name, value in _facts(source):
        yield f"- **{name}**: {value}"


def _facts(source: Source) -> Iterator[tuple[str, str]]:
    yield "tier", f"{source.tier}, {TIERS[source.tier]}{'; off until an operator turns it on' if source.is_off else ''}"
    yield "terms", source.terms
    yield "licence", source.licence
    if source.keys or source.maybe_keys:
        needed, may = (", ".join(f"`{key}`" for key in keys) for keys in (source.keys, source.maybe_keys))
        yield "keys", "; ".join([*([f"needed: {needed}"] if needed else []), *([f"may be set: {may}"] if may else [])])
    if source.targets:
        yield "must be told", source.targets
    yield "shows", f"{SAMPLES[source.sample_kind]} (`{source.sample_kind}`)"
    yield "personal", "; ".join(source.personal) or "nothing"
    yield "unknown", "; ".join(source.unknown) or "nothing that we know of"
    yield "conflicts of interest", "; ".join(source.conflicts) or "no sign in the data"
    yield (
        "politeness",
        f"{source.delay_s:g} s between two requests, {source.block_pause_s / 60:g} min after a refusal; {_robots(source)}",
    )
    yield "retention", f"raw pages {source.retention_days} days; {_texts(source)}"
    yield "an end is noticed", ENDS[source.vanishes]
    yield "parser", f"`{source.parser_version}`; times in {source.time_zone}"


def _texts(source: Source) -> str:
    if source.text_hours is None:
        return "texts as long as their source shows them"
    return f"texts {source.text_hours} hours after they were last read, then deleted (`terazi archive prune`, every hour); in no release"


def _robots(source: Source) -> str:
    if source.answers == "file" and not source.bases:
        return "no web page is asked"
    return (
        "an interface under a key's own terms: robots.txt has no say"
        if source.is_by_contract
        else "robots.txt obeyed, fail closed"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
