"""Help desks of the operator's own: tickets for a brand's audit, never public."""
