"""Whose addresses they are: IP and MAC by the device or virtual machine that has them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_interface

from importers.netbox.records import Ref, Row, Tables, ref

HOLDERS = (
    ("device", "dcim/devices"),
    ("virtual_machine", "virtualization/virtual-machines"),
)
_ASSIGNED = {
    "dcim.interface": "dcim/interfaces",
    "virtualization.vminterface": "virtualization/interfaces",
}


@dataclass(slots=True)
class Addresses:
    """A holder's addresses: all, those that mean it everywhere (no VRF), its MACs and DNS names."""

    all: set[str] = field(default_factory=set)
    everywhere: set[str] = field(default_factory=set)
    virtual: set[str] = field(default_factory=set)
    macs: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    ports: int = 0


def held(tables: Tables) -> dict[str, Addresses]:
    """Return the addresses by the external id of who has them."""
    result: dict[str, Addresses] = defaultdict(Addresses)
    for row in tables.of("dcim/interfaces", "virtualization/interfaces"):
        if (holder := holder_of(row)) is None:
            continue
        result[holder].ports += 1
        result[holder].macs |= set(_macs(row))
    for row in tables.of("dcim/mac-addresses"):
        if (holder := _assigned_to(row, tables)) and row.text("mac_address"):
            result[holder].macs.add(row.text("mac_address"))
    for row in tables.of("ipam/ip-addresses"):
        if (holder := _assigned_to(row, tables)) and (address := plain(row.text("address"))):
            _keep(result[holder], row, address)
    for row in tables.of("dcim/devices", "virtualization/virtual-machines"):
        _primary(result[row.key], row)
    return result


def _keep(into: Addresses, row: Row, address: str) -> None:
    into.all.add(address)
    if row.choice("role") in ("vip", "vrrp", "hsrp", "glbp", "carp", "anycast"):
        into.virtual.add(address)
    elif row.ref("vrf") is None:
        into.everywhere.add(address)
    if name := row.text("dns_name"):
        into.names[address] = name.rstrip(".").lower()


def _primary(into: Addresses, row: Row) -> None:
    for name in ("primary_ip", "primary_ip4", "primary_ip6", "oob_ip"):
        if (to := row.ref(name)) and (address := plain(Row("", 0, to.body, "").text("address"))):
            into.all.add(address)


def plain(address: str) -> str:
    """Return an address without its prefix length; an empty text for what is none."""
    try:
        return str(ip_interface(address).ip) if address else ""
    except ValueError:
        return ""


def _macs(row: Row) -> Iterator[str]:
    several = [one.body for one in row.refs("mac_addresses")]
    for body in (row.body, *several):
        found = body.get("mac_address")
        if isinstance(found, str) and found.strip():
            yield found.strip().lower()


def holder_of(row: Row) -> str | None:
    """Return the external id of the device or virtual machine that a port or interface is of."""
    for name, endpoint in HOLDERS:
        to = row.ref(name)
        if to is not None and to.id is not None:
            return Row(endpoint, to.id, {}, "").key
    return None


def _assigned_to(row: Row, tables: Tables) -> str | None:
    """Return whose interface an address is assigned to: a reference, or old versions' object within."""
    within = row.ref("assigned_object", "interface")
    if within is None:
        type_ = row.text("assigned_object_type")
        within = ref(row.body.get("assigned_object_id"))
        return _of_interface(tables, _ASSIGNED.get(type_, ""), within)
    if holder := holder_of(Row("", 0, within.body, "")):
        return holder
    type_ = row.text("assigned_object_type") or "dcim.interface"
    return _of_interface(tables, _ASSIGNED.get(type_, ""), within)


def _of_interface(tables: Tables, endpoint: str, to: Ref | None) -> str | None:
    row = tables.get(endpoint, to)
    return holder_of(row) if row else None
