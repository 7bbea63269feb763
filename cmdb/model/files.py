"""The model's TOML files, checked one by one: what each may say, before they meet."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from cmdb.errors import Invalid, Problem
from cmdb.model import quorum
from cmdb.model.attributes import AttributeType
from cmdb.model.names import CLASS_NAME, RESERVED_ATTRIBUTES, TYPE_NAME, hint
from cmdb.model.quorum import Quorum

SHIPPED = Path(__file__).resolve().parents[2] / "model"


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as exc:
        raise ValueError(f"is no regular expression: {exc}") from exc
    return value


def _quorum(value: Any) -> Quorum:
    try:
        return quorum.parse(value)
    except Invalid as exc:
        raise ValueError(exc.detail) from exc


def _attribute_name(value: str) -> str:
    if value in RESERVED_ATTRIBUTES:
        raise ValueError(f"{value!r} is taken: every CI or relation has it beside its attributes")
    return _named(CLASS_NAME, value)


def _named(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"{value!r} is no name: it must match {pattern.pattern}")
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
AttributeName = Annotated[str, AfterValidator(_attribute_name)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Strength = Literal["hard", "soft", "standby", "none"]
Icon = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_SHARE = r"^([1-9][0-9]?|100)%$|^majority$|^n-1$|^all$"
_AMOUNT = {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": _SHARE}]}
QUORUM_SCHEMA: dict[str, Any] = {
    "oneOf": [
        *_AMOUNT["oneOf"],
        {
            "type": "object",
            "properties": {"needs": _AMOUNT, "wants": _AMOUNT},
            "required": ["needs"],
            "additionalProperties": False,
        },
    ]
}
QuorumData = Annotated[Quorum, PlainValidator(_quorum), WithJsonSchema(QUORUM_SCHEMA)]


_NUMBERS = ("integer", "number")
_ONLY_FOR = {
    "enum": ("string", "strings"),
    "pattern": ("string", "text", "strings"),
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
}


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AttributeShape(Shape):
    """One attribute. What a class further up said of it stays unless it is said again."""

    type: AttributeType
    about: Line | None = None
    unit: Line | None = None
    enum: Annotated[list[Line], Field(min_length=1)] | None = None
    pattern: Pattern | None = None
    minimum: float | None = None
    maximum: float | None = None
    required: bool | None = None
    recommended: bool | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        for key, types in _ONLY_FOR.items():
            if getattr(self, key) is not None and self.type not in types:
                raise ValueError(f"`{key}` is for {' and '.join(types)}, not for {self.type}")
        return self


class RelationAttributeShape(AttributeShape):
    """One attribute of a relation; `default` is what the group's name holds where none is given."""

    default: Line | None = None


class ClassShape(Shape):
    """A class of CIs: `model/classes/<name>.toml`."""

    summary: Line
    extends: str | None = None
    layer: Annotated[int, Field(ge=1, le=6)] | None = None
    icon: Icon | None = None
    abstract: bool = False
    identified_by: list[Annotated[list[str], Field(min_length=1)]] | None = None
    attributes: dict[AttributeName, AttributeShape] = {}
    quorums: dict[Line, QuorumData] = {}
    examples: list[dict[str, Any]] = []


class PairShape(Shape):
    """Classes at both ends, their subclasses included; `*` is any class."""

    from_: Annotated[list[str], Field(min_length=1, alias="from")]
    to: Annotated[list[str], Field(min_length=1)]
    group: Line | None = None


class OverrideShape(Shape):
    """Where a relation's own attributes say so, its default strength is another."""

    when: Annotated[dict[str, str], Field(min_length=1)]
    strength: Strength


class RelationShape(Shape):
    """A relation type, from the dependent to what it needs: `model/relations/<NAME>.toml`."""

    summary: Line
    verb: Line
    reverse_verb: Line
    strength: Strength
    group: Line | None = None
    quorum: QuorumData | None = None
    volatile: bool = False
    attributes: dict[AttributeName, RelationAttributeShape] = {}
    overrides: list[OverrideShape] = []
    pairs: Annotated[list[PairShape], Field(min_length=1)]


class RelationFieldsShape(Shape):
    """What a relation of any type may carry: `model/relation.toml`."""

    attributes: dict[str, AttributeShape]


