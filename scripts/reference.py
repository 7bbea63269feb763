"""Writes what follows from the model: the JSON Schemas in docs/schema and docs/reference/model.md.

    python scripts/reference.py [--check]

With --check it writes nothing and fails if a file is not what it would write.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cmdb.model import Attribute, CiClass, Model, RelationType, load  # noqa: E402  the path first
from cmdb.model.files import QUORUM_SCHEMA, ClassShape, RelationShape  # noqa: E402  as above
from cmdb.model.names import CLASS_NAME, RESERVED_ATTRIBUTES  # noqa: E402  as above

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DURATION = (
    r"^P(?!$)(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?(T(?=\d)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?$"
)
_LAYERS: dict[int | None, str] = {
    1: "Business",
    2: "Service",
    3: "Application",
    4: "Software",
    5: "Infrastructure",
    6: "Facility",
    None: "Beside the layers",
}


def documents(model: Model) -> dict[str, str]:
    """Return the text of every generated file by its path below the project's root."""
    return {
        "docs/schema/model-class.schema.json": _json(_class_schema()),
        "docs/schema/model-relation.schema.json": _json(_relation_schema()),
        "docs/schema/cmdb-document.schema.json": _json(_document_schema(model)),
        "docs/reference/model.md": "\n".join(_reference(model)) + "\n",
    }


def _json(schema: Schema) -> str:
    return json.dumps({"$schema": _DIALECT} | schema, indent=1, ensure_ascii=False) + "\n"


def _class_schema() -> Schema:
    return _with_names(ClassShape.model_json_schema())


def _relation_schema() -> Schema:
    return _with_names(RelationShape.model_json_schema())


def _with_names(schema: Schema) -> Schema:
    schema["properties"]["attributes"]["propertyNames"] = {
        "pattern": f"^{CLASS_NAME.pattern}$",
        "not": {"enum": sorted(RESERVED_ATTRIBUTES)},
    }
    return schema


def _document_schema(model: Model) -> Schema:
    concrete = [c for c in model.classes.values() if not c.abstract]
    relation_types = list(model.relations.values())
    return {
        "title": "CMDB document, version 1",
        "description": "CIs and the relations between them. In JSON Lines the first line holds cmdb "
        "and source, each further line one ci or one relation.",
        "type": "object",
        "properties": {
            "cmdb": {"const": 1},
            "source": _line("The source that says so; without it, the file's name."),
            "cis": {"type": ["array", "null"], "items": {"$ref": "#/$defs/ci"}},
            "relations": {"type": ["array", "null"], "items": {"$ref": "#/$defs/relation"}},
        },
        "required": ["cmdb"],
        "additionalProperties": False,
        "$defs": {
            "ci": _ci_schema(concrete),
            "relation": _edge_schema(relation_types),
            "quorum": QUORUM_SCHEMA,
            **{f"class.{c.name}": _own_schema(c) for c in concrete},
        },
    }


def _ci_schema(concrete: list[CiClass]) -> Schema:
    common = {a.name: _value(a) for a in concrete[0].attributes.values() if a.common}
    common["name"] = {**common["name"], "type": "string", "minLength": 1}
    return {
        "type": "object",
        "properties": {
            "key": _line("Names the CI within the source."),
            "class": {"enum": [c.name for c in concrete]},
            "id": {"type": ["string", "null"], "description": "Only for a restore."},
            **common,
            "attributes": {"type": ["object", "null"]},
            "quorum": {
                "type": ["object", "null"],
                "additionalProperties": {"$ref": "#/$defs/quorum"},
                "description": "How many members each group needs, and wants.",
            },
        },
        "required": ["key", "class", "name"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"class": {"const": c.name}}, "required": ["class"]},
                "then": {"properties": {"attributes": {"$ref": f"#/$defs/class.{c.name}"}}},
            }
            for c in concrete
        ],
    }


def _own_schema(ci_class: CiClass) -> Schema:
    own = [a for a in ci_class.attributes.values() if not a.common]
    required = [a.name for a in own if a.required]
    return {
        "type": ["object", "null"],
        "description": ci_class.summary,
        "properties": {a.name: _value(a) for a in own},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _edge_schema(relation_types: list[RelationType]) -> Schema:
    common = {a.name: _value(a) for a in relation_types[0].attributes.values() if a.common}
    own = {
        t.name: {a.name: _value(a) for a in t.attributes.values() if not a.common}
        for t in relation_types
    }
    every = common | {name: {} for fields in own.values() for name in fields}
    return {
        "type": "object",
        "properties": {
            "from": _line("The key of the dependent."),
            "type": {"enum": [t.name for t in relation_types]},
            "to": _line("The key of what it needs."),
            **every,
        },
        "required": ["from", "type", "to"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {
                    "properties": {
                        **fields,
                        **{n: False for n in every if n not in common and n not in fields},
                    }
                },
            }
            for name, fields in own.items()
        ],
    }


def _value(attribute: Attribute) -> Schema:
    return {
        **({"description": attribute.about} if attribute.about else {}),
        **_TYPES[attribute.type],
        **_bounds(attribute),
    }


