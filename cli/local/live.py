"""Live sources to what importers make of them: secrets are revealed here, and hosts admitted."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

import importers
from cmdb.errors import Invalid, Problem
from cmdb.intake import Reading
from cmdb.intake.reach import resolved
from cmdb.model.names import hint
from cmdb.sources import Means, rules
from cmdb.sources.secrets import revealed


def names(settings: type[BaseModel]) -> set[str]:
    """Return the settings that only a live source has: addresses, secrets, and what goes with them."""
    return {name for name, shape in _properties(settings).items() if _is_live(shape)}


def described(settings: type[BaseModel]) -> list[dict[str, Any]]:
    """Return every setting of a live source, from the JSON Schema; none where files are all it reads."""
    live = names(settings)
    if not live:
        return []
    required = set(settings.model_json_schema().get("required", ()))
    return [
        {
            "name": name,
            "type": "secret" if _is(shape, "password") else _type(shape),
            "about": shape.get("description", ""),
            "required": name in required,
            **({} if shape.get("default") is None else {"default": shape["default"]}),
        }
        for name, shape in sorted(_properties(settings).items())
        if name != "files"
    ]


def _properties(settings: type[BaseModel]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = settings.model_json_schema().get("properties", {})
    return found


def _forms(shape: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield shape
    yield from shape.get("anyOf", ())


def _is(shape: Mapping[str, Any], form: str) -> bool:
    return any(one.get("format") == form for one in _forms(shape))


def _is_live(shape: Mapping[str, Any]) -> bool:
    return bool(shape.get("live")) or _is(shape, "uri") or _is(shape, "password")


def _type(shape: Mapping[str, Any]) -> str:
    found = (one.get("type", "") for one in _forms(shape))
    return next((one for one in found if one and one != "null"), "string")


def accept(kind: str, settings: Mapping[str, str]) -> None:
    """Raise Invalid for settings that cannot be kept: unknown, wrong, or a secret in clear."""
    module = importers.importer(kind)
    if not names(module.Settings):
        raise Invalid(
            f"{kind} reads files alone: it has no live sources.",
            remedy="Import the files with `cmdb import`.",
        )
    for name, shape in _properties(module.Settings).items():
        if name in settings and _is(shape, "password"):
            rules.reference(name, settings[name])
        elif name in settings and _is(shape, "uri"):
            rules.address(name, settings[name])
    _validated(module.Settings, settings)


def check(kind: str, settings: Mapping[str, str], means: Means) -> None:
    """Ask the importer whether it would get an answer. Raises Invalid, Forbidden, Unavailable."""
    importers.importer(kind).check(_ready(kind, settings, means))


def reading(name: str, kind: str, settings: Mapping[str, str], means: Means) -> Reading:
    """Return what a run reads. Raises Invalid, Forbidden, Unavailable before anything is read."""
    module = importers.importer(kind)
    ready = _ready(kind, settings, means)
    module.check(ready)
    return Reading(module.spec, module.read(ready, None), name)


def _ready(kind: str, settings: Mapping[str, str], means: Means) -> BaseModel:
    """Return the settings with their secrets; every address in them is of an allowed host."""
    accept(kind, settings)
    module = importers.importer(kind)
    ready = dict(settings)
    for name, shape in _properties(module.Settings).items():
        if name in settings and _is(shape, "uri"):
            to = rules.address(name, settings[name])
            rules.admit(means.allowed, *to)
            resolved(*to)
    for name, shape in _properties(module.Settings).items():
        if name in settings and _is(shape, "password"):
            ready[name] = revealed(rules.reference(name, settings[name]), means.secrets)
    return _validated(module.Settings, ready)


def _validated(kind: type[BaseModel], settings: Mapping[str, str]) -> BaseModel:
    known = _properties(kind).keys() - {"files"}
    for name in settings.keys() - known:
        raise Invalid(
            f"There is no setting {name[:80]!r}.{hint(name, known)}",
            remedy=f"There are {', '.join(sorted(known))}.",
            candidates=sorted(known),
            problems=[Problem(name[:80], "is unknown")],
        )
    try:
        return kind.model_validate(dict(settings))
    except ValidationError as exc:
        # A message may repeat a value, but never one of a secret's: pydantic hides those.
        wrong = [Problem(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in exc.errors()]
        raise Invalid(
            f"A setting cannot be used: {'; '.join(map(str, wrong))}.",
            remedy="`cmdb source kinds` lists the settings of each kind.",
            problems=wrong,
        ) from exc
