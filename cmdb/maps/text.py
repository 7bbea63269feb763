"""Names in pictures: what no format can hold, how wide a text is, how a long one is cut."""

import re
import unicodedata
from functools import lru_cache

# What XML 1.0 forbids (its production Char), lone surrogates among it; and the carriage return.
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Blanks of all kinds; and what would turn or break the line that it stands in.
_BLANKS = re.compile("[\\s\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WIDTHS = (
    (frozenset("ijl.,:;'|!·`"), 0.34),
    (frozenset('frtI()[]{}/\\-" '), 0.43),
    (frozenset("mwMW@%…—"), 0.98),
)
# Measured at a wide font (DejaVu Sans): in a narrower one there is some air.
_WIDE, _UPPER, _DIGIT, _OTHER = 1.0, 0.72, 0.64, 0.61
BOLD = 1.1
"""So much wider is a bold text: multiply its size by it."""
_HEAD = 0.6


def clean(text: str) -> str:
    """Return the text with U+FFFD in place of what XML forbids; line ends are line feeds."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return the text as it stands in a label: cleaned, on one line, left to right as it is read."""
    return _BLANKS.sub(" ", _TURNS.sub("", clean(text))).strip()


def width(text: str, size: float) -> float:
    """Return about how wide a text is in a sans-serif font of that size, in its unit.

    Chinese, Japanese and Korean characters are a whole em wide (Unicode, UAX 11).
    """
    return size * sum(map(_em, text))


@lru_cache(maxsize=8_192)
def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    for characters, em in _WIDTHS:
        if character in characters:
            return em
    if character.isupper():
        return _UPPER
    return _DIGIT if character.isdigit() else _OTHER


def cut(text: str, room: float, size: float) -> str:
    """Return the text, or its beginning and end with … between: alike names differ at their ends."""
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    head = _fitting(text, room * _HEAD, size)
    tail = _fitting(text[: len(head) - 1 : -1], room - width(head, size), size)[::-1]
    while tail and not _em(tail[0]):
        tail = tail[1:]
    return f"{head.rstrip()}…{tail.lstrip()}"


def _fitting(text: str, room: float, size: float) -> str:
    taken = 0.0
    for at, character in enumerate(text):
        taken += _em(character) * size
        if taken > room:
            return text[:at]
    return text
