"""Where sources disagree about one CI: pure comparison of what each said last."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from cmdb.model import Model
from cmdb.quality.model import Finding, Said
from cmdb.quality.subject import Subject

# Every source has names and words of its own for a thing; when it saw it is no statement about it.
OWN_WORDS = frozenset(
    {"name", "description", "tags", "first_seen", "last_seen", "sources", "lifecycle", "health"}
)
_CLOSE = 0.05
_MOST = 60


def conflicts(model: Model, subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each attribute that sources say differently, and for the class.

    Lists are parts of a whole, so they do not disagree. Numbers within 5 % are the same measure
    (16 GB and 15.6 GB), and a text that only says more (`db1` and `db1.corp.example`) agrees.
    """
    saying = [one for one in subject.said if one.values is not None]
    if len(saying) < 2:  # noqa: PLR2004  it takes two to disagree
        return
    if "class" not in subject.pinned and not one_line(model, {_class(one) for one in saying}):
        yield _finding(subject, "class", [(one.source, _class(one)) for one in saying])
    fields = {one.source: _fields(one) for one in saying}
    decided = OWN_WORDS | subject.pinned  # a person has said what holds
    for name in sorted({name for said in fields.values() for name in said} - decided):
        values = [(source, said[name]) for source, said in fields.items() if name in said]
        if any(disagree(a, b) for (_, a), (_, b) in combinations(values, 2)):
            yield _finding(subject, name, values)


def disagree(one: Any, other: Any) -> bool:
    """Tell whether two values of an attribute cannot both be right."""
    if isinstance(one, list) or isinstance(other, list):
        return False
    if _is_number(one) and _is_number(other):
        return bool(abs(one - other) > _CLOSE * max(abs(one), abs(other)))
    first, second = str(one).strip().casefold(), str(other).strip().casefold()
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return not (long.startswith(short) and not long[len(short) : len(short) + 1].isalnum())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fields(one: Said) -> Mapping[str, Any]:
    fields = (one.values or {}).get("fields")
    if not isinstance(fields, dict):
        return {}
    return {name: value for name, value in fields.items() if value is not None}


def _class(one: Said) -> str:
    return str((one.values or {}).get("class", ""))


def one_line(model: Model, said: Collection[str]) -> bool:
    """Tell whether the classes are one and its parents: a machine may be a virtual machine."""
    names = set(said) & model.classes.keys()
    return all(
        a in model.classes[b].ancestors or b in model.classes[a].ancestors
        for a, b in combinations(sorted(names), 2)
    )


def _finding(subject: Subject, name: str, values: Sequence[tuple[str, Any]]) -> Finding:
    said = ", ".join(f"{source} says {_short(value)}" for source, value in sorted(values, key=_key))
    return Finding(
        "conflict",
        f"{name.replace('_', ' ')}: {said}",
        f"cmdb show {subject.ref} --sources; correct the source that is wrong"
        + ("" if name == "class" else f", or cmdb set {subject.ref} {name}=…"),
    )


def _key(pair: tuple[str, Any]) -> tuple[str, str]:
    return pair[0], str(pair[1])


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
