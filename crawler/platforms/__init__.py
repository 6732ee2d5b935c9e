"""What sources of one maker share."""
