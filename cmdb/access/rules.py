"""Access: pure decisions. The time and the secrets are arguments."""

import hashlib
import re
from datetime import UTC, datetime

from cmdb.access.model import RIGHTS, ROLES, Principal, Right, Role, Token
from cmdb.errors import Forbidden, Invalid, Problem, Unauthenticated

# 32 random bytes in base64url after the prefix; codes are 16 bytes.
_TOKEN = re.compile(r"cmdb_[A-Za-z0-9_-]{43}")
_CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_NAME = 200

_AGAIN = "`cmdb token` prints the local admin's token; `cmdb login` gives a link for the page."


def moment(at: datetime) -> str:
    """Return an aware time as the store keeps it: UTC, microseconds, so that text sorts as time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of a token: what has not is never looked up."""
    return _TOKEN.fullmatch(text) is not None


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def digest(secret: str) -> str:
    """Return what is stored of a token or code. It is 128 random bits or more: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def admitted(token: Token | None, now: str) -> Principal:
    """Return who holds the token. Raises Unauthenticated when it is unknown, revoked or expired."""
    if token is None or token.revoked_at is not None:
        raise Unauthenticated("The token is not valid.", remedy=_AGAIN)
    if token.expires_at is not None and token.expires_at <= now:
        raise Unauthenticated(f"The token expired at {token.expires_at}.", remedy=_AGAIN)
    return Principal(token.actor, token.role, token.id, token.expires_at)


def permitted(principal: Principal, right: Right) -> None:
    """Return if the principal has the right, else raise Forbidden."""
    if right not in principal.rights:
        having = ", ".join(role for role in ROLES if right in RIGHTS[role])
        raise Forbidden(
            f"This needs the right to {right}, which the role {principal.role} has not.",
            remedy=f"Use a token of a role that has it: {having}.",
        )


def role(given: str) -> Role:
    """Return the role of that name. Raises Invalid with the roles there are."""
    for known in ROLES:
        if known == given:
            return known
    raise Invalid(
        f"There is no role {given!r}.",
        remedy=f"Roles are {', '.join(ROLES)}.",
        problems=[Problem("role", "is not a role")],
        candidates=ROLES,
    )


def name(place: str, given: str) -> str:
    """Return the name without outer blanks. Raises Invalid for an empty, long or unprintable one."""
    kept = given.strip()
    if not kept or len(kept) > _NAME or not kept.isprintable():
        reason = f"must be 1 to {_NAME} printable characters"
        raise Invalid(f"{place} {reason}.", problems=[Problem(place, reason)])
    return kept


def expiry(given: datetime | None, now: datetime) -> str | None:
    """Return when a new token ends. Raises Invalid for a time without zone or in the past."""
    if given is None:
        return None
    if given.tzinfo is None or given <= now:
        reason = "must be a time to come, with its zone"
        raise Invalid(f"expires_at {reason}.", problems=[Problem("expires_at", reason)])
    return moment(given)


def earlier(first: str | None, second: str) -> str:
    """Return the earlier of two ends, of which the first may be never."""
    return second if first is None else min(first, second)
