"""Secrets: made here, and the local admin's kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path

from cmdb.access import rules
from cmdb.errors import Unavailable


def new_token() -> str:
    """Return a new token: `cmdb_` and 256 random bits."""
    return f"cmdb_{secrets.token_urlsafe(32)}"


def new_code() -> str:
    """Return a new one-time sign-in code: 128 random bits, for it lives minutes."""
    return secrets.token_urlsafe(16)


def path(home: Path) -> Path:
    """Return where the local admin's token is kept."""
    return home / "token"


def kept(home: Path) -> str | None:
    """Return the local admin's token, or None where none is kept. Raises Unavailable."""
    try:
        text = path(home).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as exc:
        raise Unavailable(
            f"{path(home)} cannot be read: {exc}.", remedy="Its owner can; or set CMDB_TOKEN."
        ) from exc
    return text if rules.is_token(text) else None


def keep(home: Path, token: str) -> None:
    """Write the local admin's token, whole or not at all. Raises Unavailable."""
    new = home / f".token.{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{token}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path(home))
    except OSError as exc:
        raise Unavailable(
            f"{path(home)} cannot be written: {exc.strerror}.",
            remedy="Give CMDB_HOME a folder that you may write to.",
        ) from exc
