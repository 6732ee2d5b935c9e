"""Commands of the hearth."""
