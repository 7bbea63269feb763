"""Which places of a list hold this text? Twelve bytes an entry, where a dict takes a hundred."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np


class Names:
    """An index over texts that need not be unique."""

    __slots__ = ("_hashes", "_places", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)  # a tuple of texts is nothing to the garbage collector
        hashes = np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))
        order = np.argsort(hashes, kind="stable")
        self._hashes = array("q", hashes[order].tobytes())
        self._places = array("i", order.astype(np.int32).tobytes())

    def places(self, text: str) -> list[int]:
        """Return the places that hold exactly this text, ascending."""
        wanted = hash(text)
        found = []
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            place = self._places[at]
            if self.texts[place] == text:
                found.append(place)
            at += 1
        return found
