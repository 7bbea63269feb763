"""Who is asking, and may they? Tokens, one-time codes, sessions; nobody is anonymous.

Use cases are functions of a transaction. Secrets and times are arguments, made by the edge: so
each is safe to run twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from cmdb.access import rules, store
from cmdb.access.model import Principal, Right, Role, Token
from cmdb.access.tokens import Tokens
from cmdb.errors import NotFound, Unauthenticated
from cmdb.graph import Tx

__all__ = [
    "CODE_LIFE",
    "SESSION_LIFE",
    "Principal",
    "Right",
    "Role",
    "Token",
    "Tokens",
    "adopt",
    "invite",
    "issue",
    "listed",
    "revoke",
    "sign_in",
]

CODE_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=12)
_LOCAL = "local admin"


def issue(tx: Tx, token: Token, secret: str) -> Token:
    """Return the token, now good. The caller made `secret` and shows it once."""
    store.create_token(tx, token, rules.digest(secret))
    store.bump(tx)
    return token


def revoke(tx: Tx, token_id: str, now: datetime) -> None:
    """End a token and its sessions, at once and in every process. Raises NotFound."""
    at = rules.moment(now)
    if not store.revoke_token(tx, token_id, at):
        raise NotFound(f"There is no token {token_id}.", remedy="`cmdb token --list` lists them.")
    store.bump(tx)


def listed(tx: Tx, now: datetime) -> list[Token]:
    """Return the tokens that are good now, the oldest first; never a secret or its hash."""
    return store.tokens(tx, rules.moment(now))


def adopt(tx: Tx, token_id: str, secret: str, now: datetime) -> bool:
    """Make the local admin's token good and return True; False when it was revoked.

    Who can read and write CMDB_HOME is the admin here; a token that somebody revoked stays so.
    """
    found = store.token(tx, rules.digest(secret))
    if found is None:
        at = rules.moment(now)
        issue(tx, Token(token_id, _LOCAL, "admin", "admin", at), secret)
        return True
    return found.revoked_at is None


def invite(tx: Tx, who: Principal, code: str, now: datetime) -> str:
    """Return until when `code` signs `who` in, once."""
    until = rules.earlier(who.expires_at, rules.moment(now + CODE_LIFE))
    store.create_code(tx, rules.digest(code), who.token, until, rules.moment(now))
    return until


def sign_in(tx: Tx, code: str, session_id: str, secret: str, now: datetime) -> Token:
    """Return a new session of whoever made the code. Raises Unauthenticated if it is not good."""
    at = rules.moment(now)
    made = (
        store.redeem_code(tx, rules.digest(code), session_id, at) if rules.is_code(code) else None
    )
    if made is None:
        raise Unauthenticated(
            "The sign-in code is not valid: it works once, and for minutes.",
            remedy="`cmdb login` prints a new link.",
        )
    session = replace(
        made,
        id=session_id,
        name="session",
        created_at=at,
        expires_at=rules.earlier(made.expires_at, rules.moment(now + SESSION_LIFE)),
        parent=made.parent or made.id,
    )
    store.create_token(tx, session, rules.digest(secret))
    return session
