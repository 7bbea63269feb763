"""An import as a job: said in plain data, so that another process can read what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cmdb.intake.model import Files


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that were sent; `kind` None: it is recognised; `settings` are what importers are told."""

    files: Files
    kind: str | None
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visit:
    """A live source to be read. Secrets stand in its settings as references, and go nowhere else."""

    name: str
    kind: str
    settings: Mapping[str, str]
    allowed: frozenset[str]
    secrets: Path


@dataclass(frozen=True, slots=True)
class Job:
    """What to import, and how: as `cmdb.intake.Options` says, for whoever carries it out."""

    what: Upload | Visit
    actor: str
    source: str | None = None
    dry_run: bool = False
    keep_going: bool = False
    reason: str | None = None
    complete: bool = False
