"""A list with a name: which CIs, in which order, with which columns."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmdb.errors import Invalid, Problem

MOST = 500
"""How many a person keeps, and how many there are for all."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants kept. `question` is as GET /api/v1/search takes it, `shared` is for all."""

    name: str
    question: Mapping[str, Any]
    columns: Sequence[str]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class SavedList:
    """A list as it is kept. `owner` saved it first; who has no part in it does not see it."""

    id: str
    name: str
    question: Mapping[str, Any]
    columns: Sequence[str]
    owner: str
    shared: bool
    created_at: str
    changed_by: str
    changed_at: str


def name(given: str) -> str:
    """Return the name as it is kept. Raises Invalid."""
    kept = unicodedata.normalize("NFC", given.strip())
    if not kept or len(kept) > _LONGEST or not kept.isprintable():
        reason = f"must be 1 to {_LONGEST} printable characters"
        raise Invalid(
            f"This is no name for a list: it {reason}.",
            remedy="For example: My servers without an owner.",
            problems=[Problem("name", reason)],
        )
    return kept


def uid(owner: str, wanted: str, *, shared: bool) -> str:
    """Return what no two lists share: a name is one of a person's, or one of those for all."""
    return f"{'' if shared else owner}\n{wanted.casefold()}"
