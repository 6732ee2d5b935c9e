"""Commands of the scoring room."""
