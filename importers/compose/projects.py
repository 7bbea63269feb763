"""Which files make a Compose project, by the rules of `docker compose` itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from cmdb.intake import text, yaml_text
from cmdb.intake.model import Files

MAIN = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDE = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
TAGS = ("!reset", "!override")
_FILE_NAME = re.compile(r"(?:docker-)?compose(?:[._-].+)?\.ya?ml\Z")
_SERVICES = re.compile(r"^services[ ]*:[ ]*(?:[#&!{].*)?$", re.MULTILINE)
_SERVICE_KEY = re.compile(
    r"^[ ]+(?:image|build|extends|depends_on|environment|env_file|ports|command|container_name)[ ]*:",
    re.MULTILINE,
)
_JSON = re.compile(r'\A\s*\{.*"services"\s*:\s*\{.*"(?:image|build|depends_on)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Project:
    """Files to merge in this order; `variants` lie beside them and are not read by default."""

    name: str
    folder: str
    files: tuple[str, ...]
    variants: tuple[str, ...] = ()


def recognised(files: Files, name: str) -> bool:
    """Return whether a file of the upload is a Compose file, by its name or its beginning."""
    path = PurePosixPath(name)
    if _FILE_NAME.match(path.name):
        return True
    if path.suffix not in (".yaml", ".yml", ".json"):
        return False
    start = text.head(files.path(name))
    if path.suffix == ".json":
        return bool(_JSON.match(start))
    found = _SERVICES.search(start)
    return bool(found and _SERVICE_KEY.search(start, found.end()))


def accompanies(files: Files, name: str) -> bool:  # noqa: ARG001  the contract's parameters
    """Return whether a file may hold variables for a Compose file."""
    last = PurePosixPath(name).name
    return last.startswith(".env") or last.endswith((".env", ".properties"))


def projects(files: Files) -> tuple[Project, ...]:
    """Return the projects of an upload: a folder's main file with its override, and each other
    Compose file for itself, unless one of them includes or extends it.
    """
    mine = [name for name in files.names if recognised(files, name)] or [
        name for name in files.names if PurePosixPath(name).suffix in (".yaml", ".yml", ".json")
    ]
    used = {name for file in mine for name in referenced(files, file)}
    folders: dict[str, list[str]] = {}
    for name in [name for name in mine if name not in used] or mine:
        folders.setdefault(_folder(name), []).append(name)
    found = [p for folder, names in folders.items() for p in _of_folder(files, folder, names)]
    return tuple(sorted(found, key=lambda project: project.files))


def _of_folder(files: Files, folder: str, names: list[str]) -> Iterator[Project]:
    called = PurePosixPath(folder).name if folder else files.project
    by_name = {PurePosixPath(name).name: name for name in names}
    main = next((by_name[name] for name in MAIN if name in by_name), None)
    if main is None:
        for name in names:
            stem = PurePosixPath(name).stem
            yield Project(f"{called}/{stem}" if called else stem, folder, (name,))
        return
    override = next((by_name[name] for name in OVERRIDE if name in by_name), None)
    chosen = (main, override) if override else (main,)
    rest = [name for name in names if name not in chosen]
    variants = tuple(n for n in rest if _FILE_NAME.match(PurePosixPath(n).name))
    yield Project(normalised(called), folder, chosen, variants)
    for name in rest:
        if name not in variants:
            yield Project(f"{called}/{PurePosixPath(name).stem}", folder, (name,))


def normalised(name: str) -> str:
    """Return a project name as Compose makes it of a folder's; one it could not use stays."""
    return re.sub(r"[^a-z0-9_-]", "", name.lower()).lstrip("_-") or name or "default"


def referenced(files: Files, name: str) -> set[str]:
    """Return the files of the upload that this Compose file includes or extends."""
    value = _glance(files.path(name))
    folder = _folder(name)
    paths: list[Any] = []
    for entry in _list(value.get("include")):
        path = entry.get("path") if isinstance(entry, Mapping) else entry
        paths += _list(path)
    services = value.get("services")
    for service in services.values() if isinstance(services, Mapping) else ():
        extends = service.get("extends") if isinstance(service, Mapping) else None
        paths += [extends.get("file")] if isinstance(extends, Mapping) else []
    targets = {joined(folder, path) for path in paths if isinstance(path, str)}
    return (targets & set(files.names)) - {name}


def joined(folder: str, path: str) -> str:
    """Return a path relative to the upload's root, from one relative to `folder`."""
    parts: list[str] = []
    for part in PurePosixPath(folder, path.replace("\\", "/")).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _glance(path: Path) -> Mapping[str, Any]:
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return {}
    return _parsed(path, stamp)


@lru_cache(maxsize=64)
def _parsed(path: Path, _stamp: int) -> Mapping[str, Any]:
    """Return the first document, or nothing: what is wrong with it is told when it is read."""
    try:
        content = text.text(path, yaml_text.SIZE_LIMIT)
        first = next(yaml_text.documents(content, TAGS), None)
    except text.Unreadable:
        return {}
    return first.value if first and isinstance(first.value, dict) else {}


def _folder(name: str) -> str:
    parent = str(PurePosixPath(name).parent)
    return "" if parent == "." else parent


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]
