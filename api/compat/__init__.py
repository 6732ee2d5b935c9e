"""Other people's interfaces over our records, kept out of the core."""
