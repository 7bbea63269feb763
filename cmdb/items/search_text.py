"""The text by which a CI is found: name, identifiers and attributes, folded for comparison."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from opencc import OpenCC

# A TEXT index refuses values over 32 kB; in UTF-8 a folded character takes at most four bytes.
_MOST = 8_000
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNSEARCHED = frozenset({"id", "class", "lifecycle", "quorum", "criticality", "environment"})


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def folded(text: str) -> str:
    """Return text as it is compared: compatibility forms and case folded, Chinese simplified."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return str(_simplified().convert(plain)) if _HAN.search(plain) else plain


def search_text(facts: Mapping[str, Any]) -> str:
    """Return what a search looks in: the name first, one value a line, at most 8,000 characters."""
    text = "\n".join((facts["name"], *_values(facts)))
    return folded(text[:_MOST])[:_MOST]


def _values(facts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        if name in _UNSEARCHED or name == "name":
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value
        elif isinstance(value, int) and not isinstance(value, bool):
            yield str(value)
