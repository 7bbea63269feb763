"""CMDB documents, version 1: JSON, YAML, and JSON Lines as a stream."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake import json_text, text, yaml_text
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import MIB, Unreadable
from importers.cmdb_document import entries

spec = Spec(
    kind="cmdb_document",
    summary="CMDB documents: JSON, YAML or JSON Lines",
    gives="CIs of any class and relations of any type, as `cmdb export` writes them.",
    identifies="The key within the document's source; an id where a document restores one.",
    scope="A document: complete only with `--set complete=true`.",
    unknown="Nothing that its writer did not write.",
)

JSON_LIMIT = 256 * MIB
LINES_LIMIT = 8 * 1024 * MIB
_VERSION = 1
_LINES = (".jsonl", ".ndjson")
_DATA = (".json", ".yaml", ".yml", *_LINES)
_BEGINNING = re.compile(
    r'\A\s*\{\s*"cmdb"\s*:|\A(?:\s|#.*|---|%YAML.*)*(?:"?cmdb"?|cis)\s*:\s', re.MULTILINE
)
_WITHIN = re.compile(r'"cmdb"\s*:\s*\d|"cis"\s*:\s*\[|^cmdb\s*:|^cis\s*:', re.MULTILINE)


class Settings(BaseModel):
    """The uploaded documents. `complete`: they hold all that their sources know."""

    model_config = ConfigDict(frozen=True)

    files: Files
    complete: bool = False


def recognises(files: Files, name: str) -> bool:
    """Return whether the file begins as a CMDB document does."""
    start = text.head(files.path(name))
    if PurePosixPath(name).suffix.lower() in _DATA:
        return bool(_WITHIN.search(start))
    return bool(_BEGINNING.search(start))


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not settings.files.names:
        raise Invalid("There is no file to import.", remedy="Name a file, or a folder with files.")


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the documents hold, each after its source's name; wrong input comes as issues.

    JSON Lines are read as a stream. Keys are resolved by the core, over all documents of a source.
    """
    names = _mine(settings.files)
    for name in names:
        prefix = f"{name}: " if len(names) > 1 else ""
        complete = settings.complete
        try:
            for observation in _document(settings.files.path(name), name, prefix):
                complete = complete and not isinstance(observation, Issue)
                yield observation
        except Unreadable as exc:
            complete = False
            yield exc.issue(name)
        yield ScopeEnd("", complete=complete)


def _mine(files: Files) -> list[str]:
    found = [name for name in files.names if recognises(files, name)]
    data = [name for name in files.names if PurePosixPath(name).suffix.lower() in _DATA]
    return found or data or list(files.names)


def _document(path: Path, name: str, prefix: str) -> Iterator[Observation]:
    if _is_lines(path, name):
        yield from _from_lines(path, name, prefix)
    elif _is_json(path, name):
        yield from _whole(json_text.value(text.text(path, JSON_LIMIT), mend=False), name, prefix)
    else:
        value = yaml_text.single(text.text(path, yaml_text.SIZE_LIMIT))
        yield from _whole(value, name, prefix)


def _is_json(path: Path, name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix == ".json" or (
        suffix not in (".yaml", ".yml") and text.head(path).lstrip().startswith("{")
    )


def _is_lines(path: Path, name: str) -> bool:
    """Return whether more stands below a first line that is a header and nothing else."""
    if PurePosixPath(name).suffix.lower() in _LINES:
        return True
    first, _, rest = text.head(path).lstrip().partition("\n")
    if not (first.startswith("{") and rest.strip()):
        return False
    try:
        header = json_text.value(first)
    except Unreadable:
        return False
    return isinstance(header, dict) and "cmdb" in header and not {"cis", "relations"} & set(header)


def _from_lines(path: Path, name: str, prefix: str) -> Iterator[Observation]:
    header_seen = False
    for number, line in text.lines(path, LINES_LIMIT):
        place = f"{prefix}line {number}"
        try:
            entry = json_text.value(line, mend=False)
        except Unreadable as exc:
            at = f"{place}, column {exc.column}" if exc.column else place
            yield Issue(at, str(exc))
            if not header_seen:
                return
            continue
        if header_seen:
            is_relation = isinstance(entry, dict) and bool({"from", "to", "type"} & entry.keys())
            yield from (entries.relation if is_relation else entries.ci)(entry, place)
            continue
        header_seen = True
        issues = list(_header_issues(entry, place, {"cmdb", "source"}))
        yield SourceName(_source(entry, name))
        yield from issues
        if issues:
            return


def _whole(document: Any, name: str, prefix: str) -> Iterator[Observation]:
    issues = list(_header_issues(document, prefix, {"cmdb", "source", "cis", "relations"}))
    yield SourceName(_source(document, name))
    yield from issues
    if not isinstance(document, dict):
        return
    for section, read_entry in (("cis", entries.ci), ("relations", entries.relation)):
        listed = document.get(section)
        if listed is not None and not isinstance(listed, list):
            yield Issue(f"{prefix}{section}", "must be a list.")
            continue
        for index, entry in enumerate(listed or ()):
            yield from read_entry(entry, f"{prefix}{section}[{index}]")


def _header_issues(header: Any, place: str, allowed: set[str]) -> Iterator[Issue]:
    at = f"{place}." if place and not place.endswith(": ") else place
    here = place.rstrip(": ")
    if not isinstance(header, dict):
        yield Issue(here, 'a CMDB document is an object that begins with "cmdb": 1.')
        return
    version = header.get("cmdb")
    if "cmdb" not in header:
        yield Issue(f"{at}cmdb", 'is missing: a CMDB document begins with "cmdb": 1.')
    elif isinstance(version, bool) or version != _VERSION:
        shown = repr(version)[:40]
        yield Issue(f"{at}cmdb", f"is {shown}: version 1 is the only one that is known here.")
    if "source" in header and (issue := entries.text_issue(header["source"], f"{at}source")):
        yield issue
    for name in header.keys() - allowed:
        yield Issue(f"{at}{name}", f"is no field here; known are {', '.join(sorted(allowed))}.")


def _source(header: Any, name: str) -> str:
    given = header.get("source") if isinstance(header, dict) else None
    if given is None or entries.text_issue(given, ""):
        return PurePosixPath(name).name
    return str(given).strip()
