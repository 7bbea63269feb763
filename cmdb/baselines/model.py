"""A revision with a name."""

import unicodedata
from dataclasses import dataclass

from cmdb.errors import Invalid, Problem
from cmdb.history.moments import NOW, is_name

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Baseline:
    """`revision` is what the name means and `at` when that was made; `actor` named it."""

    name: str
    revision: int
    actor: str
    created_at: str
    reason: str | None = None
    at: str | None = None


def name(given: str) -> str:
    """Return the name as it is kept. Raises Invalid for one that could be a number or a time."""
    kept = unicodedata.normalize("NFC", given.strip())
    reason = ""
    if not kept or len(kept) > _LONGEST or not kept.isprintable():
        reason = f"must be 1 to {_LONGEST} printable characters"
    elif kept.casefold() == NOW:
        reason = "means the newest revision, always"
    elif not is_name(kept):
        reason = "looks like a revision or a time"
    elif "/" in kept or kept in (".", ".."):
        reason = "must not hold a slash"
    if reason:
        raise Invalid(
            f"{given!r} is no name for a baseline: it {reason}.",
            remedy="For example before-migration or 2026-Q3.",
            problems=[Problem("name", reason)],
        )
    return kept
