"""Who speaks: the firm's own accounts, as its operator names them beside what to look for ("acme kargo @acme_destek")."""

from crawler.page import Page
from store.vocabulary import Speaker


def wanted(at: str) -> tuple[str, str]:
    """What to look for, and the firm's own accounts in lower case: "acme kargo @Acme" -> ("acme kargo", "acme")."""
    words = at.split()
    own = [word[1:].lower() for word in words if word.startswith("@") and len(word) > 1]
    return " ".join(word for word in words if not word.startswith("@")), " ".join(own)


def voices_of(page: Page) -> str:
    """The firm's own accounts as the ask of a page carries them; those of a saved page stand in what its operator named."""
    return page.context.get("voices") or wanted(page.context.get("target", ""))[1]


def speaker(name: str, *, voices: str, author: str, is_bot: bool = False) -> Speaker:
    """Whose voice an answer is: one of the firm's accounts (`voices`, by blanks), a machine's, the author's own, or another's."""
    if name and name.lower() in voices.split():
        return Speaker.BRAND
    if is_bot:
        return Speaker.BOT
    return Speaker.CUSTOMER if name and name == author else Speaker.OTHER
