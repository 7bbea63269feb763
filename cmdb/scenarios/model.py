"""A question with a name, kept to be asked again."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmdb.errors import Invalid, Problem

MOST = 1_000
"""How many are kept."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Scenario:
    """`question` is as `POST /api/v1/impact` takes it. `owner` saved it first."""

    name: str
    question: Mapping[str, Any]
    owner: str
    created_at: str
    changed_by: str
    changed_at: str
    reason: str | None = None


def name(given: str) -> str:
    """Return the name as it is kept. Raises Invalid."""
    kept = unicodedata.normalize("NFC", given.strip())
    reason = ""
    if not kept or len(kept) > _LONGEST or not kept.isprintable():
        reason = f"must be 1 to {_LONGEST} printable characters"
    elif "/" in kept or kept in (".", ".."):
        reason = "must not hold a slash"
    if reason:
        raise Invalid(
            f"{given!r} is no name for a scenario: it {reason}.",
            remedy="For example third-database or ups-a-and-db2.",
            problems=[Problem("name", reason)],
        )
    return kept
