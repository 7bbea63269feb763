"""Who asks, and what they may."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Right = Literal["read", "edit", "operate", "admin"]
Role = Literal["viewer", "editor", "operator", "change_manager", "responder", "admin"]

ROLES: tuple[Role, ...] = get_args(Role)

# What each role may. change_manager and responder get rights of their own when changes and
# incidents come; until then the one edits, the other reads.
RIGHTS: Mapping[Role, frozenset[Right]] = {
    "viewer": frozenset({"read"}),
    "responder": frozenset({"read"}),
    "editor": frozenset({"read", "edit"}),
    "change_manager": frozenset({"read", "edit"}),
    "operator": frozenset({"read", "edit", "operate"}),
    "admin": frozenset({"read", "edit", "operate", "admin"}),
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody known: `actor` is the name that history records, `token` the id of what they showed."""

    actor: str
    role: Role
    token: str
    expires_at: str | None = None

    @property
    def rights(self) -> frozenset[Right]:
        return RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token, never the token. Times are ISO 8601, UTC.

    `parent` is the token that a page's session came from: it ends with it.
    """

    id: str
    name: str
    actor: str
    role: Role
    created_at: str
    expires_at: str | None = None
    revoked_at: str | None = None
    parent: str | None = None
