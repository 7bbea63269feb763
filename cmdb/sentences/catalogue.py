"""The messages of one language, from its catalogue: a .po file that any translator's tool edits."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "en", "zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}
"""Catalogue → the tag (BCP 47) by which people ask for it."""

_FSI, _PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
# Control characters, line ends, and what embeds, overrides or isolates directions.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# Letters of some scripts, and emoji, are not themselves without them.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"


class Words:
    """What a language says. Names given to it are values: whatever they hold is never a format."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._messages = _messages(language)

    @property
    def tag(self) -> str:
        return LANGUAGES[self.language]

    def knows(self, key: str) -> bool:
        return self._messages.gettext(key) != key

    def say(self, key: str, **values: object) -> str:
        """Return the message. Raises KeyError where there is none, or a value for it is missing."""
        return self._found(self._messages.gettext(key), key).format_map(values)

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the message for so many; it may name the number as {n}."""
        found = self._found(self._messages.ngettext(key, key, n), key)
        return found.format_map({"n": n, **values})

    def listed(self, texts: Iterable[str]) -> str:
        """Return the texts as one: a, b and c."""
        return format_list(list(texts), locale=self.language)

    @staticmethod
    def _found(message: str, key: str) -> str:
        if message == key:
            raise KeyError(key)
        return message


@cache
def words(language: str) -> Words:
    """Return the words of a language of `LANGUAGES`."""
    return Words(language)


def _messages(language: str) -> GNUTranslations:
    source = files("cmdb.sentences") / "catalogues" / f"{language}.po"
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def shown(name: str) -> str:
    """Return a name as it may stand in a sentence: on one line, and unable to turn it round.

    What is not seen is written as its code; a name with letters that run from right to left is
    isolated from what stands beside it (Unicode, UAX 9).
    """
    visible = "".join(_visible(c) for c in name)
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in visible):
        return f"{_FSI}{visible}{_PDI}"
    return visible


def _visible(character: str) -> str:
    if character in _JOINERS:
        return character
    if unicodedata.category(character) in _HIDDEN:
        return character.encode("unicode_escape", "backslashreplace").decode("ascii")
    return character
