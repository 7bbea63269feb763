"""What an importer yields, and what a run reports. IMPORTERS.md is the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Files:
    """Uploaded files: path as the user named it, relative and with `/` → where its bytes lie.

    `project` names the folder that holds them: it makes the default source name.
    """

    root: Path
    names: tuple[str, ...]
    project: str = ""

    def path(self, name: str) -> Path:
        return self.root / name


@dataclass(frozen=True, slots=True)
class SourceName:
    """The source instance that the input names for itself, or that follows from kind and project.

    Yielded first. What the user gives (`--source`) outranks it.
    """

    name: str


@dataclass(frozen=True, slots=True)
class ObservedCI:
    """A CI as a source sees it. `fields` holds common and own attributes by the model's names.

    `external_id` is stable within the source instance; `place` is where it stands in the input
    (`cis[3]`, `docker-compose.yml: services.db`), for errors. `id` is given only by a restore.
    `parts` are digests of what defines it, by name, so that two versions of an input can be
    compared, settings with secrets too; no import keeps them.
    """

    external_id: str
    class_name: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quorum: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    scope: str = ""
    place: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObservedRelation:
    """A relation as a source sees it, between two external ids of the same source instance.

    `fields` may hold strength, group (None leaves the type's group), tolerates, origin,
    confidence and the type's own attributes.
    """

    from_id: str
    type: str
    to_id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ScopeEnd:
    """All of this scope was seen (`complete`), or not. Only a complete scope can miss anything."""

    scope: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """One bad entry. `fatal` refuses the whole input unless the user said to keep going.

    What is not fatal is a note: a name that resolves to nothing, a skipped kind.
    """

    place: str
    reason: str
    fatal: bool = True


Observation = SourceName | ObservedCI | ObservedRelation | ScopeEnd | Issue


@dataclass(frozen=True, slots=True)
class Spec:
    """What an importer is and may emit: whatever it did not declare is refused.

    Empty `classes` or `relations` mean any (the CMDB document).
    """

    kind: str
    summary: str
    classes: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    needs_network: bool = False
