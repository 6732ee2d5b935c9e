"""Names of firms in files and texts: books of brands, spellings made for learning, brands a text mentions. `store.names` compares."""
