"""What may be set about the private Neo4j, beside the home that it lives in."""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from cmdb.errors import Invalid

_SIZE = re.compile(r"(\d+)\s*([kmg])i?b?", re.IGNORECASE)
_PORTS = 2**16 - 1
_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}


@dataclass(frozen=True, slots=True)
class Options:
    """Sizes are bytes, times seconds; None and 0 let the machine decide.

    `cache` holds downloaded jars, `jars` is a folder taken instead of any download, `maven_url` the
    repository to download from. `idle_s` is how long the server outlives its last user.
    """

    cache: Path | None = None
    jars: Path | None = None
    maven_url: str | None = None
    heap: int = 0
    page_cache: int = 0
    bolt_port: int = 0
    idle_s: float = 5.0

    def as_json(self) -> dict[str, Any]:
        """Return these options as JSON can hold them: what `from_json` reads."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        paths = {name: Path(given[name]) for name in ("cache", "jars") if given.get(name)}
        return cls(**{**given, **paths})


def options(env: Mapping[str, str] = os.environ) -> Options:
    """Return what the environment says. Raises Invalid for a variable that is wrong."""
    return Options(
        cache=_path(env.get("CMDB_CACHE")),
        jars=_path(env.get("CMDB_NEO4J_JARS")),
        maven_url=env.get("CMDB_MAVEN_URL") or None,
        heap=_size("CMDB_NEO4J_HEAP", env.get("CMDB_NEO4J_HEAP")),
        page_cache=_size("CMDB_NEO4J_PAGE_CACHE", env.get("CMDB_NEO4J_PAGE_CACHE")),
        bolt_port=_port("CMDB_NEO4J_BOLT_PORT", env.get("CMDB_NEO4J_BOLT_PORT")),
        idle_s=_seconds("CMDB_NEO4J_IDLE", env.get("CMDB_NEO4J_IDLE")),
    )


def _path(given: str | None) -> Path | None:
    return Path(given).expanduser().resolve() if given else None


def _size(name: str, given: str | None) -> int:
    if not given:
        return 0
    if found := _SIZE.fullmatch(given.strip()):
        return int(found[1]) * _UNITS[found[2].lower()]
    raise Invalid(f"{name} is {given!r}.", remedy="It must be a size like 512m or 2g.")


def _port(name: str, given: str | None) -> int:
    if not given:
        return 0
    if given.isdecimal() and 0 < int(given) <= _PORTS:
        return int(given)
    raise Invalid(f"{name} is {given!r}.", remedy="It must be a number from 1 to 65535.")


def _seconds(name: str, given: str | None) -> float:
    if not given:
        return Options().idle_s
    if given.isdecimal():
        return float(given)
    raise Invalid(f"{name} is {given!r}.", remedy="It must be a number of seconds.")
