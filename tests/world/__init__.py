"""A simulated complaint world with known truth, served over real HTTP in each platform's own layout."""
