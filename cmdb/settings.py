"""What the environment says, read once at the edge and passed in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cmdb.errors import Invalid

STALE_DAYS = 30
"""After how many days what nobody has seen or written counts as stale, unless the user says."""

GRACE_RUNS, GRACE_DAYS = 3, 14
"""A CI that its source no longer sees is retired after so many complete runs without it, or so many
days, whichever ends first."""

_MOST_DAYS = 36_500
_PORTS = range(1, 2**16)


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment of one process. `neo4j_uri` is None when the private Neo4j is meant.

    `model` is a folder of the operator's own, `rules` a file of relation rules that outranks the
    folder's.
    """

    home: Path
    port: int = 8800
    host: str = "127.0.0.1"
    url: str | None = None
    token: str | None = None
    neo4j_uri: str | None = None
    neo4j_user: str = "neo4j"
    neo4j_password: str | None = None
    model: Path | None = None
    rules: Path | None = None
    stale_days: int = STALE_DAYS
    grace_runs: int = GRACE_RUNS
    grace_days: int = GRACE_DAYS

    @property
    def address(self) -> str:
        """Where the API is: `CMDB_URL`, else this machine's port."""
        return self.url or f"http://127.0.0.1:{self.port}"


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the variables `CMDB_…` give. Raises Invalid for one that is wrong."""
    get = env.get
    return Settings(
        home=_home(get("CMDB_HOME")),
        port=_port(get("CMDB_PORT") or "8800"),
        host=get("CMDB_HOST") or "127.0.0.1",
        url=(get("CMDB_URL") or "").rstrip("/") or None,
        token=get("CMDB_TOKEN") or None,
        neo4j_uri=get("CMDB_NEO4J_URI") or None,
        neo4j_user=get("CMDB_NEO4J_USER") or "neo4j",
        neo4j_password=get("CMDB_NEO4J_PASSWORD") or _secret(get("CMDB_NEO4J_PASSWORD_FILE")),
        model=_folder("CMDB_MODEL", get("CMDB_MODEL")),
        rules=_file("CMDB_RULES", get("CMDB_RULES")),
        stale_days=_days("CMDB_STALE_DAYS", get("CMDB_STALE_DAYS"), STALE_DAYS),
        grace_runs=_days("CMDB_GRACE_RUNS", get("CMDB_GRACE_RUNS"), GRACE_RUNS),
        grace_days=_days("CMDB_GRACE_DAYS", get("CMDB_GRACE_DAYS"), GRACE_DAYS),
    )


def _home(given: str | None) -> Path:
    if given:
        return Path(given).expanduser().resolve()
    import platformdirs  # noqa: PLC0415  only where CMDB_HOME is not set

    return Path(platformdirs.user_data_dir("cmdb", appauthor=False))


def _port(given: str) -> int:
    if given.isdecimal() and int(given) in _PORTS:
        return int(given)
    raise Invalid(f"CMDB_PORT is {given!r}.", remedy="It must be a number from 1 to 65535.")


def _folder(name: str, given: str | None) -> Path | None:
    if not given:
        return None
    if Path(given).is_dir():
        return Path(given)
    raise Invalid(f"{name} is {given!r}.", remedy="It must be an existing folder.")


def _file(name: str, given: str | None) -> Path | None:
    if not given:
        return None
    if Path(given).is_file():
        return Path(given)
    raise Invalid(f"{name} is {given!r}.", remedy="It must be an existing file.")


def _days(name: str, given: str | None, otherwise: int) -> int:
    if not given:
        return otherwise
    if given.isdecimal() and 0 < int(given) <= _MOST_DAYS:
        return int(given)
    raise Invalid(f"{name} is {given!r}.", remedy=f"It must be a number from 1 to {_MOST_DAYS}.")


def _secret(path: str | None) -> str | None:
    if not path:
        return None
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as exc:
        raise Invalid(
            f"CMDB_NEO4J_PASSWORD_FILE: {path} cannot be read ({exc.strerror}).",
            remedy="Mount the secret there, or unset the variable.",
        ) from exc
