"""What should be said of a CI and is not: as the model requires and recommends it."""

from collections.abc import Iterator

from cmdb.quality.model import Finding, Kind
from cmdb.quality.subject import Subject, answered_nearby
from cmdb.topology.snapshot import Topology

_ANSWERS = ("owner", "support_team")
_OWN_KIND: dict[str, Kind] = {
    "owner": "missing_owner",
    "support_team": "missing_support_team",
    "criticality": "missing_criticality",
    "environment": "missing_environment",
}


def completeness(topology: Topology, subject: Subject) -> Iterator[Finding]:
    """Yield what is missing. Where somebody should answer and nobody does, that is one finding.

    Somebody should answer for each operational CI of a class that recommends it; for any other
    (parts: volumes, addresses) it is enough that somebody answers for a CI beside it.
    """
    said = {"owner": subject.owner, "support_team": subject.support_team}
    given = {**subject.values, **{name: who for name, who in said.items() if who}}
    missing = [
        one
        for one in subject.ci_class.attributes.values()
        if (one.required or one.recommended) and given.get(one.name) in (None, "", [])
    ]
    asked = [one.name for one in missing if one.name in _ANSWERS]
    nobody = not any(said.values()) and subject.ci_class.operational
    if nobody and (asked or not answered_nearby(topology, subject.place)):
        fields = " ".join(f"{name}=…" for name in asked or _ANSWERS)
        yield Finding(
            "nobody_answers",
            "neither an owner nor a support team answers for it",
            f"cmdb set {subject.ref} {fields}",
        )
    for one in missing:
        if one.name in _ANSWERS and nobody:
            continue
        kind = "missing_required" if one.required else _OWN_KIND.get(one.name, "missing_attribute")
        name = one.name.replace("_", " ")
        yield Finding(kind, f"it has no {name}", f"cmdb set {subject.ref} {one.name}=…")
