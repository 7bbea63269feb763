"""A hypothesis as JSON or YAML has it: a list of objects, each with an `op` and what that takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cmdb.errors import Invalid, Problem
from cmdb.hypotheses.checks import refuse
from cmdb.hypotheses.model import AddCi, ChangeCi, Edit, GoneCi, Relate, SetQuorum, Unrelate
from cmdb.model import Model
from cmdb.model.names import hint

MOST = 1_000
"""How many edits one question may hold."""
_LONGEST = 600
_Data = dict[str, Any]


def edits(model: Model, data: Sequence[Any], where: str = "hypothesis") -> list[Edit]:
    """Return the edits that a document says. Raises Invalid that names every place."""
    if len(data) > MOST:
        reason = f"has {len(data):,} edits; at most {MOST:,} are taken"
        raise Invalid(f"{where} {reason}.", problems=[Problem(where, reason)])
    wrong: list[Problem] = []
    found: list[Edit] = []
    for at, one in enumerate(data):
        try:
            found.append(_edit(model, one))
        except _Unfit as exc:
            wrong.append(Problem(f"{where}[{at}]{exc.field}", exc.reason))
    refuse(wrong)
    return found


class _Unfit(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = f".{field}" if field else ""
        self.reason = reason


def _edit(model: Model, one: Any) -> Edit:
    if not isinstance(one, Mapping):
        raise _Unfit("", "is no object with an `op`")
    data = dict(one)
    op = data.pop("op", None)
    read = _OPS.get(op) if isinstance(op, str) else None
    if read is None:
        said = f"{op!r} is no edit.{hint(str(op), _OPS)} There are" if op else "is missing:"
        raise _Unfit("op", f"{said} {', '.join(_OPS)}")
    return read(model, data)


def _text(data: _Data, name: str, otherwise: str | None = None) -> str:
    value = data.pop(name, otherwise)
    if value is None:
        raise _Unfit(name, "is missing")
    if not isinstance(value, str) or not value.strip():
        raise _Unfit(name, f"{value!r} is no text")
    if len(value) > _LONGEST:
        raise _Unfit(name, f"has {len(value):,} characters; at most {_LONGEST} fit")
    return value


def _all_known(data: _Data, known: Sequence[str]) -> None:
    for name in data:
        raise _Unfit(str(name), f"no such field of this edit.{hint(str(name), known)}")


def _fields(model: Model, data: _Data) -> _Data:
    """Return what is left as fields of a CI: common ones, and a class's own of `attributes`."""
    own = data.pop("attributes", {})
    if not isinstance(own, Mapping):
        raise _Unfit("attributes", "is no object")
    common = model.ci_class("ci").attributes
    for name in data:
        if name not in common:
            advice = "a class's own stand under attributes"
            raise _Unfit(str(name), f"no field of every CI: {advice}.{hint(str(name), common)}")
    for name in own:
        if name in common:
            raise _Unfit(f"attributes.{name}", f"stands beside the op: {name}")
    return {**data, **own}


def _add(model: Model, data: _Data) -> Edit:
    name = data.get("name")
    key = _text(data, "key", name if isinstance(name, str) else None)
    class_name = _text(data, "class")
    quorum = data.pop("quorum", {})
    if not isinstance(quorum, Mapping):
        raise _Unfit("quorum", "is no object of groups")
    return AddCi(key, class_name, {"name": key, **_fields(model, data)}, quorum)


def _change(model: Model, data: _Data) -> Edit:
    ci = _text(data, "ci")
    class_name = _text(data, "class") if "class" in data else None
    fields = _fields(model, data)
    if not fields and class_name is None:
        raise _Unfit("", f"says nothing that would change of {ci}")
    return ChangeCi(ci, fields, class_name)


def _retire(_: Model, data: _Data) -> Edit:
    ci = _text(data, "ci")
    _all_known(data, ("ci",))
    return GoneCi(ci, "retired")


def _remove(_: Model, data: _Data) -> Edit:
    ci = _text(data, "ci")
    _all_known(data, ("ci",))
    return GoneCi(ci, "removed")


def _relate(_: Model, data: _Data) -> Edit:
    return Relate(_text(data, "from"), _text(data, "type"), _text(data, "to"), data)


def _unrelate(_: Model, data: _Data) -> Edit:
    found = Unrelate(_text(data, "from"), _text(data, "type"), _text(data, "to"))
    _all_known(data, ("from", "type", "to"))
    return found


def _quorum(_: Model, data: _Data) -> Edit:
    if "quorum" not in data:
        raise _Unfit("quorum", "is missing: a count, 50%, majority, n-1, all, or null")
    found = SetQuorum(_text(data, "ci"), _text(data, "group"), data.pop("quorum"))
    _all_known(data, ("ci", "group", "quorum"))
    return found


_OPS: Mapping[str, Callable[[Model, _Data], Edit]] = {
    "add_ci": _add,
    "change_ci": _change,
    "retire_ci": _retire,
    "remove_ci": _remove,
    "relate": _relate,
    "unrelate": _unrelate,
    "quorum": _quorum,
}
