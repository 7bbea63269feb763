"""A live source: an importer with its settings under a name, and where it may reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LiveSource:
    """What an admin set up to be read again and again. Secrets stand in `settings` as references.

    `name` is the source instance of its runs. Times are ISO 8601, UTC.
    """

    name: str
    kind: str
    settings: Mapping[str, str]
    owner: str
    created_at: str
    changed_by: str
    changed_at: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host that sources may reach, at one port or (`host` alone) at any."""

    name: str
    added_by: str
    added_at: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a secret is: in a variable of the server's environment, or in a file of one folder."""

    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Means:
    """What a live source may use: the hosts that are allowed, the folder of secrets."""

    allowed: frozenset[str]
    secrets: Path
