"""How often Python looks for garbage that holds on to itself. Pages make hundreds of objects each, and hardly any such garbage."""

import gc

EVERY = 20_000
"""Objects: the usual 700 make it look twice a page, over all that was imported again and again."""


def seldom() -> None:
    """Look more rarely from now on, and no more at what is there already."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(EVERY, 20, 100)
