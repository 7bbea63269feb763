"""Classes of CIs, and the tree that they form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cmdb.model.attributes import Attribute
from cmdb.model.files import AttributeShape, ClassShape, Found
from cmdb.model.names import RESERVED_LABELS, hint, label
from cmdb.model.quorum import Quorum

ROOT = "ci"
_OPERATIONAL = range(2, 7)


@dataclass(frozen=True, slots=True)
class CiClass:
    """A class with all that it inherits. `ancestors` and `labels` hold every level, in that order:
    itself first, and `CI` first. `declared` names the class that first declares each attribute.
    """

    name: str
    label: str
    labels: tuple[str, ...]
    parent: str | None
    ancestors: tuple[str, ...]
    layer: int | None
    abstract: bool
    icon: str
    summary: str
    attributes: Mapping[str, Attribute]
    declared: Mapping[str, str]
    identified_by: tuple[tuple[str, ...], ...]
    quorums: Mapping[str, Quorum]
    examples: tuple[Mapping[str, Any], ...]

    @property
    def operational(self) -> bool:
        """Whether it is operated (layers 2 to 6), so that it has health and incidents."""
        return self.layer in _OPERATIONAL

    def as_data(self) -> dict[str, Any]:
        """Return everything about the class as JSON can hold it."""
        return {
            "name": self.name,
            "label": self.label,
            "labels": list(self.labels),
            "parent": self.parent,
            "layer": self.layer,
            "operational": self.operational,
            "abstract": self.abstract,
            "icon": self.icon,
            "summary": self.summary,
            "identified_by": [list(names) for names in self.identified_by],
            "attributes": [a.as_data() for a in self.attributes.values()],
            "quorums": {group: q.as_data() for group, q in self.quorums.items()},
            "examples": [dict(example) for example in self.examples],
        }


def tree(found: Iterable[Found[ClassShape]]) -> dict[str, CiClass]:
    """Return the classes by name, parents before children. Raises Invalid."""
    files: dict[str, Found[ClassShape]] = {}
    for file in found:
        if file.name in files:
            raise file.wrong("", f"the class {file.name!r} exists already: {files[file.name].path}")
        files[file.name] = file
    made: dict[str, CiClass] = {}
    for name in files:
        _make(name, files, made)
    _check_labels(made, files)
    return made


def _make(name: str, files: Mapping[str, Found[ClassShape]], made: dict[str, CiClass]) -> None:
    # A list in place of recursion: a chain of a thousand classes is an odd model, not a crash.
    line = [name]
    while line[-1] not in made:
        file = files[line[-1]]
        parent = file.shape.extends
        if file.name == ROOT and parent is None:
            made[ROOT] = _root(file)
        elif parent is None:
            raise file.wrong("extends", f"is missing: every class but {ROOT!r} has a parent")
        elif parent in made:
            made[file.name] = _child(file, made[parent])
        elif parent in line:
            round_trip = " → ".join([*line[line.index(parent) :], parent])
            raise file.wrong("extends", f"the class tree has a cycle: {round_trip}")
        elif parent not in files:
            raise file.wrong("extends", f"no class {parent!r}.{hint(parent, files)}")
        else:
            line.append(parent)
            continue
        line.pop()
        if not line:
            return


def _root(file: Found[ClassShape]) -> CiClass:
    shape = file.shape
    attributes = {n: _attribute(file, n, a, common=True) for n, a in shape.attributes.items()}
    return CiClass(
        name=ROOT,
        label=label(ROOT),
        labels=(label(ROOT),),
        parent=None,
        ancestors=(ROOT,),
        layer=shape.layer,
        abstract=shape.abstract,
        icon=shape.icon or "box",
        summary=shape.summary,
        attributes=MappingProxyType(attributes),
        declared=MappingProxyType(dict.fromkeys(attributes, ROOT)),
        identified_by=_identified_by(file, attributes, ()),
        quorums=MappingProxyType(dict(shape.quorums)),
        examples=tuple(shape.examples),
    )


def _child(file: Found[ClassShape], parent: CiClass) -> CiClass:
    shape = file.shape
    attributes = dict(parent.attributes)
    for name, said in shape.attributes.items():
        above = attributes.get(name)
        attributes[name] = (
            _attribute(file, name, said) if above is None else _redefined(file, above, said)
        )
    new = {name: file.name for name in shape.attributes if name not in parent.declared}
    return CiClass(
        name=file.name,
        label=label(file.name),
        labels=(*parent.labels, label(file.name)),
        parent=parent.name,
        ancestors=(file.name, *parent.ancestors),
        layer=parent.layer if shape.layer is None else shape.layer,
        abstract=shape.abstract,
        icon=shape.icon or parent.icon,
        summary=shape.summary,
        attributes=MappingProxyType(attributes),
        declared=MappingProxyType({**parent.declared, **new}),
        identified_by=_identified_by(file, attributes, parent.identified_by),
        quorums=MappingProxyType({**parent.quorums, **shape.quorums}),
        examples=tuple(shape.examples),
    )


def _attribute(
    file: Found[ClassShape], name: str, said: AttributeShape, *, common: bool = False
) -> Attribute:
    try:
        return Attribute(name=name, common=common, **given(said))
    except ValueError as exc:
        raise file.wrong(f"attributes.{name}", str(exc)) from exc


def _redefined(file: Found[ClassShape], above: Attribute, said: AttributeShape) -> Attribute:
    try:
        return above.redefined(**given(said))
    except ValueError as exc:
        raise file.wrong(f"attributes.{above.name}", str(exc)) from exc


def given(said: AttributeShape) -> dict[str, Any]:
    """Return what a file says of an attribute, without what it leaves out."""
    data = said.model_dump(exclude_none=True)
    if "enum" in data:
        data["enum"] = tuple(data["enum"])
    return data


def _identified_by(
    file: Found[ClassShape], attributes: Mapping[str, Attribute], above: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], ...]:
    said = file.shape.identified_by
    if said is None:
        return above
    for at, names in enumerate(said):
        for name in names:
            key = f"identified_by[{at}]"
            if name not in attributes:
                raise file.wrong(key, f"no attribute {name!r}.{hint(name, attributes)}")
            if attributes[name].type in ("text", "strings"):
                raise file.wrong(key, f"{name!r} is {attributes[name].type}: it cannot identify")
    return tuple(tuple(names) for names in said)


def _check_labels(made: Mapping[str, CiClass], files: Mapping[str, Found[ClassShape]]) -> None:
    by_label: dict[str, str] = {}
    for name, ci_class in made.items():
        if ci_class.label in RESERVED_LABELS:
            raise files[name].wrong("", f"the label {ci_class.label} is taken by the store itself")
        other = by_label.setdefault(ci_class.label, name)
        if other != name:
            reason = f"its label {ci_class.label} is that of the class {other!r} too"
            raise files[name].wrong("", reason)
