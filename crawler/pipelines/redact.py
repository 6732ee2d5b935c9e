"""Personal data out of a text, before it is stored: the pipeline's way into `store.redaction`, which every output shares."""

from store.redaction import VERSION, redact, redact_label

__all__ = ["VERSION", "redact", "redact_label"]
