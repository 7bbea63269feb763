"""A document's product, services and stores as CIs, and how they stand to each other."""

from collections.abc import Iterator, Mapping

from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from importers.cyclonedx.classes import is_package
from importers.cyclonedx.estate import Estate, scope
from importers.cyclonedx.fields import fields, identity, name
from importers.cyclonedx.forms import Entry
from importers.cyclonedx.needs import flows, needs


def observed(one: Estate, others: Mapping[str, Estate]) -> Iterator[Observation]:
    """Yield the CIs of a document and their relations; `others` are documents by their links."""
    for entry, class_name in one.classes.items():
        yield _ci(one, entry, class_name)
    drawn: dict[tuple[str, str], ObservedRelation] = {}
    for relation in (*needs(one, others), *flows(one)):
        key = (repr(relation.from_id), repr(relation.to_id))
        drawn.setdefault(key, relation)
    yield from drawn.values()
    yield from _parts(one, set(drawn))
    yield from one.issues
    if one.left_out:
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(one.left_out.items()))
        yield Issue(one.bom.name, f"left out, as packages and parts are: {counts}.", fatal=False)


def _ci(one: Estate, entry: Entry, class_name: str) -> ObservedCI:
    return ObservedCI(
        external_id=one.ids[entry],
        class_name=class_name,
        name=name(entry, class_name),
        fields=fields(entry, class_name),
        identity=identity(entry, class_name),
        scope=scope(one, entry),
        place=entry.place,
    )


def _parts(one: Estate, drawn: set[tuple[str, str]]) -> Iterator[ObservedRelation]:
    """Yield what is part of what: nested, or of the product, where no need says it better."""
    needed = {to for _, to in drawn}
    for entry in one.classes:
        above = _above(one, entry)
        inner, outer = one.ids[entry], one.ids.get(above) if above else None
        if outer is None or {(repr(inner), repr(outer)), (repr(outer), repr(inner))} & drawn:
            continue
        if entry.parent is None and (repr(inner) in needed or is_package(entry, one.bom.product)):
            continue
        said = {"origin": "declared", "confidence": 1.0}
        yield ObservedRelation(inner, "PART_OF", outer, said, scope(one, entry), entry.place)


def _above(one: Estate, entry: Entry) -> Entry | None:
    above = entry.parent
    while above is not None and above not in one.classes:
        above = above.parent
    product = one.bom.product
    return above or (product if product in one.classes and product is not entry else None)
