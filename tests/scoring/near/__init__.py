"""Near copies."""
