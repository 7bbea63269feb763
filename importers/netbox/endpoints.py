"""NetBox's endpoints: which are read, what their objects are called, and whose a record is."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

APPS = "circuits|core|dcim|extras|ipam|plugins|tenancy|users|virtualization|vpn|wireless"

TYPES: Mapping[str, str] = {
    "dcim/regions": "dcim.region",
    "dcim/sites": "dcim.site",
    "dcim/locations": "dcim.location",
    "dcim/racks": "dcim.rack",
    "dcim/device-types": "dcim.devicetype",
    "dcim/device-roles": "dcim.devicerole",
    "dcim/manufacturers": "dcim.manufacturer",
    "dcim/platforms": "dcim.platform",
    "dcim/devices": "dcim.device",
    "dcim/virtual-chassis": "dcim.virtualchassis",
    "dcim/interfaces": "dcim.interface",
    "dcim/mac-addresses": "dcim.macaddress",
    "dcim/front-ports": "dcim.frontport",
    "dcim/rear-ports": "dcim.rearport",
    "dcim/cables": "dcim.cable",
    "dcim/power-panels": "dcim.powerpanel",
    "dcim/power-feeds": "dcim.powerfeed",
    "dcim/power-ports": "dcim.powerport",
    "dcim/power-outlets": "dcim.poweroutlet",
    "virtualization/cluster-types": "virtualization.clustertype",
    "virtualization/clusters": "virtualization.cluster",
    "virtualization/virtual-machines": "virtualization.virtualmachine",
    "virtualization/interfaces": "virtualization.vminterface",
    "ipam/vrfs": "ipam.vrf",
    "ipam/vlans": "ipam.vlan",
    "ipam/prefixes": "ipam.prefix",
    "ipam/ip-addresses": "ipam.ipaddress",
    "ipam/services": "ipam.service",
    "circuits/providers": "circuits.provider",
    "circuits/circuits": "circuits.circuit",
    "circuits/circuit-terminations": "circuits.circuittermination",
    "tenancy/tenants": "tenancy.tenant",
    "tenancy/contacts": "tenancy.contact",
    "tenancy/contact-assignments": "tenancy.contactassignment",
}
"""Endpoints that are read → the type of their objects, as NetBox writes it where it names a type."""

ENDPOINTS: Mapping[str, str] = {type_: endpoint for endpoint, type_ in TYPES.items()}

_OLD = {
    "dcim/rack-groups": "dcim/locations",
    "virtualization/vm-interfaces": "virtualization/interfaces",
    "virtualization/vminterfaces": "virtualization/interfaces",
    "dcim/virtual-chassises": "dcim/virtual-chassis",
}
_URL = re.compile(rf"/api/({APPS})/([a-z][a-z0-9-]*)/\d+/?(?:\?.*)?\Z")
_HOST = re.compile(r"https?://([^/?#\s@]+)/")
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
_PAGE = re.compile(r"[-_. ]*(?:page|part|offset)?[-_. ]*\d+\Z")
_SHAPES = (
    ({"device_type", "serial"}, "dcim/devices"),
    ({"termination_a_type", "termination_b_type"}, "dcim/cables"),
    ({"a_terminations", "b_terminations"}, "dcim/cables"),
    ({"vcpus", "cluster"}, "virtualization/virtual-machines"),
    ({"prefix", "is_pool"}, "ipam/prefixes"),
    ({"address", "nat_inside"}, "ipam/ip-addresses"),
    ({"cid", "provider"}, "circuits/circuits"),
    ({"u_height", "desc_units"}, "dcim/racks"),
    ({"physical_address", "facility"}, "dcim/sites"),
)
_LONGEST = 2000


def endpoint(name: str) -> str:
    """Return the endpoint that a key or path names (`dcim/devices`), or an empty text."""
    parts = [part for part in name.lower().replace("\\", "/").strip("/").split("/") if part]
    if not parts:
        return ""
    last = _PAGE.sub("", parts[-1].removesuffix(".json"))
    last = last.replace("_", "-").replace(".", "-")
    app, _, rest = last.partition("-")
    above = parts[-2] if len(parts) > 1 else ""
    for found in (f"{above}/{last}", f"{app}/{rest}"):
        if _known(found):
            return _OLD.get(found, found)
    return next((one for one in TYPES if one.rpartition("/")[2] == last), "")


def _known(found: str) -> bool:
    app, _, rest = found.partition("/")
    return app in APPS.split("|") and bool(_NAME.fullmatch(rest))


def of_record(record: Mapping[str, Any]) -> str:
    """Return the endpoint that a record is of by its own address or its shape, or an empty text."""
    url = record.get("url")
    if isinstance(url, str) and len(url) < _LONGEST and (match := _URL.search(url)):
        found = f"{match[1]}/{match[2]}"
        return _OLD.get(found, found)
    return next((one for keys, one in _SHAPES if keys <= record.keys()), "")


def host(record: Mapping[str, Any]) -> str:
    """Return the host and port of the NetBox that the record is of, or an empty text."""
    url = record.get("url")
    match = _HOST.match(url) if isinstance(url, str) and len(url) < _LONGEST else None
    return match[1].lower() if match else ""


def of_file(name: str) -> str:
    """Return the endpoint that a file's path names, or an empty text."""
    return endpoint(str(PurePosixPath(name)))
