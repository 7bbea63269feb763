"""Secrets by reference: one kind of variable, and files of one folder; nothing else can be read."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from cmdb.errors import Unavailable
from cmdb.sources.model import Reference

_LONGEST = 64 * 1024


def revealed(to: Reference, folder: Path, env: Mapping[str, str] = os.environ) -> str:
    """Return the secret. Raises Unavailable where it is not there, or is no file of the folder itself."""
    if to.place == "env":
        found = env.get(to.name, "")
        said = f"The server has no variable {to.name}."
    else:
        found, said = (
            _content(folder, to.name),
            f"The file {to.name} of the secrets folder is empty.",
        )
    if not found.strip():
        raise Unavailable(said, remedy="Put the secret there, and start the server again.")
    return found.strip()


def _content(folder: Path, name: str) -> str:
    """Return what a file says. A link is not followed: it could lead to the server's other secrets."""
    try:
        fd = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
                raise Unavailable(
                    f"{name} of the secrets folder is no file of its own.",
                    remedy="Links lead out of the folder: copy the secret into it.",
                )
            return file.read(_LONGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise Unavailable(
            f"The file {name} of the secrets folder cannot be read.",
            remedy=f"Put the secret into {folder}, in a file that the server may read, and no link.",
        ) from exc
