"""Files into the store: official tables, customer bases and anybody's own records. A file is stored whole or not at all."""