def _bounds(attribute: Attribute) -> Schema:
    bounds: Schema = {}
    if attribute.type in ("string", "text"):
        bounds["maxLength"] = attribute.most_characters
    if attribute.enum is not None:
        bounds["enum"] = [*attribute.enum, None]
    if attribute.pattern is not None:
        bounds["pattern"] = f"^(?:{attribute.pattern})$"
    for key in ("minimum", "maximum"):
        if (value := getattr(attribute, key)) is not None:
            bounds[key] = int(value) if float(value).is_integer() else value
    return bounds


_TYPES: Mapping[str, Schema] = {
    "string": {"type": ["string", "null"]},
    "text": {"type": ["string", "null"]},
    "integer": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {
        "type": ["string", "null"],
        "pattern": r"^\d{4}-\d{2}-\d{2}([T ].+)?$",
        "examples": ["2027-01-31T10:00:00Z"],
    },
    "duration": {"type": ["string", "null"], "pattern": _DURATION, "examples": ["PT4H"]},
    "strings": {"type": ["array", "null"], "items": {"type": "string"}},
}


def _line(about: str) -> Schema:
    return {"type": "string", "minLength": 1, "description": about}


def _reference(model: Model) -> Iterator[str]:
    yield "# What can exist"
    yield ""
    yield "Written by `scripts/reference.py` from `model/`: edit that, not this."
    yield ""
    yield "## Every CI"
    yield ""
    yield from _attributes(model.classes["ci"], dict(model.classes["ci"].attributes))
    for layer, title in _LAYERS.items():
        yield f"## {layer}. {title}" if layer else f"## {title}"
        yield ""
        for ci_class in model.classes.values():
            if ci_class.layer == layer and ci_class.parent is not None:
                yield from _class(ci_class, model)
    yield "## Relation types"
    yield ""
    yield "All lead from the dependent to what it needs; subclasses are meant with their classes."
    yield ""
    for relation_type in model.relations.values():
        yield from _relation(relation_type)


def _class(ci_class: CiClass, model: Model) -> Iterator[str]:
    yield f"### {ci_class.name}"
    yield ""
    yield ci_class.summary
    above = " → ".join(ci_class.ancestors[1:])
    kind = "Only holds what classes below share. " if ci_class.abstract else ""
    ways = ", else ".join(" and ".join(names) for names in ci_class.identified_by)
    yield f"{kind}Inherits: {above}. Identified by {ways}."
    parent = model.classes[ci_class.parent or "ci"]
    for group, quorum in ci_class.quorums.items():
        if group not in parent.quorums:
            yield f"Its group `{group}` needs {_quorum(quorum.as_data())}."
    yield ""
    new = {n: a for n, a in ci_class.attributes.items() if a != parent.attributes.get(n)}
    if new:
        yield from _attributes(ci_class, new)


def _attributes(ci_class: CiClass, shown: Mapping[str, Attribute]) -> Iterator[str]:
    yield "| attribute | type | |"
    yield "|---|---|---|"
    for name, attribute in shown.items():
        about = attribute.about if ci_class.declared[name] == ci_class.name else ""
        values = f"One of {', '.join(attribute.enum)}." if attribute.enum and about else ""
        weight = "Required." if attribute.required else ""
        weight = weight or ("Recommended." if attribute.recommended else "")
        said = " ".join(part for part in (about, values, weight) if part).replace("|", "\\|")
        unit = f" ({attribute.unit})" if attribute.unit else ""
        yield f"| `{name}` | {attribute.type}{unit} | {said} |"
    yield ""


def _relation(kind: RelationType) -> Iterator[str]:
    yield f"### {kind.name}"
    yield ""
    yield f"{kind.summary} Verbs: {kind.verb} / {kind.reverse_verb}."
    group = f", group `{kind.group}`" if kind.group else ""
    quorum = f" that needs {_quorum(kind.quorum.as_data())}" if kind.quorum else ""
    yield f"Strength {kind.strength}{group}{quorum}.{' Volatile.' if kind.volatile else ''}"
    for override in kind.overrides:
        when = " and ".join(f"`{name}` is {value}" for name, value in override.when)
        yield f"Where {when}: {override.strength}."
    own = [a for a in kind.attributes.values() if not a.common]
    if own:
        yield "Attributes: " + "; ".join(f"`{a.name}` ({a.type}): {a.about}" for a in own)
    yield ""
    by_target: dict[tuple[str | None, tuple[str, ...]], list[str]] = {}
    for source in dict.fromkeys(p.from_class for p in kind.pairs):
        for group_name in dict.fromkeys(p.group for p in kind.pairs if p.from_class == source):
            targets = tuple(
                p.to_class for p in kind.pairs if p.from_class == source and p.group == group_name
            )
            by_target.setdefault((group_name, targets), []).append(source)
    for (group_name, targets), sources in by_target.items():
        own_group = f" (group `{group_name}`)" if group_name else ""
        yield f"- {', '.join(sources)} → {', '.join(targets)}{own_group}"
    yield ""


def _quorum(data: Any) -> str:
    if isinstance(data, dict):
        return f"{data['needs']}, wants {data['wants']}"
    return str(data)


def main(arguments: list[str]) -> int:
    stale = []
    for name, text in documents(load()).items():
        path = ROOT / name
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if "--check" in arguments and stale:
        print(f"Not current: {', '.join(stale)}. Run `python scripts/reference.py`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
