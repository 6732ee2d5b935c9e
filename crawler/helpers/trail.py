"""Records that lie on several pages: from the list through a record's own page to the last page of its replies."""

from crawler.page import Page


def handed_on(page: Page, **more: str) -> dict[str, str]:
    """The context for an ask that leads from a page to a record's own: what it knows, and `more`; not its number in the list."""
    return {name: value for name, value in page.context.items() if name != "page"} | more


def trail(page: Page, **alike: str) -> list[Page]:
    """This page and those before it whose context says the same of `alike`, the first one first."""
    pages = [page]
    while (before := pages[0].parent) is not None and alike.items() <= dict(before.context).items():
        pages.insert(0, before)
    return pages
