"""What Trustpilot's API and its pages say in the same words."""

from crawler.helpers.notes import note
from crawler.page import Page
from store.vocabulary import Level

PERMALINK = "https://www.trustpilot.com/reviews/"
_LEVELS = {"", "invited", "verified", "not-verified", "redirected"}
_INVITATIONS = {"AFSv1", "AFSv2", "BasicLink", "InvitationApi", "InvitationLinkApi"}


def level(page: Page, said: str) -> str:
    """A verification level as it is. Trustpilot's list is not closed: a new one is kept and noted."""
    if said not in _LEVELS:
        note(page, "unknown_value", f"verification level {said!r} is not known", level=Level.WARNING)
    return said


def is_invited(verified: str, came_by: str) -> bool | None:
    """Whether the firm chose whom to ask; None where neither the level nor the way the review came in tells.

    Automatic invitations (AFS) end as "verified", not as "invited": the way in tells more than the level.
    """
    if verified == "invited" or came_by in _INVITATIONS:
        return True
    return False if came_by == "Organic" or verified == "not-verified" else None
