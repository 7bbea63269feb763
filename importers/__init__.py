"""Importers by kind: every folder here is one, found by being there.

A folder offers `spec`, `Settings`, `check(settings)`, `read(settings, state)` and, where it reads
files, `recognises(files, name)`. It may offer `accompanies(files, name)`: whether a file that
nobody recognises is one that it reads beside its own (`.env`); and `patterns`: the file names, as
`*.xml`, or paths, as `*host_vars/*`, that are worth sending of a folder. The package of a third
party offers the same under the entry-point group `cmdb.importers`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Protocol, cast

from pydantic import BaseModel

from cmdb.errors import Invalid, NotFound, Problem
from cmdb.intake.model import Files, Issue, Observation, Spec
from cmdb.model.names import hint

GROUP = "cmdb.importers"


class Importer(Protocol):
    """What a folder under `importers/` offers."""

    spec: Spec
    Settings: type[BaseModel]

    def check(self, settings: Any) -> None:
        """Raise Invalid for wrong settings, Forbidden for missing rights, Unavailable else."""

    def read(self, settings: Any, state: Mapping[str, Any] | None) -> Iterator[Observation]:
        """Yield what the source holds, SourceName first."""


def importers() -> Mapping[str, Importer]:
    """Return all importers by their kind. A third party's that does not load is none of them."""
    return _loaded()[0]


def broken() -> Mapping[str, str]:
    """Return the importers of third parties that cannot be used, with the reason."""
    return _loaded()[1]


@cache
def _loaded() -> tuple[Mapping[str, Importer], Mapping[str, str]]:
    own = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    found = {importer.spec.kind: importer for importer in cast("list[Importer]", own)}
    reasons: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda one: (one.name, one.value)):
        try:
            importer = cast("Importer", point.load())
        except (Exception, SystemExit) as exc:  # noqa: BLE001  somebody else's code may do anything
            reasons[point.name] = f"{point.value} does not load: {type(exc).__name__}: {exc}"[
                :_SAID
            ]
            continue
        if wrong := _unfit(importer, found):
            reasons[point.name] = f"{point.value} {wrong}"
        else:
            found[importer.spec.kind] = importer
    return MappingProxyType(found), MappingProxyType(reasons)


def _unfit(importer: Importer, known: Mapping[str, Importer]) -> str:
    """Return why a third party's importer cannot be one, or an empty text."""
    spec, settings = getattr(importer, "spec", None), getattr(importer, "Settings", None)
    if not isinstance(spec, Spec):
        return "has no `spec` that is a cmdb.intake.model.Spec."
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        return "has no `Settings` that is a pydantic model."
    if lacking := [
        name for name in ("check", "read") if not callable(getattr(importer, name, None))
    ]:
        return f"has no function `{lacking[0]}`."
    return f"is of the kind {spec.kind}, which another importer has." if spec.kind in known else ""


def importer(kind: str) -> Importer:
    """Return the importer of a kind. Raises NotFound with the known kinds."""
    if found := importers().get(kind):
        return found
    raise NotFound(
        f'There is no importer of the kind "{kind}".{hint(kind, importers())}',
        remedy=f"Known are {', '.join(sorted(importers()))}.",
        candidates=sorted(importers()),
    )


def patterns() -> tuple[str, ...]:
    """Return the patterns of the names of files that an importer may read."""
    own = (getattr(module, "patterns", ()) for module in importers().values())
    return tuple(sorted({*_PATTERNS, *(pattern for offered in own for pattern in offered)}))


