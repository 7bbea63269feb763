"""`rules.toml`: relations that nobody should draw by hand, checked against the model."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from cmdb.model import Model, files
from cmdb.model.files import Line, Shape, Strength
from cmdb.relation_rules.checks import Checked
from cmdb.relation_rules.model import Rule

__all__ = ["FILE", "load"]

FILE = "rules.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")

Lines = Line | Annotated[list[Line], Field(min_length=1)]
Scalar = str | bool | int | float


class RelatedShape(Shape):
    """A relation that a CI must have: `to` or `from` a CI, `*` for any, of a class."""

    type: Line
    to: Lines | None = None
    from_: Annotated[Lines | None, Field(alias="from")] = None
    class_: Annotated[Lines | None, Field(alias="class")] = None


class SelectorShape(Shape):
    """Which CIs: those of which everything said holds."""

    ci: Lines | None = None
    class_: Annotated[Lines | None, Field(alias="class")] = None
    name: Lines | None = None
    tag: Lines | None = None
    where: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    within: Lines | None = None
    by: Lines | None = None
    related: RelatedShape | list[RelatedShape] = Field(default_factory=list)


class ShareShape(Shape):
    """Both ends lie in one CI of this class."""

    class_: Annotated[Lines, Field(alias="class")]
    by: Lines | None = None


class RuleShape(Shape):
    """One rule."""

    summary: Line
    type: Line
    from_: Annotated[SelectorShape, Field(alias="from")]
    to: SelectorShape
    same: list[Line] | dict[Line, Line] = Field(default_factory=list)
    share: ShareShape | None = None
    strength: Strength | None = None
    group: str | None = None
    tolerates: Line | None = None
    confidence: Annotated[float, Field(ge=0, le=1, strict=False)] = 1.0
    attributes: dict[str, Any] = Field(default_factory=dict)
    most: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000


class RulesShape(Shape):
    """The whole file."""

    rules: dict[str, RuleShape] = Field(default_factory=dict)


def load(model: Model, path: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of a file, or of the folder that holds `rules.toml`; else the shipped ones.

    A folder without the file has the shipped rules. Raises Invalid that names file, key and reason.
    """
    own = path / FILE if path is not None and path.is_dir() else path
    if own is None or (path is not None and path.is_dir() and not own.exists()):
        own = files.SHIPPED / FILE
    found = files.read(own, RulesShape).shape.rules
    wrong: list[tuple[str, str]] = []
    rules = []
    for name, shape in found.items():
        if not _NAME.fullmatch(name):
            wrong.append((f"rules.{name}", f"a rule's name must match {_NAME.pattern}"))
        checked = Checked(model, f"rules.{name}", wrong)
        rules.append(_rule(checked, name, shape))
    if wrong:
        raise files.refused(own, wrong)
    return tuple(rules)


def _rule(checked: Checked, name: str, shape: RuleShape) -> Rule:
    same = tuple(shape.same.items() if isinstance(shape.same, dict) else _twice(shape.same))
    from_ = checked.selector("from", _said(shape.from_))
    to = checked.selector("to", _said(shape.to))
    checked.same(same, from_, to)
    share = shape.share
    return Rule(
        name,
        shape.summary,
        shape.type,
        from_,
        to,
        same,
        None if share is None else checked.share(_listed(share.class_), _listed(share.by)),
        checked.fields(shape.type, from_, to, _fields(shape)),
        shape.most,
    )


def _twice(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((name, name) for name in names)


def _fields(shape: RuleShape) -> dict[str, Any]:
    said = {
        "strength": shape.strength,
        "tolerates": shape.tolerates,
        "confidence": shape.confidence,
        **shape.attributes,
    }
    fields = {name: value for name, value in said.items() if value is not None}
    # TOML has no null: an empty group is the explicit "in none, not even the type's".
    return fields if shape.group is None else fields | {"group": shape.group or None}


def _said(shape: SelectorShape) -> dict[str, Any]:
    """Return a selector's keys with every list written out."""
    related = shape.related if isinstance(shape.related, list) else [shape.related]
    said = {
        "ci": _listed(shape.ci),
        "class": _listed(shape.class_),
        "name": _listed(shape.name),
        "tag": _listed(shape.tag),
        "within": _listed(shape.within),
        "by": _listed(shape.by),
        "where": {n: v if isinstance(v, list) else [v] for n, v in shape.where.items()},
        "related": [
            {
                "type": one.type,
                "to": _listed(one.to),
                "from": _listed(one.from_),
                "class": _listed(one.class_),
            }
            for one in related
        ],
    }
    return {key: value for key, value in said.items() if value}


def _listed(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value
