"""The folder that the private Neo4j lives in: what lies where, and whether it is ours."""

import json
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from cmdb.errors import Unavailable
from cmdb.graph.jars import VERSION
from cmdb.graph.locks import held

USER = "neo4j"


class Home:
    """Paths under `CMDB_HOME`/neo4j, Neo4j's own home."""

    def __init__(self, cmdb_home: Path) -> None:
        self.root = cmdb_home.resolve() / "neo4j"
        self.conf = self.root / "conf"
        self.data = self.root / "data"
        self.logs = self.root / "logs"
        self.run = self.root / "run"
        self.password_file = self.root / "password"
        self.marker = self.root / "cmdb.json"
        self.state_file = self.run / "state.json"
        self.failure_file = self.run / "failure.json"
        self.log = self.logs / "neo4j.log"
        # Shared by every user of the server; the supervisor holds it alone while it ends for want of users.
        self.lease = self.run / "lease"
        self.start_lock = self.run / "start.lock"
        self.supervisor_lock = self.run / "supervisor.lock"
        # Whoever holds it wants the server stopped for a while.
        self.pause_lock = self.run / "pause.lock"
        # Held by the JVM, or by who works on its files in its stead.
        self.store_lock = self.run / "store.lock"

    def prepared(self) -> None:
        """Make the folders, readable by their owner only. Raises Unavailable."""
        try:
            for folder in (self.root, self.conf, self.logs, self.run):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            owner = self.root.stat().st_uid
            if owner != os.getuid():
                raise Unavailable(
                    f"{self.root} belongs to the user {_name(owner)}, not to {_name(os.getuid())}.",
                    remedy=f"Run this as {_name(owner)}, or set CMDB_HOME to a folder of your own.",
                )
            self.root.chmod(0o700)
            self.run.joinpath("writable").touch()
        except OSError as exc:
            raise Unavailable(
                f"{self.root} cannot be written: {exc.strerror}.",
                remedy="Free or unlock the place, or set CMDB_HOME to a folder that can be written.",
            ) from exc

    def ours(self) -> None:
        """Raise Unavailable if a store lies here that this version must not open."""
        made = self._made_with()
        if made is None:
            if self.has_store():
                raise Unavailable(
                    f"{self.data} holds a Neo4j store that cmdb did not make.",
                    remedy="Set CMDB_HOME to another folder, or move that one away.",
                )
        elif order(made) > order(VERSION):
            raise Unavailable(
                f"{self.root} was last used by Neo4j {made}; this cmdb brings {VERSION}, which cannot read"
                " a newer store.",
                remedy="Use the newer cmdb, or set CMDB_HOME to another folder and restore a backup there.",
            )

    def mark(self) -> None:
        """Note which version has used this home."""
        written(self.marker, {"made_by": "cmdb", "neo4j": VERSION})

    def _made_with(self) -> str | None:
        try:
            return str(json.loads(self.marker.read_text("utf-8"))["neo4j"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise Unavailable(
                f"{self.marker} cannot be read.",
                remedy=f'If this store is yours, write {{"made_by": "cmdb", "neo4j": "{VERSION}"}} into it.',
            ) from exc

    def has_store(self) -> bool:
        """Say whether the server has run here: from then on its password is in the store."""
        return (self.data / "databases" / "system").exists()

    def password(self) -> str | None:
        """Return the password of the user `neo4j`, or None before the first start."""
        try:
            return self.password_file.read_text("ascii").strip() or None
        except FileNotFoundError:
            return None

    def initial_password(self, setting: Callable[[str], None]) -> str:
        """Return the password; at the first time make one and have it set by `setting`.

        The file gets its name only after the password is set, and the server starts only after that:
        whatever breaks off in between is done again from the start.
        """
        if known := self.password():
            return known
        if self.has_store():
            raise Unavailable(
                f"{self.password_file} is missing, and the store has a password already.",
                remedy="Put the file back, or move the home away and restore a backup.",
            )
        made = secrets.token_hex(24)  # hexadecimal: a leading `-` would be read as an option
        setting(made)
        _private(self.password_file, made)
        return made


@dataclass(frozen=True, slots=True)
class State:
    """What the supervisor says of itself; `phase` is starting, ready, paused or stopping.

    `pid` is the JVM's (0 while there is none), `started_at` the JVM's start in seconds since 1970.
    """

    supervisor: int
    pid: int
    phase: str
    bolt_port: int
    version: str
    started_at: float
    log: str


def state(home: Home) -> State | None:
    """Return the state of the running supervisor, or None. Asks its lock, not its pid: a zombie or a

    reused number cannot fool it.
    """
    if not held(home.supervisor_lock):
        return None
    try:
        given: dict[str, Any] = json.loads(home.state_file.read_text("utf-8"))
        return State(**{field.name: given[field.name] for field in fields(State)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def tell(home: Home, told: State) -> None:
    written(home.state_file, asdict(told))


def written(path: Path, value: Any) -> None:
    """Write JSON in one step: a reader sees the old file or the new one."""
    _private(path, json.dumps(value))


def _private(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with suppress(FileNotFoundError):
        part.unlink()
    fd = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def order(version: str) -> tuple[int, ...]:
    """Return what versions of Neo4j are compared by."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _name(uid: int) -> str:
    import pwd  # noqa: PLC0415  not on every platform

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
