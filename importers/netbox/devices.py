"""Devices and virtual chassis."""

from collections.abc import Mapping
from typing import Any

from importers.netbox import classes
from importers.netbox.addresses import Addresses, plain
from importers.netbox.classes import Kind
from importers.netbox.observed import Seen
from importers.netbox.places import contained
from importers.netbox.records import Ref, Row, Tables

_SERVERS = ("server", "hypervisor", "virtual_machine")
_HARDWARE = (*_SERVERS, "network_device", "load_balancer", "storage_system", "end_user_device")


def kinds(tables: Tables) -> dict[str, Kind]:
    """Return what each device is, by external id."""
    feeding = {to.id for row in tables.of("dcim/power-outlets") if (to := row.ref("device"))}
    holding = {to.id for row in tables.of("dcim/devices") if (to := row.ref("parent_device"))}
    found = {}
    for row in tables.of("dcim/devices"):
        role = _type_text(tables, row, "subdevice_role")
        holds = row.id in holding or role == "parent"
        feeds = row.id in feeding or bool(row.whole("power_outlet_count"))
        found[row.key] = classes.of_device(row, tables, feeds=feeds, holds=holds)
    return found


def _type_text(tables: Tables, row: Row, name: str) -> str:
    to = row.ref("device_type")
    known = tables.get("dcim/device-types", to)
    body = known.body if known else to.body if to else {}
    return Row("", 0, body, "").choice(name)


def devices(seen: Seen, found: Mapping[str, Kind], addresses: Mapping[str, Addresses]) -> None:
    for row in seen.tables.of("dcim/devices"):
        kind, own = found[row.key], addresses.get(row.key, Addresses())
        name = named(seen.tables, row)
        fields = _common(seen.tables, row) | _own(seen.tables, row, kind, own, name)
        seen.ci(row, kind.class_name, name, fields, identity(row, name, own))
        _placed(seen, row, found)


def named(tables: Tables, row: Row) -> str:
    """Return a device's name; for one without, what it is and its id: nothing may be lost."""
    if name := row.text("name"):
        return name
    shown = row.text("display", "display_name")
    chassis = row.ref("virtual_chassis")
    if chassis is not None and shown:
        return shown
    model = " ".join(part for part in _made(tables, row) if part)
    return f"{model or 'device'} ({row.id})"


def _made(tables: Tables, row: Row) -> tuple[str, str]:
    """Return a device's maker and model, or empty texts."""
    to = row.ref("device_type")
    type_ = tables.get("dcim/device-types", to)
    maker = (type_ or Row("", 0, to.body if to else {}, "")).ref("manufacturer")
    model = tables.text("dcim/device-types", to, "model")
    return tables.name("dcim/manufacturers", maker), model or tables.name("dcim/device-types", to)


def _common(tables: Tables, row: Row) -> dict[str, Any]:
    maker, model = _made(tables, row)
    return {
        "serial_number": row.text("serial"),
        "asset_tag": row.text("asset_tag"),
        "manufacturer": maker,
        "model_name": model,
        "site": tables.name("dcim/sites", row.ref("site")),
    }


