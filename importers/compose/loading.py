"""From the files of a project to its services: read, interpolate, extend, include, merge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from cmdb.intake import text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.yaml_text import Tagged
from importers.compose.definition import Definition, canonical, merged
from importers.compose.dotenv import variables
from importers.compose.interpolation import Interpolation, Malformed
from importers.compose.projects import TAGS, Project, joined

_DOTENV_LIMIT = text.MIB


@dataclass(slots=True)
class Composition:
    """A project as Compose would see it: services by name, and where each is first defined."""

    name: str = ""
    services: dict[str, Definition] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


class Loading:
    """Reads one project; whatever is wrong gathers in `issues`."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.names = set(files.names)
        self.issues: list[Issue] = []
        self._unset: set[str] = set()
        self._open: list[str] = []

    def project(self, project: Project) -> Composition:
        """Return the project, merged of all its files."""
        environment = self.environment(joined(project.folder, ".env"), {})
        paths = project.files
        if environment.get("COMPOSE_FILE") and PurePosixPath(paths[0]).name.startswith(
            ("compose.", "docker-compose.")
        ):
            paths = self._chosen(environment, project)
        found = self._composition(paths, environment)
        found.name = environment.get("COMPOSE_PROJECT_NAME") or found.name or project.name
        for name in sorted(set(project.variants) - set(paths)):
            self.note(
                name,
                "was not read: Compose reads only the main file and its override by default. "
                "To import it too, merge them first (`docker compose -f … config`).",
            )
        if self._unset:
            listed = ", ".join(sorted(self._unset))
            self.note(paths[0], f"variables that .env does not set were taken as empty: {listed}.")
        return found

    def environment(self, name: str, outer: Mapping[str, str]) -> dict[str, str]:
        """Return the variables of an env file if it is in the upload; the `outer` ones win."""
        if name not in self.names:
            return dict(outer)
        try:
            content = text.text(self.files.path(name), _DOTENV_LIMIT)
        except text.Unreadable as exc:
            if exc.detail != "is empty.":
                self.issues.append(exc.issue(name))
            return dict(outer)
        found, bad = variables(content, outer)
        for line in bad:
            self.note(f"{name}: line {line}", "is not NAME=value and was left out.")
        return {**found, **outer}

    def fatal(self, place: str, reason: str) -> None:
        self.issues.append(Issue(place, reason))

    def note(self, place: str, reason: str) -> None:
        self.issues.append(Issue(place, reason, fatal=False))

    def _chosen(self, environment: Mapping[str, str], project: Project) -> tuple[str, ...]:
        separator = environment.get("COMPOSE_PATH_SEPARATOR") or ":"
        listed = environment["COMPOSE_FILE"].split(separator)
        paths = tuple(joined(project.folder, path) for path in listed if path)
        if missing := [path for path in paths if path not in self.names]:
            self.note(
                joined(project.folder, ".env"),
                f"COMPOSE_FILE names {', '.join(missing)}, which the upload does not hold; "
                f"read was {', '.join(project.files)}.",
            )
            return project.files
        return paths

    def _composition(self, paths: tuple[str, ...], environment: Mapping[str, str]) -> Composition:
        found = Composition(environment=environment)
        for path in paths:
            if path in self._open:
                self.fatal(path, f"includes itself, over {' and '.join(self._open)}.")
                continue
            self._open.append(path)
            for document in self._documents(path, environment):
                self._add(path, document, found)
            self._open.pop()
        return found

    def _documents(self, path: str, environment: Mapping[str, str]) -> list[dict[str, Any]]:
        found = []
        try:
            content = text.text(self.files.path(path), yaml_text.SIZE_LIMIT)
            for document in yaml_text.documents(content, TAGS):
                if isinstance(document.value, dict):
                    found.append(self._interpolated(document.value, environment, path, ""))
                elif document.value is not None:
                    self.fatal(
                        f"{path}: line {document.line}", "must be a mapping with `services`."
                    )
        except text.Unreadable as exc:
            self.issues.append(exc.issue(path))
            return []
        if not found and not any(issue.place.startswith(path) for issue in self.issues):
            self.fatal(path, "holds nothing: a Compose file has `services`.")
        return found

    def _interpolated(
        self, value: Any, environment: Mapping[str, str], file: str, path: str
    ) -> Any:
        if isinstance(value, dict):
            return {
                k: self._interpolated(v, environment, file, f"{path}.{k}" if path else str(k))
                for k, v in value.items()
            }
        if isinstance(value, list):
            return [
                self._interpolated(v, environment, file, f"{path}[{i}]")
                for i, v in enumerate(value)
            ]
        if isinstance(value, Tagged):
            return Tagged(value.tag, self._interpolated(value.value, environment, file, path))
        if isinstance(value, str) and "$" in value:
            return self._resolved(value, environment, f"{file}: {path}")
        return value

    def _resolved(self, value: str, environment: Mapping[str, str], place: str) -> str:
        interpolation = Interpolation(environment)
        try:
            result = interpolation.resolved(value)
        except Malformed as exc:
            self.fatal(place, f"cannot be interpolated: {exc}.")
            return ""
        self._unset |= interpolation.unset
        for name, message in interpolation.required.items():
            reason = f"needs the variable {name} ({message}): set it in .env beside the file."
            # The value of a container's variable is often a secret that is not in the files.
            self.issues.append(Issue(place, reason, fatal=".environment" not in place))
        return result

    def _add(self, path: str, document: dict[str, Any], into: Composition) -> None:
        name = document.get("name")
        if isinstance(name, str) and name:
            into.name = name
        for index, entry in enumerate(_entries(document.get("include"))):
            self._include(f"{path}: include[{index}]", entry, path, into)
        services = document.get("services")
        if isinstance(services, Tagged):
            services = services.value
        if services is None and ("include" in document or into.services):
            return
        if not isinstance(services, dict):
            self.fatal(
                f"{path}: services",
                "must be a mapping of services."
                if "services" in document
                else "is missing. A file of the first version, without it, needs `services:` above.",
            )
            return
        raw = {str(key): value for key, value in services.items()}
        for service, value in raw.items():
            self._service(service, value, _File(path, raw), into)

    def _service(self, service: str, value: Any, file: "_File", into: Composition) -> None:
        place = f"{file.path}: services.{service}"
        tag, body = (value.tag, value.value) if isinstance(value, Tagged) else ("", value)
        if tag == "!reset":
            into.services.pop(service, None)
            return
        if not isinstance(body, dict):
            self.fatal(place, "must be a mapping: a service has an image or a build at least.")
            return
        definition = self._extended(canonical(body, place, self.fatal), file, place, into)
        if definition is None:
            return
        earlier = {} if tag == "!override" else into.services.get(service, {})
        into.services[service] = merged(earlier, definition)
        into.places.setdefault(service, place)
        into.folders.setdefault(service, _folder(file.path))

    def _extended(
        self, definition: Definition, file: "_File", place: str, into: Composition
    ) -> Definition | None:
        extends = definition.pop("extends", None)
        if not isinstance(extends, dict):
            return definition
        target = joined(_folder(file.path), extends["file"]) if "file" in extends else file.path
        source = file if target == file.path else self._other(target, into.environment)
        mark = f"{target}: services.{extends['service']}"
        raw = source.services.get(extends["service"]) if source else None
        earlier = into.services.get(extends["service"]) if target == file.path else None
        if mark == place or mark in self._open:
            self.fatal(f"{place}.extends", "extends itself, directly or over others.")
        elif source is None:
            self.fatal(
                f"{place}.extends.file",
                f'"{target}" is not in the upload. Import the folder that holds both.',
            )
        elif isinstance(raw, dict):
            self._open.append(mark)
            base = self._extended(canonical(raw, mark, self.fatal), source, mark, into)
            self._open.pop()
            return None if base is None else _laid_over(base, definition)
        elif earlier is not None:
            return _laid_over(earlier, definition)
        else:
            self.fatal(
                f"{place}.extends.service", f'{target} has no service "{extends["service"]}".'
            )
        return None

    def _other(self, path: str, environment: Mapping[str, str]) -> "_File | None":
        if path not in self.names:
            return None
        services: dict[str, Any] = {}
        for document in self._documents(path, environment):
            section = document.get("services")
            if isinstance(section, dict):
                services |= {str(key): value for key, value in section.items()}
        return _File(path, services)

    def _include(self, place: str, entry: Any, path: str, into: Composition) -> None:
        long = entry if isinstance(entry, dict) else {"path": entry}
        listed = [p for p in _entries(long.get("path")) if isinstance(p, str)]
        if not listed:
            self.fatal(place, "must be a path, or a mapping with `path`.")
            return
        paths = tuple(joined(_folder(path), name) for name in listed)
        if missing := [name for name in paths if name not in self.names]:
            self.note(
                place,
                f"{', '.join(missing)} is not in the upload: its services were not read. "
                "Import the folder that holds both.",
            )
            return
        given = long.get("project_directory")
        folder = joined(_folder(path), given) if isinstance(given, str) else _folder(paths[0])
        environment = dict(into.environment)
        named = [name for name in _entries(long.get("env_file")) if isinstance(name, str)]
        beside = [joined(_folder(path), name) for name in named] or [joined(folder, ".env")]
        for name in beside:
            environment = self.environment(name, environment)
        found = self._composition(paths, environment)
        for service, definition in found.services.items():
            into.services[service] = merged(into.services.get(service, {}), definition)
            into.places.setdefault(service, found.places[service])
            into.folders.setdefault(service, found.folders[service])


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    services: Mapping[str, Any]


def _laid_over(base: Definition, definition: Definition) -> Definition:
    """Return the definition over its base, its tags spent on the base alone."""
    return merged(base, definition)


def _entries(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _folder(name: str) -> str:
    parent = str(PurePosixPath(name).parent)
    return "" if parent == "." else parent
