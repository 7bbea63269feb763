"""What an importer may do with an upload, and what is a finding."""

import json
from dataclasses import asdict, replace
from typing import Any

from cmdb.errors import CmdbError
from cmdb.intake.model import (
    Cursor,
    Elsewhere,
    Files,
    Issue,
    ObservedCI,
    ObservedRelation,
    ScopeEnd,
    SourceName,
    Tombstone,
)

_KNOWN = (SourceName, ObservedCI, ObservedRelation, Tombstone, ScopeEnd, Cursor, Issue)


class Finding(Exception):
    """An importer yielded what no importer may."""


def examine(module: Any, files: Files) -> int:
    """Read the upload; return how many observations came. Raises whatever is a finding."""
    for name in files.names:
        module.recognises(files, name)
    settings = module.Settings(files=files)
    try:
        module.check(settings)
    except CmdbError:
        return 0
    count, ends = 0, False
    for one in module.read(settings, None):
        count += 1
        ends = ends or isinstance(one, ScopeEnd) or (isinstance(one, Issue) and one.fatal)
        _observation(one, module.spec)
    if not ends:
        raise Finding("it ended without a ScopeEnd, and without saying what is wrong")
    return count


def _observation(one: Any, spec: Any) -> None:
    if not isinstance(one, _KNOWN):
        raise Finding(f"{one!r:.200} is no observation")
    if isinstance(one, ObservedCI):
        if not (
            isinstance(one.external_id, str)
            and one.external_id
            and isinstance(one.name, str)
            and one.name
        ):
            raise Finding(f"a CI without external id or name: {one!r:.300}")
        if spec.classes and one.class_name not in spec.classes:
            raise Finding(f"the class {one.class_name!r} is not declared")
    if isinstance(one, ObservedRelation) and spec.relations and one.type not in spec.relations:
        raise Finding(f"the relation type {one.type!r} is not declared")
    _storable(one)


def _storable(one: Any) -> None:
    """Raise Finding for a text that no database takes, such as half of a character.

    What stands in fields is for the model to refuse: it knows which kinds they are of.
    """
    if isinstance(one, ObservedCI | ObservedRelation):
        one = replace(one, fields={})
    try:
        json.dumps(_plain(asdict(one)), ensure_ascii=False, default=repr).encode()
    except UnicodeEncodeError as exc:
        raise Finding(f"holds half of a character: {one!r:.300}") from exc


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Elsewhere):
        return _plain(asdict(value))
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
