"""What entities say of each other: references by field, and the relations of the catalog's answers."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from importers.backstage.entities import KINDS, Entities, Entity, Ref, said

_REACH = ("component", "resource", "system", "api")


class Told(NamedTuple):
    """Entity `one` is in this relation to `other`; `place` is the field that says so."""

    one: Ref
    relation: str
    other: Ref
    place: str


class Field(NamedTuple):
    """What a field of `spec` means: the relation, its kind where none is said, its direction."""

    relation: str
    kind: str
    turned: bool = False


FIELDS: Mapping[str, Field] = {
    "owner": Field("owned by", "group"),
    "system": Field("part of", "system"),
    "domain": Field("part of", "domain"),
    "subdomainOf": Field("part of", "domain"),
    "subcomponentOf": Field("part of", "component"),
    "dependsOn": Field("depends on", ""),
    "dependencyOf": Field("depends on", "", turned=True),
    "consumesApis": Field("consumes", "api"),
    "providesApis": Field("provides", "api"),
    "memberOf": Field("part of", "group"),
    "members": Field("part of", "user", turned=True),
    "parent": Field("part of", "group"),
    "children": Field("part of", "group", turned=True),
}
_RELATIONS: Mapping[str, Field] = {
    "ownedby": Field("owned by", "group"),
    "ownerof": Field("owned by", "", turned=True),
    "consumesapi": Field("consumes", "api"),
    "apiconsumedby": Field("consumes", "component", turned=True),
    "providesapi": Field("provides", "api"),
    "apiprovidedby": Field("provides", "component", turned=True),
    "dependson": Field("depends on", ""),
    "dependencyof": Field("depends on", "", turned=True),
    "partof": Field("part of", ""),
    "haspart": Field("part of", "", turned=True),
    "memberof": Field("part of", "group"),
    "hasmember": Field("part of", "user", turned=True),
    "childof": Field("part of", "group"),
    "parentof": Field("part of", "group", turned=True),
}


def told(entity: Entity, entities: Entities) -> Iterator[Told | tuple[str, str]]:
    """Yield what an entity says of others, in its own words and those of the catalog.

    What cannot be read as a reference comes as (place, text).
    """
    spec = entity.part("spec")
    for name, meaning in FIELDS.items():
        if name in spec:
            for value in _several(spec[name]):
                yield _read(value, meaning, entity, entities, f"spec.{name}")
    for index, one in enumerate(_several(entity.body.get("relations"))):
        if isinstance(one, Mapping):
            known = _RELATIONS.get(said(one.get("type")).lower())
            if known:
                target = one.get("targetRef") or one.get("target")
                yield _read(target, known, entity, entities, f"relations[{index}]")


def _several(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [one for one in value if one is not None]
    return [] if value is None or value == "" else [value]


def _read(
    value: Any, meaning: Field, entity: Entity, entities: Entities, where: str
) -> Told | tuple[str, str]:
    place = f"{entity.place}: {where}"
    ref = reference(value, meaning.kind, entity.ref.namespace, entities)
    if ref is None:
        return place, str(value)[:100]
    pair = (ref, entity.ref) if meaning.turned else (entity.ref, ref)
    return Told(pair[0], meaning.relation, pair[1], place)


def reference(value: Any, kind: str, namespace: str, entities: Entities) -> Ref | None:
    """Return the entity that `[kind:][namespace/]name` means, or None if it is no reference.

    https://backstage.io/docs/features/software-catalog/references/: the namespace is by default
    the referring entity's own. Where neither text nor field says a kind, it is that of the one
    entity of that name which is there, else a component.
    """
    if isinstance(value, Mapping):
        parts = [said(value.get(name)) for name in ("kind", "namespace", "name")]
    else:
        before, colon, rest = said(value).partition(":")
        space, slash, name = (rest if colon else before).partition("/")
        parts = [before if colon else "", *((space, name) if slash else ("", space))]
    kind_said, space_said, name_said = (part.strip().lower() for part in parts)
    space = space_said or namespace
    if not name_said or set("/:") & set(name_said) or "{{" in f"{space}{name_said}":
        return None
    for likely in (kind_said or kind,) if kind_said or kind else _REACH:
        if (found := Ref(likely, space, name_said)) in entities.found:
            return found
    chosen = Ref(kind_said or kind or "component", space, name_said)
    entities.spelled.setdefault(chosen, parts[2].strip())
    return chosen if chosen.kind in KINDS else None
