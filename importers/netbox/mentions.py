"""Records that are only mentioned: a list of devices alone still says which racks and sites there are."""

from typing import Any

from importers.netbox.records import Ref, Row, Tables

_MENTIONED = (
    ("rack", "dcim/racks"),
    ("location", "dcim/locations"),
    ("site", "dcim/sites"),
    ("region", "dcim/regions"),
    ("tenant", "tenancy/tenants"),
    ("provider", "circuits/providers"),
    ("power_panel", "dcim/power-panels"),
    ("cluster", "virtualization/clusters"),
    ("vrf", "ipam/vrfs"),
    ("vlan", "ipam/vlans"),
)
_WITHIN = {
    "dcim/racks": ("site", "location"),
    "dcim/locations": ("site",),
    "dcim/power-panels": ("site",),
}
_SPEAKERS = (
    "dcim/devices",
    "dcim/racks",
    "dcim/locations",
    "dcim/sites",
    "dcim/power-feeds",
    "dcim/power-panels",
    "virtualization/virtual-machines",
    "virtualization/clusters",
    "ipam/prefixes",
    "ipam/vlans",
    "ipam/vrfs",
    "circuits/circuits",
)


def add(tables: Tables) -> None:
    """Add what records mention by id and name and the input does not hold for itself."""
    for row in list(tables.of(*_SPEAKERS)):
        for name, endpoint in _MENTIONED:
            to = row.ref(name)
            if to is not None and to.id is not None and to.name and not tables.get(endpoint, to):
                place = f"{row.place}.{name}"
                tables.add(Row(endpoint, to.id, _body(endpoint, to, row), place, stub=True))


def _body(endpoint: str, to: Ref, row: Row) -> dict[str, Any]:
    within = {name: row.body.get(name) for name in _WITHIN.get(endpoint, ())}
    return {**within, **to.body}
