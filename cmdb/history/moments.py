"""What people write for a moment: a revision's number, a time with its zone, a name, or `now`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cmdb.errors import Invalid, Problem

NOW = "now"
FORMS = "Say a revision (42), a time with its zone (2026-11-21T08:00:00Z) or a baseline's name."

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?![0-9])|(?![0-9A-Za-z-]))")
# The + before a zone becomes a blank in a URL where nobody escapes it.
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r"(?:([Zz])|([ +-])([0-9]{2}:[0-9]{2}))?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the three; none of them: now."""

    number: int | None = None
    at: datetime | None = None
    name: str | None = None


def moment(said: str) -> Moment:
    """Return what is meant. Raises Invalid for a time without zone, or what is none of them."""
    text = said.strip()
    if text == NOW:
        return Moment()
    if _NUMBER.fullmatch(text):
        return Moment(number=int(text))
    if _DATE.match(text):
        return Moment(at=_time(text))
    if not any(one.isalpha() for one in text):
        raise _wrong(f"{said!r} is no revision, time or baseline.", FORMS)
    return Moment(name=text)


def is_name(text: str) -> bool:
    """Tell whether `moment` would read this as a name."""
    try:
        return moment(text).name is not None
    except Invalid:
        return False


def _time(text: str) -> datetime:
    found = _TIME.fullmatch(text)
    if found is None:
        day = text[:10] if len(text) >= len("2026-11-21") else f"{text[:7]}-01"
        raise _wrong(
            f"{text!r} is not a whole time.", f"Say the time of day and the zone: {day}T00:00:00Z."
        )
    day, clock, zulu, sign, offset = found.groups()
    if zulu is None and offset is None:
        raise _wrong(
            f"{text!r} does not say in which zone.",
            f"For example {day}T{clock}Z in UTC, or {day}T{clock}+08:00.",
        )
    zone = "+00:00" if zulu else f"{'-' if sign == '-' else '+'}{offset}"
    try:
        return datetime.fromisoformat(f"{day}T{clock}{zone}").astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise _wrong(f"{text!r} is no time: there is no such day or hour.", FORMS) from exc


def _wrong(detail: str, remedy: str) -> Invalid:
    return Invalid(detail, remedy=remedy, problems=[Problem("at", detail)])
