"""What the complaints of a brand or sector are about: groups by their distinctive words, named and quoted in their own words only."""
