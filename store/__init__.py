"""The hearth: what a record is and where it is kept. Imports nothing of the house."""
