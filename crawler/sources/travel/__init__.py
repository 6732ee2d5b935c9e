"""Places and journeys: a handful of reviews a place, through official keys."""
