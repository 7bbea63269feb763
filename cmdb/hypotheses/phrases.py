"""An edit as one types it: `add server:db3`, `relate shop DEPENDS_ON db3 group=db`, `retire db2`."""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cmdb.errors import Invalid
from cmdb.model.names import hint

FORMS = (
    "add CLASS:NAME [FIELD=VALUE]…",
    "set CI FIELD=VALUE…",
    "retire CI",
    "remove CI",
    "relate CI TYPE CI [FIELD=VALUE]…",
    "unrelate CI TYPE CI",
    "quorum CI GROUP NEEDS [WANTS]",
)
_ENDS = 3
_Data = dict[str, Any]


def edit(text: str) -> _Data:
    """Return the edit that a phrase says, as JSON has it. Raises Invalid with the form it has.

    Words are split as a shell does, so that quotes keep a name with blanks together.
    """
    try:
        words = shlex.split(text)
    except ValueError as exc:
        raise _wrong(text, f"{str(exc).lower()}: quotes go in pairs") from exc
    verb, rest = (words[0], words[1:]) if words else ("", [])
    read = _VERBS.get(verb)
    if read is None:
        raise _wrong(text, f"{verb!r} is nothing that one can suppose.{hint(verb, _VERBS)}")
    found = read(rest)
    if found is None:
        form = next(one for one in FORMS if one.startswith(f"{verb} "))
        raise _wrong(text, f"it is `{form}`")
    return found


def _wrong(text: str, reason: str) -> Invalid:
    end = "" if reason.endswith(("?", ".")) else "."
    return Invalid(f"{text!r}: {reason}{end}", remedy=f"There are: {'; '.join(FORMS)}.")


def _add(words: Sequence[str]) -> _Data | None:
    class_name, colon, name = words[0].partition(":") if words else ("", "", "")
    fields = _fields(words[1:])
    if not (class_name and colon and name) or fields is None:
        return None
    return {"op": "add_ci", "key": name, "class": class_name, **fields}


def _set(words: Sequence[str]) -> _Data | None:
    fields = _fields(words[1:])
    return {"op": "change_ci", "ci": words[0], **fields} if words and fields else None


def _retire(words: Sequence[str]) -> _Data | None:
    return {"op": "retire_ci", "ci": words[0]} if len(words) == 1 else None


def _remove(words: Sequence[str]) -> _Data | None:
    return {"op": "remove_ci", "ci": words[0]} if len(words) == 1 else None


def _relate(words: Sequence[str]) -> _Data | None:
    fields = _fields(words[_ENDS:])
    if len(words) < _ENDS or fields is None:
        return None
    typed = {name: _scalar(value) for name, value in fields.items()}
    return {"op": "relate", "from": words[0], "type": words[1], "to": words[2], **typed}


def _unrelate(words: Sequence[str]) -> _Data | None:
    if len(words) != _ENDS:
        return None
    return {"op": "unrelate", "from": words[0], "type": words[1], "to": words[2]}


def _quorum(words: Sequence[str]) -> _Data | None:
    if len(words) not in (_ENDS, _ENDS + 1):
        return None
    amounts = [int(word) if word.isdecimal() else word for word in words[2:]]
    said: Any = amounts[0] if len(amounts) == 1 else {"needs": amounts[0], "wants": amounts[1]}
    return {
        "op": "quorum",
        "ci": words[0],
        "group": words[1],
        "quorum": None if said == "default" else said,
    }


def _fields(words: Sequence[str]) -> _Data | None:
    """Return FIELD=VALUE words; `attributes.x=y` is a class's own field, nothing behind = unsets."""
    found: _Data = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            return None
        holder = found
        if name.startswith("attributes."):
            holder, name = found.setdefault("attributes", {}), name.removeprefix("attributes.")
        holder[name] = value.split(",") if name == "tags" and value else value or None
    return found


def _scalar(value: str | None) -> Any:
    """Return a relation's property: a number where it is written as one."""
    try:
        return None if value is None else json.loads(value)
    except ValueError:
        return value


_VERBS: Mapping[str, Callable[[Sequence[str]], _Data | None]] = {
    "add": _add,
    "set": _set,
    "retire": _retire,
    "remove": _remove,
    "relate": _relate,
    "unrelate": _unrelate,
    "quorum": _quorum,
}