def inputs(files: Files, kind: str | None = None) -> list[tuple[str, Files]]:
    """Return the upload as one (kind, files) a kind, each to be read on its own.

    Files that nobody recognises stay with every kind: they may be companions (`.env`); those
    that are not are named by the issues of the first. With a `kind` all of the upload is of that
    kind. Raises Invalid when nothing is recognised, NotFound for an unknown kind.
    """
    if not files.names:
        raise Invalid(
            "There is no file to import.",
            remedy="Name a file, or a folder with files.",
            problems=[Problem(issue.place, issue.reason) for issue in files.issues],
        )
    if kind:
        return [(importer(kind).spec.kind, files)]
    by_kind, rest, unclear = _recognised(files)
    if not by_kind:
        raise unclear[0] if unclear else _unknown(files)
    issues = [*files.issues, *(Issue(one.place, one.detail) for one in unclear)]
    issues += _skipped(files, by_kind, rest)
    found = []
    for name, own in by_kind.items():
        names = tuple(n for n in files.names if n in own or n in rest)
        found.append((name, replace(files, names=names, issues=tuple(issues))))
        issues = []
    return found


class _Unclear(Invalid):
    """A file that several importers take for theirs."""

    def __init__(self, name: str, kinds: list[str]) -> None:
        super().__init__(
            f"{name} could be of the kinds {', '.join(kinds)}.",
            remedy="Import it by itself, and say which with --from.",
            candidates=kinds,
        )
        self.place = name


def _recognised(files: Files) -> tuple[dict[str, set[str]], set[str], list[_Unclear]]:
    by_kind: dict[str, set[str]] = {}
    rest: set[str] = set()
    unclear: list[_Unclear] = []
    known = [
        (kind, recognises)
        for kind, module in importers().items()
        if (recognises := getattr(module, "recognises", None))
    ]
    for name in files.names:
        kinds = [kind for kind, recognises in known if _is_its(kind, recognises, files, name)]
        if len(kinds) > 1:
            unclear.append(_Unclear(name, kinds))
        elif kinds:
            by_kind.setdefault(kinds[0], set()).add(name)
        else:
            rest.add(name)
    return by_kind, rest, unclear


def _is_its(kind: str, recognises: Callable[[Files, str], bool], files: Files, name: str) -> bool:
    try:
        return recognises(files, name)
    except Exception:
        if importers()[kind].__name__.startswith(f"{__name__}."):  # type: ignore[attr-defined]  # a module
            raise
        return False  # a third party's importer that fails on a file does not read it


def _skipped(files: Files, kinds: Iterable[str], rest: set[str]) -> Iterator[Issue]:
    """Yield a note for each file that nobody reads; of very many, for the first of them."""
    readers = [
        accompanies
        for kind in kinds
        if (accompanies := getattr(importer(kind), "accompanies", None))
    ]
    left = [n for n in sorted(rest) if not any(reader(files, n) for reader in readers)]
    for name in left[:_NAMED]:
        yield Issue(name, "skipped: no importer knows it.", fatal=False)
    if len(left) > _NAMED:
        yield Issue("", f"{len(left) - _NAMED} more files were skipped.", fatal=False)


def _unknown(files: Files) -> Invalid:
    data = [n for n in files.names if PurePosixPath(n).suffix.lower() in _DATA]
    listed = data or list(files.names)
    empty = [n for n in listed if files.path(n).is_file() and not files.path(n).stat().st_size]
    shown = ", ".join(listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")  # noqa: PLR2004  three are enough
    return Invalid(
        f"{', '.join(empty[:3])}: empty."
        if empty
        else f"{shown}: of no kind that an importer knows.",
        remedy="Give a file that holds something."
        if empty
        else f"Say what it is with --from KIND: {', '.join(sorted(importers()))}.",
        candidates=() if empty else sorted(importers()),
    )


_NAMED = 50
_SAID = 300
_DATA = {".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".csv", ".tsv", ".xlsx", ".xml", ".tfstate"}
_PATTERNS = (
    *("*.json", "*.jsonl", "*.ndjson", "*.yaml", "*.yml", ".env*", "*.env", "*.properties"),
    *("*.csv", "*.xlsx", "*.xml", "*.tfstate", "*.ini", "*.ldif"),
    *("*.zip", "*.tar", "*.gz", "*.tgz"),
)
