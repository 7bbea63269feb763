"""JSON as the standard has it: no NaN, no key twice in one object, no nesting without end."""

import json
import math
import re
from typing import Any, NoReturn

from cmdb.intake.text import Unreadable


class _Refused(ValueError):
    """What the standard library would let pass."""


def value(text: str, *, mend: bool = True) -> Any:
    """Return the value that the text is. Raises Unreadable with line and column.

    Half of a character (`\\ud83d` alone, where a program cut an emoji in two) becomes U+FFFD: no
    database and no answer could hold it. Without `mend` only names in objects are mended, so that
    the reader can tell where a text holds one.
    """
    try:
        found = _decoder.decode(text)
    except json.JSONDecodeError as exc:
        raise Unreadable(f"is not JSON: {exc.msg}.", line=exc.lineno, column=exc.colno) from exc
    except RecursionError as exc:
        raise Unreadable("is nested too deeply.") from exc
    except _Refused as exc:
        raise Unreadable(str(exc)) from exc
    except ValueError as exc:  # an integer of more digits than Python converts
        raise Unreadable("holds a number that is too long.") from exc
    return _mended(found, texts=mend) if _ESCAPED_HALF.search(text) else found


_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")


def _mended(value: Any, *, texts: bool) -> Any:
    """Return the value with whole characters only; its depth is what the decoder let pass."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value) if texts else value
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        one = waiting.pop()
        for key in list(one) if isinstance(one, dict) else range(len(one)):
            inner = one[key]
            if isinstance(inner, dict | list):
                waiting.append(inner)
            elif texts and isinstance(inner, str):
                one[key] = _HALF.sub("\ufffd", inner)
        if isinstance(one, dict) and any(_HALF.search(key) for key in one):
            kept = {_HALF.sub("\ufffd", key): inner for key, inner in one.items()}
            one.clear()
            one.update(kept)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f'the name "{twice}" stands twice in one object.')
    return result


def _number(digits: str) -> float:
    result = float(digits)
    if math.isfinite(result):
        return result
    raise _Refused(f"the number {digits[:40]} is out of range.")


def _constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is no JSON number.")


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_constant=_constant
)
