"""How often a thing holds in each of many questions, counted for all of them at once."""

from collections.abc import Iterable

import numpy as np


class Tally:
    """A count for each question. A mask says in which questions a thing holds: bit by bit.

    The counts stand sideways: `digits[i]` holds the i-th binary digit of every question's count,
    so that adding a mask is the addition of one bit to all of them (carry-save, as in a bitslice
    adder), two operations on whole masks on average.
    """

    __slots__ = ("digits",)

    def __init__(self, masks: Iterable[int] = ()) -> None:
        self.digits: list[int] = []
        for mask in masks:
            self.add(mask)

    def add(self, mask: int) -> None:
        digits = self.digits
        for at, digit in enumerate(digits):
            if not mask:
                return
            digits[at] = digit ^ mask
            mask &= digit
        if mask:
            digits.append(mask)

    def at_least(self, number: int) -> int:
        """Return in which questions the count is that number or more; `number` is 1 or more."""
        more, equal = 0, -1
        for at in range(max(len(self.digits), number.bit_length()) - 1, -1, -1):
            digit = self.digits[at] if at < len(self.digits) else 0
            if number >> at & 1:
                equal &= digit
            else:
                more |= equal & digit
                equal &= ~digit
        return more | equal if self.digits else 0

    def counts(self, width: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Return the count of each of the first `width` questions."""
        found = np.zeros(width, dtype=np.int64)
        for at, digit in enumerate(self.digits):
            found += bits(digit, width).astype(np.int64) << at
        return found


def bits(mask: int, width: int) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Return the first `width` bits of a mask, the lowest first."""
    data = mask.to_bytes((width + 7) // 8, "little")
    return np.unpackbits(np.frombuffer(data, dtype=np.uint8), count=width, bitorder="little")


def ones(mask: int) -> list[int]:
    """Return the numbers of the questions in which it holds, ascending."""
    found: list[int] = np.flatnonzero(bits(mask, mask.bit_length())).tolist()
    return found


def at_least(number: int, masks: list[int]) -> int:
    """Return in which questions at least so many of the masks hold; `number` is 1 or more."""
    if len(masks) < number:
        return 0
    if number == 1:
        found = 0
        for mask in masks:
            found |= mask
        return found
    if number == len(masks):
        found = masks[0]
        for mask in masks:
            found &= mask
        return found
    return Tally(masks).at_least(number)
