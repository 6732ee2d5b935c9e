"""One module a dimension: observed against expected, for one peer group at a time."""
