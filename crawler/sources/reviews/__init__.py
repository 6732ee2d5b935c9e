"""Review sites: what customers say of a firm, in stars and words."""