def _own(tables: Tables, row: Row, kind: Kind, own: Addresses, name: str) -> dict[str, Any]:
    """Return what only some classes have: place in the rack, system, addresses."""
    result: dict[str, Any] = {}
    hardware = kind.class_name in (*_HARDWARE, "printer")
    position = row.number("position")
    if position is not None and position >= 1 and (hardware or kind.class_name == "enclosure"):
        result["rack_unit"] = int(position)
    known = tables.get("dcim/device-types", row.ref("device_type"))
    height = known.number("u_height") if known else None
    if height is not None and height >= 0 and (hardware or kind.class_name == "enclosure"):
        result["height_units"] = -int(-height // 1)
    if kind.class_name in (*_SERVERS, "end_user_device"):
        result["operating_system"] = tables.name("dcim/platforms", row.ref("platform"))
        result["mac_addresses"] = sorted(own.macs)
    if kind.class_name in _SERVERS:
        result["ip_addresses"] = sorted(own.all)
    return result | _managed(row, kind, own, name)


def _managed(row: Row, kind: Kind, own: Addresses, name: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if kind.class_name in ("network_device", "load_balancer"):
        result["management_address"] = primary(row)
    if kind.class_name == "network_device":
        result |= {"kind": kind.kind, "mac_addresses": sorted(own.macs)}
        result["port_count"] = row.whole("interface_count") or own.ports or None
    if kind.class_name == "load_balancer":
        result["virtual_addresses"] = sorted(own.virtual)
    if kind.class_name == "printer":
        result["ip_addresses"] = sorted(own.all)
    if kind.class_name in (*_HARDWARE[:5], "printer", "end_user_device"):
        result["fqdn"] = full_name(row, name, own)
    if kind.class_name == "storage_system":
        result.pop("fqdn", None)
    return result


def primary(row: Row) -> str:
    """Return the address by which a record's CI is managed, or an empty text."""
    to = row.ref("primary_ip", "primary_ip4", "primary_ip6")
    return plain(Row("", 0, to.body, "").text("address")) if to else ""


def full_name(row: Row, name: str, own: Addresses) -> str:
    """Return the full name: that of the primary address, else its own where it has a domain."""
    found = own.names.get(primary(row), "")
    if "." in found and " " not in found:
        return found
    host = name.lower().rstrip(".")
    dotted = "." in host and " " not in host and not plain(host) and host[-1:].isalpha()
    return host if dotted else ""


def identity(row: Row, name: str, own: Addresses) -> dict[str, list[str]]:
    """Return what other sources may know a device or virtual machine by."""
    full = full_name(row, name, own)
    bare = row.text("name") and " " not in name
    addresses = sorted(own.everywhere | ({primary(row)} - {""}))
    return {
        "serial": [row.text("serial")] if row.text("serial") else [],
        "fqdn": [full] if full else [],
        "hostname": [name.partition(".")[0].lower()] if bare and not plain(name) else [],
        "mac": sorted(own.macs),
        "ip": addresses,
    }


def _placed(seen: Seen, row: Row, found: Mapping[str, Kind]) -> None:
    """One parent only: the enclosure, else the rack, else the location, else the site."""
    parent = row.ref("parent_device")
    parent_row = seen.tables.get("dcim/devices", parent)
    if parent_row and found[parent_row.key].class_name == "enclosure":
        seen.link(row, "CONTAINED_IN", "dcim/devices", parent, position=_bay(parent))
    elif seen.tables.get("dcim/racks", row.ref("rack")):
        position = row.number("position")
        where = {} if position is None else {"position": f"U{position:g}"}
        seen.link(row, "CONTAINED_IN", "dcim/racks", row.ref("rack"), **where)
    else:
        contained(seen, row)
    if cluster := row.ref("cluster"):
        _member(seen, row, "virtualization/clusters", cluster)


def _bay(parent: Ref | None) -> str:
    bay = parent and parent.body.get("device_bay")
    return Row("", 0, bay, "").text("name") if isinstance(bay, dict) else ""


def _member(seen: Seen, row: Row, endpoint: str, of: Ref, **fields: Any) -> None:
    if whole := seen.tables.get(endpoint, of):
        seen.between(whole.key, "HAS_MEMBER", row.key, row, **fields)


def virtual_chassis(seen: Seen) -> None:
    """A stack is a cluster of its members: it takes half of them to work."""
    for row in seen.tables.of("dcim/virtual-chassis"):
        master = row.ref("master")
        members = {to.id for to in row.refs("members")} - {None}
        members |= {
            one.id
            for one in seen.tables.of("dcim/devices")
            if (to := one.ref("virtual_chassis")) and to.id == row.id
        }
        name = row.text("name", "domain") or (master.name if master else "")
        fields = {"kind": "virtual chassis"}
        seen.ci(row, "cluster", name or f"virtual chassis {row.id}", fields)
        for id_ in sorted(one for one in members if one is not None):
            role = {"role": "master"} if master and master.id == id_ else {}
            to = Ref(id_, {})
            seen.link(row, "HAS_MEMBER", "dcim/devices", to, **role)
