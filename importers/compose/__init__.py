"""Compose files: one workload a service, and what each service needs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake.model import (
    Files,
    Issue,
    Observation,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
    Spec,
)
from cmdb.intake.text import digest
from importers.compose.definition import REST, Definition
from importers.compose.evidence import Evidence, configured, declared, hosts, strongest
from importers.compose.loading import Composition, Loading
from importers.compose.projects import Project, accompanies, joined, projects, recognised

spec = Spec(
    kind="compose",
    summary="Compose files, with .env, overrides, extends and include",
    classes=frozenset({"workload"}),
    relations=frozenset({"DEPENDS_ON"}),
    gives="One workload a service, and what it depends on: declared by depends_on and links, "
    "configured by the addresses in its variables.",
    identifies="The service's name within its project.",
    scope="A project: complete unless a file that it refers to could not be read.",
    unknown="What really runs, on which host, and what is outside the project.",
)

recognises = recognised
__all__ = ["Settings", "accompanies", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The upload: Compose files, and those that they refer to."""

    model_config = ConfigDict(frozen=True)

    files: Files


def check(settings: Settings) -> None:
    """Raise Invalid unless the upload holds a Compose file."""
    if not projects(settings.files):
        raise Invalid(
            "The upload holds no Compose file.",
            remedy="Give a compose.yaml or docker-compose.yml, or the folder that holds it.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield the services and what they need, each project under a source name of its own.

    Wrong input comes as issues.
    """
    taken: dict[str, Project] = {}
    found = projects(settings.files)
    if not found:
        yield Issue("", "The upload holds no Compose file.")
        yield ScopeEnd("", complete=False)
    for project in found:
        loading = Loading(settings.files)
        composition = loading.project(project)
        yield SourceName(f"compose:{composition.name}")
        if (other := taken.setdefault(composition.name, project)) is not project:
            yield Issue(
                project.files[0],
                f'The project is named "{composition.name}", as that of {other.files[0]} is. '
                "Import them one at a time, one of them with --source.",
            )
            continue
        observed = list(_observed(composition, loading))  # finds further issues
        yield from _with_end((*observed, *loading.issues))


def _with_end(observations: Iterable[Observation]) -> Iterator[Observation]:
    complete = True
    for observation in observations:
        complete = complete and not (isinstance(observation, Issue) and _leaves_out(observation))
        yield observation
    yield ScopeEnd("", complete=complete)


def _leaves_out(issue: Issue) -> bool:
    return issue.fatal or "was not read" in issue.reason or "were not read" in issue.reason


def _observed(composition: Composition, loading: Loading) -> Iterator[Observation]:
    reach = hosts(composition.services)
    for name, definition in composition.services.items():
        place = composition.places[name]
        environment = _environment(name, definition, composition, loading)
        yield ObservedCI(
            external_id=name,
            class_name="workload",
            name=name,
            fields=_fields(definition, composition.name, place, loading),
            place=place,
            parts=_parts(definition, environment),
        )
        yield from _relations(name, definition, environment, reach, place)


def _parts(definition: Definition, environment: Mapping[str, str | None]) -> dict[str, str]:
    """Return digests of all that defines the service, each variable and replica count for itself."""
    apart = ("environment", "env_file", "deploy", REST)
    found = {key: value for key, value in definition.items() if key not in apart}
    found |= {f"deploy.{key}": value for key, value in definition.get("deploy", {}).items()}
    found |= {f"environment.{key}": value for key, value in environment.items()}
    found |= definition.get(REST, {})
    return {str(key): digest(value) for key, value in found.items()}


def _fields(
    definition: Definition, project: str, place: str, loading: Loading
) -> dict[str, str | int | list[str]]:
    deploy = definition.get("deploy", {})
    found: dict[str, Any] = {
        "kind": "service",
        "project": project,
        "image": definition.get("image"),
        "ports": [*definition.get("ports", ()), *definition.get("expose", ())],
        "profiles": definition.get("profiles"),
        "restart": definition.get("restart") or deploy.get("restart"),
    }
    replicas = definition.get("scale") or deploy.get("replicas")
    if replicas and replicas.isdecimal() and len(replicas) < 10:  # noqa: PLR2004  a count, no riddle
        found["replicas"] = int(replicas)
    elif replicas:
        loading.fatal(f"{place}.deploy.replicas", "must be a whole number.")
    return {key: value for key, value in found.items() if value or value == 0}


def _environment(
    name: str, definition: Definition, composition: Composition, loading: Loading
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for path, how in definition.get("env_file", {}).items():
        at = joined(composition.folders[name], path)
        if at not in loading.names:
            if how.get("required", True):
                loading.note(
                    f"{composition.places[name]}.env_file",
                    f'"{at}" is not in the upload: what it configures was not seen.',
                )
            continue
        found |= loading.environment(at, {})
    for key, value in definition.get("environment", {}).items():
        found[key] = composition.environment.get(key) if value is None else value
    return found


def _relations(
    name: str,
    definition: Definition,
    environment: Mapping[str, str | None],
    reach: Mapping[str, str],
    place: str,
) -> Iterator[Observation]:
    found: dict[str, list[Evidence]] = {}
    aliases = _link_aliases(definition)
    for evidence in (*declared(definition), *configured(environment)):
        target = _target(evidence, aliases, reach)
        at = f"{place}.{evidence.place}"
        if target is None and evidence.telling:
            reason = f'"{evidence.target}" is no service of this project: no relation was made.'
            yield Issue(at, reason, fatal=False)
        elif target == name and evidence.origin == "declared":
            yield Issue(at, "A service cannot depend on itself.")
        elif target and target != name:
            found.setdefault(target, []).append(evidence)
    for target, reasons in found.items():
        yield _relation(name, target, strongest(reasons), place)


def _target(evidence: Evidence, aliases: Mapping[str, str], reach: Mapping[str, str]) -> str | None:
    host = evidence.target.lower()
    return reach.get(aliases.get(host, host) if evidence.origin == "configured" else host)


def _link_aliases(definition: Definition) -> dict[str, str]:
    pairs = (link.partition(":") for link in definition.get("links", ()))
    return {alias.lower(): service.lower() for service, _, alias in pairs if alias}


def _relation(name: str, target: str, evidence: Evidence, place: str) -> ObservedRelation:
    fields: dict[str, Any] = {"origin": evidence.origin, "confidence": evidence.confidence}
    if evidence.strength:
        fields["strength"] = evidence.strength
    return ObservedRelation(
        from_id=name,
        type="DEPENDS_ON",
        to_id=target,
        fields=fields,
        place=f"{place}.{evidence.place}",
    )
