"""Room 3: reads a published release and answers questions about it, as JSON, CSV, charts and pages."""
