"""Pages that somebody saved lead nowhere: what they do not hold is not asked for."""

from crawler.page import Page


def is_saved(page: Page) -> bool:
    """Whether a page was read from a file: then it carries whom it is about as its operator said it, and no ask of ours."""
    return "target" in page.context
