"""Signs on records: each a small function with a number and a reason in words. None is a verdict; the same rules hold for praise and blame."""
