"""Access queries: one function for each file in `cypher/access/`."""

from typing import Any

from cmdb.access.model import Token
from cmdb.graph import Row, Tx


def token(tx: Tx, hash_: str) -> Token | None:
    """Return the token with that hash, or None."""
    rows = tx.run("access/token", hash=hash_)
    return _token(rows[0]) if rows else None


def tokens(tx: Tx, now: str) -> list[Token]:
    return [_token(row) for row in tx.run("access/tokens", now=now)]


def create_token(tx: Tx, made: Token, hash_: str) -> None:
    tx.run(
        "access/create_token",
        id=made.id,
        hash=hash_,
        name=made.name,
        actor=made.actor,
        role=made.role,
        created_at=made.created_at,
        expires_at=made.expires_at,
        parent=made.parent,
    )


def revoke_token(tx: Tx, id_: str, now: str) -> int:
    """Return how many tokens have ended: it and its sessions; 0 when there is none."""
    return int(tx.run("access/revoke_token", id=id_, now=now)[0]["ended"])


def create_code(tx: Tx, hash_: str, token_id: str, expires_at: str, now: str) -> None:
    tx.run("access/create_code", hash=hash_, token=token_id, expires_at=expires_at, now=now)


def redeem_code(tx: Tx, hash_: str, by: str, now: str) -> Token | None:
    """Return the token that the code was made with, or None if it is not (or no longer) good."""
    rows = tx.run("access/redeem_code", hash=hash_, by=by, now=now)
    return _token(rows[0]) if rows else None


def bump(tx: Tx) -> None:
    """Say that tokens have changed, so that every process looks again."""
    tx.run("access/bump")


def _token(row: Row) -> Token:
    found: dict[str, Any] = row["token"]
    return Token(
        id=found["id"],
        name=found["name"],
        actor=found["actor"],
        role=found["role"],
        created_at=found["created_at"],
        expires_at=found["expires_at"],
        revoked_at=found["revoked_at"],
        parent=found["parent"],
    )
