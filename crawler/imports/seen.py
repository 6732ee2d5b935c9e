"""What stood in a file before, and where: kept on disk, so that a file of any length fits into any machine."""

import hashlib
import sqlite3


class Seen:
    """Keys with the line they first stood in, in a temporary SQLite file that is gone with the object."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, line INTEGER, times INTEGER) WITHOUT ROWID")
        self.database.execute("BEGIN")

    def first(self, key: str, line: int) -> int:
        """The line a key first stood in: `line` itself when it is new."""
        return self._put(key, line)[0]

    def times(self, key: str, line: int) -> int:
        """How often a key stood in the file up to and with this line."""
        return self._put(key, line)[1]

    @staticmethod
    def digest(key: str) -> str:
        """SHA-256 of a key."""
        return hashlib.sha256(key.encode()).hexdigest()

    def _put(self, key: str, line: int) -> tuple[int, int]:
        row: tuple[int, int] = self.database.execute(
            "INSERT INTO seen VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING line, times",
            (bytes.fromhex(self.digest(key)), line),
        ).fetchone()
        return row

    def close(self) -> None:
        """Give the temporary file back."""
        self.database.close()
