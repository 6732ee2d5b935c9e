"""Sources published by an authority."""
