"""What needs what, and who receives data from whom, as a document says."""

from collections import deque
from collections.abc import Iterator, Mapping

from cmdb.intake.model import Elsewhere, Issue, ObservedRelation
from importers.cyclonedx.estate import Estate, scope
from importers.cyclonedx.fields import name
from importers.cyclonedx.forms import Entry

_MOST_STEPS = 2000
_UNHOSTED = ("server", "dataset", "object_store", "certificate")
_STORES = ("database_instance", "cache", "message_broker", "object_store")


def needs(one: Estate, others: Mapping[str, Estate]) -> Iterator[ObservedRelation]:
    """Yield what CIs depend on, themselves or through packages that are none.

    `others` are the documents of the upload by their links.
    """
    edges: dict[Entry, list[Entry | Elsewhere]] = {}
    dangling = 0
    for ref, named in one.bom.dependencies:
        from_ = meant(one, ref)
        found = [meant(one, need) or _linked(need, others) for need in named]
        if from_ is None:
            dangling += 1
            continue
        dangling += found.count(None)
        edges.setdefault(from_, []).extend(to for to in found if to is not None)
    if dangling:
        reason = f"{dangling} references resolve to nothing here: no relation was made."
        one.issues.append(Issue(f"{one.bom.name}: dependencies", reason, fatal=False))
    for entry in one.classes:
        for to in _reached(entry, edges, one):
            yield _relation(one, entry, to)


def meant(one: Estate, ref: str) -> Entry | None:
    """Return what a bom-ref, or a link into the document itself, names."""
    if one.bom.link and ref.lower().startswith(one.bom.link):
        ref = ref.partition("#")[2]
    return one.refs.get(ref)


def _linked(ref: str, others: Mapping[str, Estate]) -> Elsewhere | None:
    """Return what a link into another document of the upload names, as another source's CI."""
    link, _, inner = ref.partition("#")
    other = others.get(link.lower().partition("/")[0])
    if other is None:
        return None
    entry = other.refs.get(inner) if inner else other.bom.product
    class_name = other.classes.get(entry) if entry else None
    return Elsewhere(class_name, {}, name(entry, class_name)) if entry and class_name else None


def _reached(
    entry: Entry, edges: Mapping[Entry, list[Entry | Elsewhere]], one: Estate
) -> Iterator[Entry | Elsewhere]:
    waiting = deque(edges.get(entry, ()))
    seen: set[Entry] = {entry}
    steps = 0
    while waiting and steps < _MOST_STEPS:
        steps += 1
        to = waiting.popleft()
        if isinstance(to, Elsewhere):
            yield to
        elif to not in seen:
            seen.add(to)
            if to in one.classes:
                yield to
            else:
                waiting.extend(edges.get(to, ()))


def _relation(one: Estate, from_: Entry, to: Entry | Elsewhere) -> ObservedRelation:
    class_name = to.class_name if isinstance(to, Elsewhere) else one.classes[to]
    end = to if isinstance(to, Elsewhere) else one.ids[to]
    type_ = _type(one.classes[from_], class_name)
    fields = {"origin": "declared", "confidence": 1.0}
    own = [e for e in (from_, to) if isinstance(e, Entry)]
    return ObservedRelation(one.ids[from_], type_, end, fields, scope(one, *own), from_.place)


def _type(from_class: str, to_class: str) -> str:
    """Return how one that depends on another stands to it."""
    if to_class == "certificate":
        return "SECURED_BY"
    if to_class == "server":
        return "DEPENDS_ON" if from_class in _UNHOSTED else "RUNS_ON"
    users = ("application", "application_service", "external_service", "container", *_STORES)
    used = ("application", "application_service", "external_service", "dataset", *_STORES)
    if from_class in users and from_class != "object_store" and to_class in used:
        return "USES"
    return "DEPENDS_ON"


def flows(one: Estate) -> Iterator[ObservedRelation]:
    """Yield from whom services receive data, where both are in the document."""
    by_url = {url.rstrip("/"): e for e in one.classes for url in e.endpoints}

    def known(name: str) -> Entry | None:
        found = meant(one, name) or by_url.get(name.rstrip("/"))
        return found if found in one.classes else None

    for entry in one.classes:
        for flow in entry.flows:
            pairs: list[tuple[Entry | None, Entry | None]] = []
            pairs += [(entry, known(name)) for name in flow.sources]
            pairs += [(known(name), entry) for name in flow.destinations]
            for to, from_ in pairs:
                if to and from_ and to is not from_:
                    fields = {"origin": "declared", "confidence": 1.0}
                    yield ObservedRelation(
                        one.ids[to], "RECEIVES_FROM", one.ids[from_], fields, place=entry.place
                    )
