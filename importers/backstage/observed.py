"""Entities of the catalog as CIs and relations."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cmdb.intake.model import Elsewhere, Issue, Observation, ObservedCI, ObservedRelation
from importers.backstage.classes import class_elsewhere, class_of
from importers.backstage.entities import Entities, Entity, Ref, said
from importers.backstage.fields import documents, fields
from importers.backstage.references import Told, reference, told

_BY_A_LABEL = 0.7
_LONGEST_NAME = 200
_PARTIES = {"person", "team", "organization", "business_unit"}
_SUPPORT = {"team", "organization"}
_CALLERS = {
    *("application_service", "application", "software_package", "scheduled_job", "function"),
    *("data_feed", "dataset"),
}


def observed(entities: Entities) -> Iterator[Observation]:
    """Yield what the entities mean: CIs, what they need and are part of, who answers for them."""
    seen: dict[tuple[str, str, str], Told] = {}
    for entity in entities.found.values():
        for one in told(entity, entities):
            if isinstance(one, Told):
                seen.setdefault((str(one.one), one.relation, str(one.other)), one)
            else:
                reason = f'"{one[1]}" is no reference to an entity that is known here.'
                yield Issue(one[0], reason, fatal=False)
    providers = Counter(
        one.other
        for one in seen.values()
        if one.relation == "provides" and one.one in entities.found
    )
    papers: set[str] = set()
    for ref in sorted(entities.found):
        yield from _entity(entities.found[ref], entities, providers[ref], papers)
    for key in sorted(seen):
        yield from _relation(seen[key], entities, providers)


def _entity(
    entity: Entity, entities: Entities, providers: int, papers: set[str]
) -> Iterator[Observation]:
    class_name = class_of(entity)
    yield ObservedCI(
        external_id=str(entity.ref),
        class_name=class_name,
        name=_name(entity),
        fields=fields(entity, class_name) | _owner(entity, entities),
        # An API answers as long as one of the components that provide it does.
        quorum={"providers": {"needs": 1, "wants": "all"}} if providers > 1 else {},
        place=entity.place,
    )
    for one in documents(entity):
        if not isinstance(one, ObservedCI) or one.external_id not in papers:
            yield one
        if isinstance(one, ObservedCI):
            papers.add(one.external_id)
    labelled = said(entity.part("metadata", "annotations").get("backstage.io/kubernetes-id"))
    namespace = said(
        entity.part("metadata", "annotations").get("backstage.io/kubernetes-namespace")
    )
    if labelled and class_name == "application_service" and "{{" not in labelled:
        yield ObservedRelation(
            str(entity.ref),
            "RUNS_ON",
            Elsewhere(
                "workload",
                name=labelled,
                fields={"namespace": namespace} if namespace else {},
            ),
            {"origin": "configured", "confidence": _BY_A_LABEL},
            place=f"{entity.place}: metadata.annotations",
        )


def _owner(entity: Entity, entities: Entities) -> dict[str, Any]:
    """Return owner and support team: who owns a thing here is also who is called for it."""
    value = entity.part("spec").get("owner")
    ref = reference(value, "group", entity.ref.namespace, entities)
    if ref is None:
        return {}
    found = entities.found.get(ref)
    name = _name(found) if found else entities.spelled[ref]
    supports = ref.kind == "group" and (found is None or class_of(found) in _SUPPORT)
    return {"owner": name} | ({"support_team": name} if supports else {})


def _name(entity: Entity) -> str:
    """Return what an entity is called: people by the name that they are shown by."""
    display = said(entity.part("spec", "profile").get("displayName"))
    return display[:_LONGEST_NAME] or entity.name if entity.ref.kind == "user" else entity.name


def _relation(
    one: Told, entities: Entities, providers: Counter[Ref]
) -> Iterator[ObservedRelation | Issue]:
    ends = (one.other, one.one) if one.relation == "provides" else (one.one, one.other)
    here = [ref for ref in ends if ref in entities.found]
    if ends[0] == ends[1] or not here:
        return
    classes = [_class(ref, entities) for ref in ends]
    type_ = _type(one.relation, *classes)
    if type_ is None:
        reason = f"{one.one} {one.relation} {one.other}: only people and teams can own."
        yield Issue(one.place, reason, fatal=False)
        return
    group = (
        {"group": "providers"} if one.relation == "provides" and providers[one.other] > 1 else {}
    )
    yield ObservedRelation(
        _end(ends[0], entities),
        type_,
        _end(ends[1], entities),
        {"origin": "declared", "confidence": 1.0, **group},
        place=one.place,
    )


def _type(relation: str, one: str, other: str) -> str | None:
    match relation:
        case "owned by":
            return "OWNED_BY" if other in _PARTIES else None
        case "part of":
            return "PART_OF"
        case "consumes":
            return "USES" if one in _CALLERS and other == "api" else "DEPENDS_ON"
        case _:
            return "DEPENDS_ON"


def _class(ref: Ref, entities: Entities) -> str:
    found = entities.found.get(ref)
    return class_of(found) if found else class_elsewhere(ref)


def _end(ref: Ref, entities: Entities) -> str | Elsewhere:
    found = entities.found.get(ref)
    return str(found.ref) if found else Elsewhere(class_elsewhere(ref), name=entities.spelled[ref])
