"""Installed software, on request: a package and version is one CI, whatever machines have it."""

from collections.abc import Iterator

from cmdb.intake.model import ObservedCI, ObservedRelation
from importers.glpi.inventories import Inventory
from importers.glpi.values import real, records, said, word


def installed(inventory: Inventory) -> Iterator[ObservedCI]:
    """Yield every package of a machine's inventory, each once; the same one has one id everywhere."""
    seen: set[str] = set()
    for entry in records(inventory.sections.get("softwares")):
        name, version = real(entry.get("name")), real(entry.get("version"))
        key = "/".join(part for part in ("software", name, version) if part)
        if name and key not in seen:
            seen.add(key)
            yield ObservedCI(
                external_id=key,
                class_name="software_package",
                name=name,
                fields=said(version=version, manufacturer=real(entry.get("publisher"))),
                scope="software",
                place=f"{inventory.place}: softwares ({word(name, 80)})",
            )


def on(package: ObservedCI, machine: ObservedCI) -> ObservedRelation:
    """Return that a package is on a machine; no machine of several is needed by it."""
    return ObservedRelation(
        from_id=package.external_id,
        type="RUNS_ON",
        to_id=machine.external_id,
        fields={"origin": "observed", "confidence": 1.0, "strength": "none"},
        scope=machine.scope,
        place=package.place,
    )
