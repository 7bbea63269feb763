"""JSON schemas of the types that answers are made of: TypedDicts, dataclasses, lists, unions, literals."""

import dataclasses
import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import (
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

Schema = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    datetime: {"type": "string"},
    date: {"type": "string"},
    types.NoneType: {"type": "null"},
    Any: {},
    object: {},
}


def of(type_: Any) -> Schema:
    """Return the schema of a type, complete in itself: what refers to itself is anything there."""
    return _of(type_, ())


def _of(type_: Any, above: tuple[Any, ...]) -> Schema:
    if type_ in _PLAIN:
        return dict(_PLAIN[type_])
    if type_ in above:
        return {}
    if is_typeddict(type_):
        return _fields(type_, type_.__required_keys__, (*above, type_))
    if dataclasses.is_dataclass(type_):
        names = [one.name for one in dataclasses.fields(type_)]
        return _fields(type_, names, (*above, type_))
    return _made(get_origin(type_), get_args(type_), above)


def _fields(type_: Any, required: Iterable[str], above: tuple[Any, ...]) -> Schema:
    hints = get_type_hints(type_)
    return {
        "type": "object",
        "required": sorted(required),
        "properties": {name: _of(hint, above) for name, hint in hints.items()},
    }


def _made(origin: Any, args: tuple[Any, ...], above: tuple[Any, ...]) -> Schema:
    """Return the schema of a type made of others."""
    if origin is Literal:
        return {"type": "string", "enum": list(args)} if _texts(args) else {"enum": list(args)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(one, above) for one in args]}
    if origin in (NotRequired, Required):
        return _of(args[0], above)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(args[1], above)}
    if isinstance(origin, type) and issubclass(origin, Iterable):
        kinds = [one for one in args if one is not Ellipsis]
        one = _of(kinds[0], above) if len(set(kinds)) == 1 else {}
        return {"type": "array", "items": one}
    raise TypeError(f"No schema is known of {origin or args!r}.")


def _texts(args: Iterable[Any]) -> bool:
    return all(isinstance(one, str) for one in args)
