"""Kubernetes manifests: workloads, the Services that select them, and what they are told to call."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from importers.kubernetes.objects import manifests, objects, recognised
from importers.kubernetes.observed import observed

spec = Spec(
    kind="kubernetes",
    summary="Kubernetes manifests in YAML or JSON, one file or a folder",
    classes=frozenset({"workload", "application_service", "external_service", "namespace"}),
    relations=frozenset({"DEPENDS_ON", "RUNS_ON"}),
    gives="Workloads, the Services that select them, Ingresses and what they route to, and the "
    "Services that a workload's variables name.",
    identifies="Kind, namespace and name.",
    scope="The upload, as one cluster's view: complete unless an object could not be read or files of the folder were not sent.",
    unknown="Nodes, and whether a manifest was ever applied. A name that resolves to nothing makes "
    "no CI.",
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded manifests: together they are one cluster's view."""

    model_config = ConfigDict(frozen=True)

    files: Files


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds a manifest."""
    if not manifests(settings.files):
        raise Invalid(
            "The upload holds no Kubernetes manifest.",
            remedy="Give .yaml, .yml or .json files with `apiVersion` and `kind`, or their folder.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the manifests hold; wrong input comes as issues."""
    yield SourceName(f"kubernetes:{settings.files.project or 'default'}")
    found = objects(settings.files)
    complete = not settings.files.part
    for observation in (*observed(found), *found.issues):
        complete = complete and not (isinstance(observation, Issue) and observation.fatal)
        yield observation
    yield ScopeEnd("", complete=complete)
