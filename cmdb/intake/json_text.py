"""JSON as the standard has it: no NaN, no key twice in one object, no nesting without end."""

import json
import math
from typing import Any, NoReturn

from cmdb.intake.text import Unreadable


class _Refused(ValueError):
    """What the standard library would let pass."""


def value(text: str) -> Any:
    """Return the value that the text is. Raises Unreadable with line and column."""
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError as exc:
        raise Unreadable(f"is not JSON: {exc.msg}.", line=exc.lineno, column=exc.colno) from exc
    except RecursionError as exc:
        raise Unreadable("is nested too deeply.") from exc
    except _Refused as exc:
        raise Unreadable(str(exc)) from exc
    except ValueError as exc:  # an integer of more digits than Python converts
        raise Unreadable("holds a number that is too long.") from exc


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
