"""Room 1: from page to stored record."""
