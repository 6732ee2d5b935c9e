"""Which texts are nearly the same: signatures, candidates, clusters. Pure functions over Arrow text, the same on every machine."""
