"""From a source's record to a stored row: redact, pseudonymise, identify, keep, count. One job each, for crawls and imports alike."""
