"""Forums and dictionaries of opinion: many voices on one topic."""
