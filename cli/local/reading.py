"""Files to what importers make of them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from pydantic import BaseModel, ValidationError

import importers
from api.services import Importing
from cli.local import live
from cli.local.apart import Processes
from cmdb.errors import Invalid, Problem
from cmdb.intake import Reading
from cmdb.intake.model import Files, Issue, Observation
from cmdb.model.names import hint
from importers import tabular

_NONE: Mapping[str, str] = MappingProxyType({})


def importing(model: Path | None = None) -> Importing:
    """Return what the importers do for an API; `model` is the operator's folder, if there is one."""
    return Importing(readings, kinds, guess, live, Processes(model))


def readings(
    files: Files, kind: str | None = None, given: Mapping[str, str] = _NONE
) -> Iterator[Reading]:
    """Yield what the importers make of the files, each of its kind.

    `given` are settings by name; each goes to those importers that know it. Raises Invalid,
    NotFound.
    """
    inputs = importers.inputs(files, kind)
    _check_names(given, [importers.importer(found).Settings for found, _ in inputs])
    for found, own in inputs:
        module = importers.importer(found)
        settings = _settings(module.Settings, own, given)
        module.check(settings)
        default = f"{found}:{own.project or 'upload'}"
        observations = _with(own.issues, module.read(settings, None))
        yield Reading(module.spec, observations, default)


def kinds() -> dict[str, Any]:
    """Return what can be imported: the importers by kind, and the names of files they may read."""
    listed = [
        {
            "kind": kind,
            "summary": module.spec.summary,
            "needs_network": module.spec.needs_network,
            "version": module.spec.version,
            "gives": module.spec.gives,
            "identifies": module.spec.identifies,
            "scope": module.spec.scope,
            "unknown": module.spec.unknown,
            "settings": sorted(_names(module.Settings)),
            "live": live.described(module.Settings),
        }
        for kind, module in sorted(importers.importers().items())
    ]
    unusable = [{"name": n, "reason": why} for n, why in sorted(importers.broken().items())]
    patterns = list(importers.patterns())
    return {"items": listed, "next": None, "patterns": patterns, "broken": unusable}


def guess(files: Files, given: Mapping[str, str] = _NONE) -> dict[str, Any]:
    """Return the mapping that a table speaks for: `{"name": …, "mapping": …}`. Raises Invalid."""
    _check_names(given, [tabular.Settings])
    settings = _settings(tabular.Settings, files, given)
    name, text = tabular.mapping(cast("tabular.Settings", settings))
    return {"name": name, "mapping": text}


def _names(settings: type[BaseModel]) -> set[str]:
    """Return the settings of an import of files: what reaches elsewhere is an admin's to set."""
    return settings.model_fields.keys() - {"files"} - live.names(settings)


def _check_names(given: Mapping[str, str], every: Iterable[type[BaseModel]]) -> None:
    known = {name for one in every for name in _names(one)}
    for name in given.keys() - known:
        raise Invalid(
            f"No importer of this input has the setting {name!r}.{hint(name, known)}",
            remedy=f"There are {', '.join(sorted(known))}." if known else "Leave it out.",
            candidates=sorted(known),
        )


def _settings(kind: type[BaseModel], files: Files, given: Mapping[str, str]) -> BaseModel:
    own = {name: value for name, value in given.items() if name in _names(kind)}
    try:
        return kind.model_validate({"files": files, **own})
    except ValidationError as exc:
        wrong = [Problem(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in exc.errors()]
        raise Invalid(
            f"A setting cannot be used: {'; '.join(map(str, wrong))}.", problems=wrong
        ) from exc


def _with(issues: Iterable[Issue], observations: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the observations, what was wrong with the upload behind the name of the source."""
    found = iter(observations)
    for first in found:
        return chain((first,), issues, found)
    return iter(issues)
