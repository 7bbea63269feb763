"""Attributes: what a class or relation type says about one field."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

AttributeType = Literal[
    "string", "text", "integer", "number", "boolean", "date", "datetime", "duration", "strings"
]
TYPES: tuple[AttributeType, ...] = get_args(AttributeType)

# Neo4j's RANGE index holds keys of at most 8 kB: 2,000 characters fit in any script.
MOST_CHARACTERS: dict[str, int] = {"name": 500, "string": 2_000, "text": 20_000}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field. `common` ones stand beside `name` in documents, others under `attributes`.

    `pattern` must match the whole value. `default` is what an absent value counts as, only for
    attributes that a relation type's group is made from.
    """

    name: str
    type: AttributeType
    about: str = ""
    unit: str | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    recommended: bool = False
    default: str | None = None
    common: bool = False

    @property
    def most_characters(self) -> int:
        """The longest text that fits, of each item if there are several."""
        return MOST_CHARACTERS["name" if self.name == "name" else _text_kind(self.type)]

    def redefined(self, **said: Any) -> "Attribute":
        """Return this attribute as a class further down says it: what it leaves out stays.

        Raises ValueError when a value that is fine below would break what is promised above.
        """
        new = replace(self, **said)
        if new.type != self.type:
            raise ValueError(f"is {self.type} in a class above; it cannot become {new.type}")
        if self.enum is not None and not set(new.enum or ()) <= set(self.enum):
            raise ValueError(f"may only narrow the values of a class above: {', '.join(self.enum)}")
        if self.required and not new.required:
            raise ValueError("is required in a class above; it must stay so")
        return new

    def as_data(self) -> dict[str, Any]:
        """Return what is set, by name, as JSON can hold it."""
        fields = ("name", "type", "about", "unit", "pattern", "minimum", "maximum", "default")
        data = {f: v for f in fields if (v := getattr(self, f)) is not None}
        if self.enum is not None:
            data["enum"] = list(self.enum)
        return data | {f: getattr(self, f) for f in ("required", "recommended", "common")}


def _text_kind(of: AttributeType) -> str:
    return "text" if of == "text" else "string"
