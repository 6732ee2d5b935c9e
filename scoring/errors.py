"""Every error that the scoring room raises on purpose."""


class ScoringError(ValueError):
    """Input that cannot be scored; the message names the value and where it stands."""
