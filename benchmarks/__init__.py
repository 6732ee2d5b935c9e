"""Speed as ratios: each benchmark measures a named peer or a floor in the same run, alternating, and says what it met."""
