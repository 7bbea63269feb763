"""Backstage: the software catalog's entities, who answers for them, and what they need."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Observation, ScopeEnd, SourceName, Spec
from importers.backstage.classes import CLASSES
from importers.backstage.entities import catalog, entities, recognised
from importers.backstage.observed import observed

spec = Spec(
    kind="backstage",
    summary="Backstage catalogs: catalog-info.yaml, or entities as JSON of the catalog's API",
    classes=CLASSES,
    relations=frozenset({"USES", "DEPENDS_ON", "PART_OF", "OWNED_BY", "RUNS_ON", "DOCUMENTED_BY"}),
    gives="Services, libraries, APIs and resources with owner and life cycle; systems, teams, people.",
    identifies="Kind, namespace and name within the catalog; the name of a service beyond it.",
    scope="The catalog files of a folder, where all could be read and were sent; never an answer of the API.",
    unknown="Whether anything runs, and where; what its authors forgot to write or to take out.",
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded catalog files: together they are one catalog's view."""

    model_config = ConfigDict(frozen=True)

    files: Files


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds a file that can be a catalog's."""
    if not catalog(settings.files):
        raise Invalid(
            "The upload holds no file of a Backstage catalog.",
            remedy="Give catalog-info.yaml, or the JSON of /api/catalog/entities.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the catalog says; wrong input comes as issues."""
    yield SourceName(f"backstage:{settings.files.project or 'default'}")
    found = entities(settings.files)
    yield from observed(found)
    yield from found.issues
    yield ScopeEnd("", complete=found.whole and not settings.files.part)
