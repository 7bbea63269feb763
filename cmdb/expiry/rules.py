"""How far ahead somebody looks, and when something has ended. The time is an argument."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from cmdb.errors import Invalid, Problem

_SHORT = re.compile(r"([0-9]{1,5})\s*([dwmy])", re.IGNORECASE | re.ASCII)
_ISO = re.compile(
    r"P(?!$)(?:([0-9]{1,5})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,5})D)?"
    r"(?:T(?!$)(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?",
    re.ASCII,
)
_FORMS = "Say 30d, 2w, 6m or 1y, or P30D."
_MOST_YEARS = 100
_MONTHS = 12


def until(now: datetime, within: str) -> datetime:
    """Return the moment so far from now: `30d`, `2w`, `6m` (months), `1y`, or ISO 8601 (`P6M`).

    A month later is the same day of that month, or its last. Raises Invalid for anything else, and
    for more than a hundred years.
    """
    text = within.strip()
    short, long = _SHORT.fullmatch(text), _ISO.fullmatch(text.upper())
    if short is not None:
        amount, unit = int(short[1]), short[2].lower()
        months = amount * {"m": 1, "y": _MONTHS}.get(unit, 0)
        span = timedelta(days=amount * {"d": 1, "w": 7}.get(unit, 0))
    elif long is not None:
        years, more, weeks, days, *times = (int(part or 0) for part in long.groups())
        months = years * _MONTHS + more
        hours, minutes, seconds = times
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    else:
        raise _wrong(f"{within!r} is no time to look ahead.")
    if months > _MOST_YEARS * _MONTHS or span.days > _MOST_YEARS * 366:
        raise _wrong(f"{within!r} is more than {_MOST_YEARS} years.")
    return _later(now, months) + span


def _later(now: datetime, months: int) -> datetime:
    year, month = divmod(now.month - 1 + months, _MONTHS)
    last = monthrange(now.year + year, month + 1)[1]
    return now.replace(year=now.year + year, month=month + 1, day=min(now.day, last))


def days_left(ends: str, now: datetime) -> int:
    """Return how many days from today to the day that it ends, negative after it."""
    return (_moment(ends).date() - now.astimezone(UTC).date()).days


def has_ended(ends: str, now: datetime) -> bool:
    """Tell whether it is over: a time when it has come, a last day when the day is over."""
    if _is_day(ends):
        return days_left(ends, now) < 0
    return _moment(ends) <= now


def _moment(ends: str) -> datetime:
    found = datetime.fromisoformat(ends)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_day(ends: str) -> bool:
    return "T" not in ends


def _wrong(fact: str) -> Invalid:
    return Invalid(fact, remedy=_FORMS, problems=[Problem("within", "is no time to look ahead")])
