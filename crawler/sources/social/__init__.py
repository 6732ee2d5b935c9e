"""Networks where people speak of brands: posts and comments, never complaint counts."""
