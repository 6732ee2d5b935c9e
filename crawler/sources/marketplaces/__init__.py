"""Shops where customers rate what they bought."""
