"""Errors of the hearth: what a person reads when input or storage is wrong."""


class StoreError(Exception):
    """Base of everything the store refuses."""


class InputError(StoreError):
    """Input that cannot be taken: names the file, the line and the field, and says what was expected."""

    def __init__(self, problem: str, *, file: str = "", line: int = 0, field: str = "") -> None:
        self.problem, self.file, self.line, self.field = problem, file, line, field
        place = ":".join(str(part) for part in (file, line or "") if part)
        super().__init__(": ".join(part for part in (place, field, problem) if part))


class SetupError(StoreError):
    """The set-up is not as it must be: says what is missing and which command mends it."""


class ConflictError(StoreError):
    """What is asked for does not go with how things stand now: says how they stand."""