S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Found(Generic[S]):
    """A file that says what its shape allows; `name` is the file's."""

    name: str
    path: Path
    shape: S

    def wrong(self, key: str, reason: str) -> Invalid:
        """Return the error that names this file, the key and the reason."""
        return refused(self.path, [(key, reason)])


def refused(path: Path, wrong: Sequence[tuple[str, str]]) -> Invalid:
    """Return the error for what is wrong in a file of the model."""
    where = path.relative_to(SHIPPED.parent) if path.is_relative_to(SHIPPED) else path
    problems = [Problem(f"{where}: {key}" if key else str(where), why) for key, why in wrong]
    return Invalid(
        f"The model cannot be used: {'; '.join(map(str, problems[:3]))}.",
        remedy="Correct the file, then try again.",
        problems=problems,
    )


def classes(folder: Path) -> Iterator[Found[ClassShape]]:
    """Yield the classes of a model folder. Raises Invalid."""
    yield from _all(folder / "classes", CLASS_NAME, ClassShape)


def relations(folder: Path) -> Iterator[Found[RelationShape]]:
    """Yield the relation types of a model folder. Raises Invalid."""
    yield from _all(folder / "relations", TYPE_NAME, RelationShape)


def relation_fields(folder: Path) -> Found[RelationFieldsShape]:
    """Return what every relation may carry. Raises Invalid."""
    return read(folder / "relation.toml", RelationFieldsShape)


def check_folder(folder: Path) -> None:
    """Raise Invalid where a model folder holds what nothing would read."""
    if not folder.is_dir():
        raise refused(folder, [("", "is no folder")])
    if not any((folder / part).exists() for part in (*_PARTS, *_FILES)):
        names = ", ".join((*(f"{part}/" for part in _PARTS), *_FILES))
        raise refused(folder, [("", f"holds none of {names}")])
    for entry in sorted(folder.iterdir()):
        if entry.name not in (*_PARTS, *_FILES) and entry.suffix in _DATA:
            raise refused(entry, [("", "belongs into the folder classes/ or relations/")])


_PARTS = ("classes", "relations")
_FILES = ("precedence.toml", "rules.toml")  # read by those who decide with them
_DATA = frozenset({".toml", ".yaml", ".yml", ".json"})


def _all(folder: Path, names: re.Pattern[str], shape: type[S]) -> Iterator[Found[S]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.suffix != ".toml":
            if path.suffix in _DATA:
                raise refused(path, [("", "is no TOML file: the model reads only *.toml")])
            continue
        if not names.fullmatch(path.stem):
            raise refused(path, [("", f"the file's name must match {names.pattern}")])
        yield read(path, shape)


def read(path: Path, shape: type[S]) -> Found[S]:
    """Return what one TOML file of a model folder says. Raises Invalid with file, key and reason."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as exc:
        raise refused(path, [("", f"cannot be read ({exc.strerror})")]) from exc
    except UnicodeDecodeError as exc:
        raise refused(path, [("", f"is not UTF-8 (byte {exc.start})")]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise refused(path, [("", f"is no TOML: {exc}")]) from exc
    try:
        return Found(path.stem, path, shape.model_validate(data))
    except ValidationError as exc:
        raise refused(path, [_said(error, shape) for error in exc.errors()]) from exc


def _said(error: Mapping[str, Any], shape: type[Shape]) -> tuple[str, str]:
    """Return key and reason of one of pydantic's errors, in our words."""
    key = ".".join(str(part) for part in error["loc"] if part != "[key]")
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return key, f"unknown key.{hint(last, _keys(shape, error['loc']))}"
    if error["type"] == "missing":
        return key, "is missing"
    reason = str(error["msg"]).removeprefix("Value error, ")
    return key, reason[:1].lower() + reason[1:]


def _keys(shape: type[Shape], loc: tuple[str | int, ...]) -> list[str]:
    nested: dict[object, type[Shape]] = {
        "attributes": RelationAttributeShape if shape is RelationShape else AttributeShape,
        "pairs": PairShape,
        "overrides": OverrideShape,
    }
    inner = nested.get(loc[0]) if len(loc) > 1 else None
    return [f.alias or name for name, f in (inner or shape).model_fields.items()]
