"""What an importer yields, and what a run reports. IMPORTERS.md is the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Files:
    """Uploaded files: path as the user named it, relative and with `/` → where its bytes lie.

    `project` names the folder that holds them: it makes the default source name. `issues` say
    what was sent and is not among them: left out of an archive, or known to no importer.
    `part`: the folder holds further files that were not sent, so what is not here may be there.
    """

    root: Path
    names: tuple[str, ...]
    project: str = ""
    issues: "tuple[Issue, ...]" = ()
    part: bool = False

    def path(self, name: str) -> Path:
        return self.root / name


@dataclass(frozen=True, slots=True)
class SourceName:
    """The source instance that the input names for itself, or that follows from kind and project.

    Yielded first. What the user gives (`--source`) outranks it.
    """

    name: str


Identity = Mapping[str, Sequence[str]]
"""What tells a CI from all others: kind → values. Kinds are `cmdb.identify.kinds`'s: serial, uuid,
provider_id, mac, fqdn, uid, container_id, fingerprint, url, hostname, ip."""


@dataclass(frozen=True, slots=True)
class ObservedCI:
    """A CI as a source sees it. `fields` holds common and own attributes by the model's names.

    `external_id` is stable within the source instance; `place` is where it stands in the input
    (`cis[3]`, `docker-compose.yml: services.db`), for errors. `id` is given only by a restore.
    `identity` holds what other sources may know the CI by, junk included: the core sorts it out.
    `scope` is the part of the source that a ScopeEnd speaks of. `observed_at` is when the source
    itself saw it (a scan's time), None where the input does not say.
    `parts` are digests of what defines it, by name, so that two versions of an input can be
    compared, settings with secrets too; no import keeps them.
    """

    external_id: str
    class_name: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    identity: Identity = field(default_factory=dict)
    quorum: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    scope: str = ""
    place: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A CI that another source knows: named by identity, or by a name that only one CI has.

    `class_name` may be a parent of its class. `fields` are what is known of it besides (a
    namespace): a CI that says otherwise is another one. What nothing answers to is parked, and
    tried again after later runs; it is never invented.
    """

    class_name: str
    identity: Identity = field(default_factory=dict)
    name: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObservedRelation:
    """A relation as a source sees it: external ids of the same source instance, or `Elsewhere`.

    At least one end is a CI of this source instance. `fields` may hold strength, group (None
    leaves the type's group), tolerates, origin, confidence and the type's own attributes.
    """

    from_id: str | Elsewhere
    type: str
    to_id: str | Elsewhere
    fields: Mapping[str, Any] = field(default_factory=dict)
    scope: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The source says positively that this CI is gone: it is missing whatever its scope says."""

    external_id: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ScopeEnd:
    """All of this scope was seen (`complete`), or not. Only a complete scope can miss anything."""

    scope: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an incremental read goes on: opaque, kept once everything before it is committed."""

    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Issue:
    """One bad entry. `fatal` refuses the whole input unless the user said to keep going.

    What is not fatal is a note: a name that resolves to nothing, a skipped kind.
    """

    place: str
    reason: str
    fatal: bool = True


Observation = SourceName | ObservedCI | ObservedRelation | Tombstone | ScopeEnd | Cursor | Issue


@dataclass(frozen=True, slots=True)
class Spec:
    """What an importer is and may emit: whatever it did not declare is refused.

    Empty `classes` or `relations` mean any (the CMDB document). `gives`, `identifies`, `scope` and
    `unknown` are a sentence each for docs/sources.md: what it gives, what identifies a CI, what a
    complete scope is, and what it cannot know. `names_are_local`: a name means a CI only within
    one source instance (a Compose project), so that two instances never share a CI by name alone.
    `partial_views`: one input may show only a side of a CI (a scan, gathered facts): what an input
    does not say of it stands, unless its scope was seen whole.
    """

    kind: str
    summary: str
    classes: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    needs_network: bool = False
    version: str = "1"
    gives: str = ""
    identifies: str = ""
    scope: str = ""
    unknown: str = ""
    names_are_local: bool = False
    partial_views: bool = False
