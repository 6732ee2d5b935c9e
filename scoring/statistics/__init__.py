"""Pure functions over arrays: no clock, no environment, no file, and no random number without a seed.

The formulas and their sources are in docs/method; SPEC-n in a docstring is the rule of that number there.
"""
