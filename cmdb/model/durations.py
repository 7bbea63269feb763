"""ISO 8601 durations of a fixed length: weeks, days, hours, minutes, seconds."""

import re

_DURATION = re.compile(
    r"P(?!$)(?:(\d{1,6}(?:\.\d{1,6})?)W)?(?:(\d{1,6}(?:\.\d{1,6})?)D)?"
    r"(?:T(?!$)(?:(\d{1,9}(?:\.\d{1,6})?)H)?(?:(\d{1,9}(?:\.\d{1,6})?)M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_UNITS_S = (604_800, 86_400, 3_600, 60, 1)


def seconds(duration: str) -> float:
    """Return the length of an ISO 8601 duration in seconds: `PT4H` → 14400.0.

    Raises ValueError, also for years and months, whose length depends on when they begin.
    """
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError("must be a duration such as PT4H, PT30M or P2D")
    return sum(
        float(amount) * unit
        for amount, unit in zip(found.groups(), _UNITS_S, strict=True)
        if amount is not None
    )
