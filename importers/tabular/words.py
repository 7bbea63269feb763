"""What a word in a header or a cell means, from `words.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from importers.tabular.tables import apart, folded


def meaning(header: str) -> str | None:
    """Return what a column of this name holds: an attribute, or one of the `@` words.

    What stands in brackets (a unit) is not part of the name.
    """
    known = _turned("headers")
    bare = without_brackets(header)
    for name in (header, bare, apart(bare)):
        # ServiceNow puts `u_` before columns that its users add.
        if found := known.get(folded(name).removeprefix("u ")):
            return found
    return None


def without_brackets(header: str) -> str:
    """Return a header up to what stands in brackets behind it."""
    return header.replace("（", "(").replace("[", "(").partition("(")[0]


def class_of(word: str) -> str | None:
    """Return the class that a word means, None where it means none."""
    known = _turned("classes")
    plain = folded(word).removeprefix("cmdb ci ")  # as ServiceNow calls its classes
    return known.get(plain) or known.get(folded(apart(word)))


def kind_of(word: str) -> str | None:
    """Return the kind of device that a word for a class says besides."""
    return _turned("kinds").get(folded(word))


def value_of(attribute: str, word: str) -> str | None:
    """Return the value that a word means for an attribute with a list of values."""
    found: Mapping[str, str] = _values().get(attribute, {})
    return found.get(folded(word))


def told_by(header: str) -> str | None:
    """Return the class whose lists alone have such a column."""
    return _turned("tells").get(folded(apart(without_brackets(header))))


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@cache
def _turned(section: str) -> Mapping[str, str]:
    return _by_word(_said()[section])


@cache
def _values() -> Mapping[str, Mapping[str, str]]:
    return {name: _by_word(listed) for name, listed in _said()["values"].items()}


def _by_word(listed: Mapping[str, list[str]]) -> Mapping[str, str]:
    return {folded(word): meant for meant, words in listed.items() for word in words}
