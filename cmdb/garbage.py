"""Python's collector of circular garbage, told to look seldom."""

import gc

_NEW = 50_000
"""So many more objects than were given up, before it looks: the work of some milliseconds."""


def seldom() -> None:
    """Have it pass over all that there is by now, and look at what is new less often.

    What is there lives as long as the process. Of what comes, next to nothing is circular: rows,
    answers and events go when nobody holds them. By default it looks every 700 objects, and each
    time also at much that is old: a twelfth of an import's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW)
