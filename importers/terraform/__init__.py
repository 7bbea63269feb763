"""Terraform and OpenTofu states: what they built, and how one thing stands on another."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.terraform.types import told
from importers.terraform.observed import observed
from importers.terraform.rules import rules
from importers.terraform.states import State, recognised, states

spec = Spec(
    kind="terraform",
    summary="Terraform and OpenTofu states: the file (version 4), or `show -json` of it",
    classes=told() | {"cloud_account", "region", "availability_zone"},
    relations=frozenset(one.type for one in rules())
    | {"DEPENDS_ON", "PLACED_ON", "IN_ACCOUNT", "IN_REGION", "IN_ZONE"},
    gives="machines, networks, load balancers, databases, queues, functions, clusters, volumes and "
    "all else that Terraform manages, with zone, region, account, owner and tags; and what names what",
    identifies="the identifiers of the provider (id, ARN, resource id, self link), hardware and IP "
    "addresses, host names, uuids, uids of Kubernetes",
    scope="one state, whole; what other states and people made is not in it",
    unknown="what runs on the machines, whether they work, and what changed since the last apply",
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]
_GENERAL = ("terraform", "default", "state")


class Settings(BaseModel):
    """The uploaded states: each is a source of its own."""

    model_config = ConfigDict(frozen=True)

    files: Files


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds something of Terraform."""
    if not any(recognised(settings.files, name) for name in settings.files.names):
        raise Invalid(
            "The upload holds no Terraform state.",
            remedy="Give a terraform.tfstate, what `terraform state pull` prints, or "
            "`terraform show -json` of a state.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the states hold, each under a source name of its own; wrong input comes as issues."""
    files = settings.files
    found, issues = states(files)
    for issue in issues:
        # What a file cannot say is missing in its own source, not in those beside it.
        own = issue.fatal or not found
        yield SourceName(_source(files, issue.place.partition(": ")[0] if own else found[0].name))
        yield issue
        if issue.fatal:
            yield ScopeEnd("", complete=False)
    if not (found or issues):
        yield SourceName(_source(files, ""))
        yield ScopeEnd("", complete=False)
    taken: dict[str, State] = {}
    for one in found:
        name = _source(files, one.name)
        yield SourceName(name)
        if (other := taken.setdefault(name, one)) is not one:
            yield Issue(
                one.name,
                f"gives the source the same name as {other.name}: import them one at a time, one "
                "of them with --source.",
            )
            continue
        yield from _whole(one)


def _whole(one: State) -> Iterator[Observation]:
    yield from observed(one)
    yield from one.issues
    yield ScopeEnd("", complete=not one.issues)


def _source(files: Files, name: str) -> str:
    """Return the source of a state: the folder, and the file where its name says something."""
    path = PurePosixPath(name)
    folders = [files.project or "default", *path.parent.parts]
    stem = path.name.partition(".")[0]
    words = [*folders, stem] if stem and stem not in _GENERAL else folders
    return f"terraform:{'/'.join(words)}"
