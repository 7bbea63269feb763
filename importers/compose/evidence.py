"""Which service needs which: what the files declare, and what the settings of the services name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmdb.intake.addresses import addresses
from importers.compose.definition import Definition

Environments = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason why a service needs another. `target` is a name, which may resolve to nothing."""

    target: str
    origin: str
    place: str
    confidence: float = 1.0
    strength: str | None = None
    telling: bool = True


def declared(definition: Definition) -> Iterator[Evidence]:
    """Yield what the service says it needs: depends_on, links, volumes_from, shared namespaces.

    What need not be there (`required: false`), or need only have run once
    (`service_completed_successfully`), is soft.
    """
    for name, how in definition.get("depends_on", {}).items():
        yield Evidence(name, "declared", f"depends_on.{name}", strength=_strength(how))
    for link in definition.get("links", ()):
        yield Evidence(link.partition(":")[0], "declared", "links")
    for volume in definition.get("volumes_from", ()):
        if not volume.startswith("container:"):
            yield Evidence(volume.partition(":")[0], "declared", "volumes_from")
    for key in ("network_mode", "ipc", "pid"):
        kind, _, name = definition.get(key, "").partition(":")
        if kind == "service" and name:
            yield Evidence(name, "declared", key)


def configured(environment: Mapping[str, str | None]) -> Iterator[Evidence]:
    """Yield the hosts that the service's variables name."""
    for key, value in environment.items():
        for address in addresses(key, value or ""):
            yield Evidence(
                address.host,
                "configured",
                f"environment.{key}",
                confidence=address.confidence,
                telling=address.telling,
            )


def hosts(services: Mapping[str, Definition]) -> dict[str, str]:
    """Return every host name that reaches a service: its own, its container's, its aliases."""
    found: dict[str, str] = {}
    for name, definition in services.items():
        for network in definition.get("networks", {}).values():
            for alias in network.get("aliases", ()):
                found.setdefault(alias.lower(), name)
        if container := definition.get("container_name"):
            found.setdefault(container.lower(), name)
    return found | {name.lower(): name for name in services}


def strongest(found: list[Evidence]) -> Evidence:
    """Return the evidence that the one relation between two services shows."""
    return max(found, key=lambda e: (e.origin == "declared", e.strength is None, e.confidence))


def _strength(how: Any) -> str | None:
    if not isinstance(how, dict):
        return None
    once = how.get("condition") == "service_completed_successfully"
    return "soft" if once or how.get("required") in (False, "false") else None
