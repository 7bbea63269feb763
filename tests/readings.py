"""What a reading says, in a form that tests can look at."""

from dataclasses import dataclass, field
from typing import Any

import importers
from cmdb.intake.model import (
    Elsewhere,
    Files,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
)


@dataclass
class Seen:
    sources: list[str] = field(default_factory=list)
    cis: dict[str, ObservedCI] = field(default_factory=dict)
    relations: dict[tuple[str, str, str], ObservedRelation] = field(default_factory=dict)
    errors: list[Issue] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)
    complete: bool = True
    all: list[Observation] = field(default_factory=list)

    def needs(self, origin: str | None = None) -> set[tuple[str, str]]:
        return {
            (from_id, to_id)
            for (from_id, _, to_id), relation in self.relations.items()
            if origin is None or relation.fields.get("origin") == origin
        }

    def fields(self, external_id: str) -> dict[str, Any]:
        return dict(self.cis[external_id].fields)

    def error(self) -> str:
        assert len(self.errors) == 1, self.errors
        return f"{self.errors[0].place}: {self.errors[0].reason}"

    def noted(self) -> str:
        return "\n".join(f"{note.place}: {note.reason}" for note in self.notes)


def end(of: str | Elsewhere) -> str:
    """Return an end by its external id; one of another source as `server fqdn=web1.example`."""
    if isinstance(of, str):
        return of
    known = [f"{kind}={value}" for kind, values in of.identity.items() for value in values]
    return " ".join((of.class_name, *known, *([f"name={of.name}"] if of.name else [])))


def read(kind: str, files: Files, **settings: Any) -> Seen:
    module = importers.importer(kind)
    seen = Seen()
    for one in module.read(module.Settings(files=files, **settings), None):
        seen.all.append(one)
        match one:
            case SourceName(name=name):
                seen.sources.append(name)
            case ObservedCI():
                assert one.external_id not in seen.cis
                seen.cis[one.external_id] = one
            case ObservedRelation():
                key = (end(one.from_id), one.type, end(one.to_id))
                assert key not in seen.relations
                seen.relations[key] = one
            case Issue():
                (seen.errors if one.fatal else seen.notes).append(one)
            case ScopeEnd():
                seen.complete = seen.complete and one.complete
    return seen
