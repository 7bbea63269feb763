"""Clusters, virtual machines, and the services that run on machines."""

from collections.abc import Mapping
from typing import Any

from importers.netbox.addresses import Addresses
from importers.netbox.devices import full_name, identity
from importers.netbox.observed import Seen
from importers.netbox.records import Ref, Row, identifier, ref

_MIB_PER_GIB = 1024
_LAST_PORT = 65535
_MOST_PORTS = 200


def clusters(seen: Seen) -> None:
    for row in seen.tables.of("virtualization/clusters"):
        type_ = seen.tables.name("virtualization/cluster-types", row.ref("type"))
        words = f"{type_} {row.text('name')}".lower()
        kubernetes = "kubernetes" in words or "k8s" in words or "openshift" in words
        class_name = "kubernetes_cluster" if kubernetes else "cluster"
        seen.ci(row, class_name, row.text("name"), {"kind": type_})


def virtual_machines(seen: Seen, addresses: Mapping[str, Addresses]) -> None:
    for row in seen.tables.of("virtualization/virtual-machines"):
        own, name = addresses.get(row.key, Addresses()), row.text("name")
        cpus, memory = row.number("vcpus"), row.number("memory")
        fields: dict[str, Any] = {
            "serial_number": row.text("serial"),
            "site": seen.tables.name("dcim/sites", row.ref("site")),
            "operating_system": seen.tables.name("dcim/platforms", row.ref("platform")),
            "ip_addresses": sorted(own.all),
            "mac_addresses": sorted(own.macs),
            "fqdn": full_name(row, name, own),
            "cpu_count": -int(-cpus // 1) if cpus is not None and cpus > 0 else None,
            "memory_gb": round(memory / _MIB_PER_GIB, 3) if memory and memory > 0 else None,
            "disk_gb": _disk(row),
        }
        if row.choice("status") == "offline":  # a machine that somebody switched off is not broken
            fields |= {"health": None, "power_state": "off"}
        seen.ci(row, "virtual_machine", name, fields, identity(row, name, own))
        _hosted(seen, row)


def _disk(row: Row) -> float | None:
    """Return the disk in GB. Since 4.1, when machines got serial numbers, NetBox counts MB."""
    disk = row.number("disk")
    if disk is None or disk <= 0:
        return None
    return round(disk / 1000, 3) if "serial" in row.body else disk


def _hosted(seen: Seen, row: Row) -> None:
    """On its cluster, with the host as where it is just now; on the host where there is no cluster."""
    cluster, host = row.ref("cluster"), row.ref("device")
    seen.link(row, "RUNS_ON", "virtualization/clusters", cluster)
    seen.link(row, "PLACED_ON" if cluster else "RUNS_ON", "dcim/devices", host)


def services(seen: Seen) -> None:
    """A service is named with its machine: every machine has an ssh."""
    for row in seen.tables.of("ipam/services"):
        endpoint, parent = _parent(row)
        machine = seen.tables.name(endpoint, parent)
        name = row.text("name") or "service"
        named = f"{name} on {machine}" if machine else name
        seen.ci(row, "application_service", named, {"ports": _ports(row)})
        seen.link(row, "RUNS_ON", endpoint, parent)


def _parent(row: Row) -> tuple[str, Ref | None]:
    type_ = row.text("parent_object_type")
    within = row.ref("parent") or ref(identifier(row.body.get("parent_object_id")))
    if type_ == "virtualization.virtualmachine":
        return "virtualization/virtual-machines", within
    if type_ == "dcim.device":
        return "dcim/devices", within
    if row.ref("virtual_machine"):
        return "virtualization/virtual-machines", row.ref("virtual_machine")
    return "dcim/devices", row.ref("device")


def _ports(row: Row) -> list[str]:
    protocol = row.choice("protocol") or "tcp"
    several = row.body.get("ports")
    found = several if isinstance(several, list) else [row.body.get("port")]
    numbers = [identifier(one) for one in found[:_MOST_PORTS]]
    return [f"{one}/{protocol}" for one in numbers if one is not None and one <= _LAST_PORT]
