"""Room 2: from stored records to explained numbers. Pure: clock, seed and settings are arguments."""
