"""`.env` and `env_file` as Compose reads them."""

import re
from collections import ChainMap
from collections.abc import Mapping

from importers.compose.interpolation import Interpolation, Malformed

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<key>[A-Za-z_][\w.-]*)[ \t]*
        (?:[=:][ \t]*(?:
            '(?P<literal>[^']*)'[ \t]*(?:\#.*)?
          | "(?P<quoted>(?:[^"\\]|\\.)*)"[ \t]*(?:\#.*)?
          | (?P<plain>[^\n]*)
        ))?$""",
    re.VERBOSE | re.MULTILINE,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def variables(text: str, environment: Mapping[str, str]) -> tuple[dict[str, str], list[int]]:
    """Return what the file sets, and the lines (from 1) that could not be understood.

    A value may use the environment and the lines above it. A name alone takes its value from
    the environment.
    """
    text = text.replace("\r\n", "\n")
    found: dict[str, str] = {}
    bad: list[int] = []
    outer = dict(environment)
    at = counted = 0
    number = 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].strip()
        match = _LINE.match(text, at)
        if line and not line.startswith("#"):
            try:
                _take(match, found, outer)
            except Malformed:
                number, counted = number + text.count("\n", counted, at), at
                bad.append(number)
        at = max(end, match.end() if match and not line.startswith("#") else 0) + 1
    return found, bad


def _take(match: re.Match[str] | None, found: dict[str, str], environment: dict[str, str]) -> None:
    if match is None:
        raise Malformed("not NAME=value")
    key = match["key"]
    known = ChainMap(environment, found)
    if match["literal"] is not None:
        found[key] = match["literal"]
    elif match["quoted"] is not None:
        raw = Interpolation(known).resolved(match["quoted"])
        found[key] = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), raw)
    elif match["plain"] is not None:
        plain = re.split(r"(?:^|\s)#", match["plain"], maxsplit=1)[0].strip()
        found[key] = Interpolation(known).resolved(plain)
    elif key in environment:
        found[key] = environment[key]
