"""Values: from what people and programs write to what the store holds.

The store holds strings, integers, floats, booleans and lists of strings. A check returns the value
in that form, None for an empty one (not set), or raises Unfit with the reason. One check is
made per attribute, once: a bulk load asks it a million times.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

from cmdb.model.attributes import Attribute
from cmdb.model.durations import seconds

Check = Callable[[Any], Any]


class Unfit(ValueError):
    """A value does not fit its attribute; the message is the reason."""


_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FORBIDDEN_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MOST_ITEMS = 1_000
_SHOWN = 60
_INT64 = 2**63


def check_of(attribute: Attribute) -> Check:
    """Return the check of an attribute's values."""
    if attribute.type in _PLAIN:
        return _PLAIN[attribute.type]
    if attribute.type == "integer":
        return _within(_integer, attribute)
    if attribute.type == "number":
        return _within(_number, attribute)
    return _strings(attribute) if attribute.type == "strings" else _string(attribute)


def _string(attribute: Attribute) -> Check:
    if attribute.enum is not None:
        return _one_of(attribute.enum)
    most = attribute.most_characters
    text = attribute.type == "text"
    matches = re.compile(attribute.pattern).fullmatch if attribute.pattern else None

    def check(value: Any) -> str | None:
        # The everyday case first: exactly a str, printable, short, nothing to strip.
        if type(value) is not str:
            raise Unfit(_no_text(value))
        if not value.isprintable():
            _printable(value, text=text)
        value = value.strip()
        if len(value) > most:
            raise Unfit(f"has {len(value):,} characters; at most {most:,} fit")
        if matches is not None and value and not matches(value):
            raise Unfit(f"{_short(value)} does not match {attribute.pattern}")
        return value or None

    return check


def _one_of(allowed: tuple[str, ...]) -> Check:
    # Looked up by value and given back as our own string: a million rows share seven strings.
    known: dict[Any, str | None] = {a: a for a in allowed} | {"": None}

    def check(value: Any) -> str | None:
        try:
            return known[value]
        except (KeyError, TypeError):
            raise Unfit(f"{_short(value)} is none of {', '.join(allowed)}") from None

    return check


def _strings(attribute: Attribute) -> Check:
    check_item = _string(attribute)

    def check(value: Any) -> list[str] | None:
        if not isinstance(value, (list, tuple)):
            raise Unfit(f"must be a list of strings, not {_kind(value)}")
        if len(value) > _MOST_ITEMS:
            raise Unfit(f"has {len(value):,} items; at most {_MOST_ITEMS:,} fit")
        items = dict.fromkeys(check_item(item) for item in value)
        return [item for item in items if item is not None] or None

    return check


def _printable(value: str, *, text: bool) -> None:
    found = (_FORBIDDEN_IN_TEXT if text else _FORBIDDEN).search(value)
    if found:
        raise Unfit(f"holds the control character U+{ord(found.group()):04X}")


def _integer(value: Any) -> int:
    if type(value) is not int:
        raise Unfit(f"must be a whole number, not {_kind(value)}")
    if not -_INT64 <= value < _INT64:
        raise Unfit("is a larger number than the store can hold (64 bits)")
    return value


def _number(value: Any) -> float:
    if type(value) is float:
        number = value
    elif type(value) is int:
        number = float(value) if abs(value) < _INT64 else math.inf
    else:
        raise Unfit(f"must be a number, not {_kind(value)}")
    if not math.isfinite(number):
        raise Unfit("must be a finite number")
    return number


def _within(check_number: Check, attribute: Attribute) -> Check:
    least = -math.inf if attribute.minimum is None else attribute.minimum
    most = math.inf if attribute.maximum is None else attribute.maximum

    def check(value: Any) -> Any:
        number = check_number(value)
        if least <= number <= most:
            return number
        if number < least:
            raise Unfit(f"must be at least {least:g}, not {number:g}")
        raise Unfit(f"must be at most {most:g}, not {number:g}")

    return check


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise Unfit(f"must be true or false, not {_kind(value)}")
    return value


def _date(value: Any) -> str | None:
    if value == "":
        return None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    try:
        return dt.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Unfit(f"must be a date such as 2027-01-31, not {_short(value)}") from None


def _datetime(value: Any) -> str | None:
    """What names no offset is taken for UTC; a date for its first moment."""
    if value == "":
        return None
    try:
        moment = _moment(value).astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        raise Unfit(f"must be a time such as 2027-01-31T10:00:00Z, not {_short(value)}") from None
    return moment.isoformat().replace("+00:00", "Z")


def _moment(value: Any) -> dt.datetime:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


def _duration(value: Any) -> str | None:
    if value == "":
        return None
    if not isinstance(value, str):
        raise Unfit(f"must be a duration such as PT4H, not {_kind(value)}")
    duration = value.strip().upper()
    try:
        seconds(duration)
    except ValueError as exc:
        raise Unfit(f"{exc}, not {quoted(value)}") from None
    return duration


_PLAIN: dict[str, Check] = {
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "duration": _duration,
}


def _no_text(value: Any) -> str:
    quoted = isinstance(value, (int, float, dt.date))
    return f"must be a string, not {_kind(value)}" + ("; put it in quotes" if quoted else "")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, (int, float, dt.date)):
        return _short(value)
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"


def _short(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else str(value)[:_SHOWN]


def quoted(text: str) -> str:
    """Return a text as an error shows it: cut where it is long, escaped where it cannot be seen."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"'{cut}'" if cut.isprintable() else ascii(cut)
