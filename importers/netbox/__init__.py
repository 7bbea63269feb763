"""NetBox: sites, racks, devices, power, cables, virtual machines, addresses and circuits."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from cmdb.errors import Invalid
from cmdb.intake.model import Files, Observation, ScopeEnd, SourceName, Spec
from importers.netbox.answers import answered, recognised, tables
from importers.netbox.reading import observed, source

spec = Spec(
    kind="netbox",
    summary="NetBox: what its API answered, as JSON files of any version",
    classes=frozenset(
        {
            "site",
            "room",
            "rack",
            "enclosure",
            "server",
            "hypervisor",
            "virtual_machine",
            "network_device",
            "load_balancer",
            "storage_system",
            "end_user_device",
            "printer",
            "pdu",
            "ups",
            "ats",
            "generator",
            "cooling",
            "power_feed",
            "cluster",
            "kubernetes_cluster",
            "application_service",
            "virtual_network",
            "subnet",
            "vlan",
            "circuit",
            "vendor",
            "organization",
            "person",
        }
    ),
    relations=frozenset(
        {
            "CONTAINED_IN",
            "PART_OF",
            "POWERED_BY",
            "CONNECTED_TO",
            "LINKED_TO",
            "RUNS_ON",
            "PLACED_ON",
            "HAS_MEMBER",
            "OWNED_BY",
            "SUPPORTED_BY",
            "PROVIDED_BY",
        }
    ),
    gives="Sites, locations, racks, devices, power, cables, clusters, virtual machines, prefixes, "
    "VLANs, circuits, tenants and contacts, with what contains, powers, connects and runs what.",
    identifies="NetBox's own id (`dcim.device/12`); across sources serial numbers, full and host "
    "names, MAC and IP addresses.",
    scope="An endpoint, such as dcim/devices: complete when its pages hold as many records as NetBox "
    "counted.",
    unknown="What is really there: NetBox says what is meant to be. Devices' interfaces, modules and "
    "inventory items are no CIs of their own; whether an answer was filtered cannot be seen in it.",
)

recognises = recognised
__all__ = ["Settings", "check", "read", "recognises", "spec"]


class Settings(BaseModel):
    """The uploaded answers. `complete`: lists without a count hold all that NetBox knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: Files
    complete: bool = Field(
        default=False, description="Lists without a count hold all that NetBox knows."
    )


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not answered(settings.files):
        raise Invalid(
            "The upload holds no answer of NetBox's API.",
            remedy="Give JSON files, such as dcim/devices.json, or the folder that holds them.",
        )


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the answers hold; wrong input comes as issues, and leaves its endpoint incomplete."""
    found, issues = tables(settings.files, complete=settings.complete)
    yield SourceName(source(found, settings.files.project))
    yield from issues
    broken = any(issue.fatal for issue in issues)
    for one in observed(found):
        # A file that cannot be read may have held any endpoint.
        yield ScopeEnd(one.scope, complete=False) if broken and isinstance(one, ScopeEnd) else one
    if not found.scopes and not found.rows:
        yield ScopeEnd("", complete=False)
