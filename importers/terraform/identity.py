"""What tells a resource from all others, for sources that know it by something else."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from cmdb.intake.terraform import identifiers, metadata, names
from importers.terraform.fields import host, mac
from importers.terraform.resources import Resource
from importers.terraform.values import every, form, telling

_MACHINES = ("virtual_machine", "server", "hypervisor", "network_device")
_SCHEMES = {"digitalocean": "digitalocean", "hcloud": "hcloud", "linode": "linode"}
# Letters and digits that a provider gave: a hosted zone, a distribution, a database's resource id.
_GIVEN = re.compile(r"(?:[a-z]{1,10}-)?[A-Z0-9]{8,}|[A-Z0-9]{10,}_.+")
_NAMED_ONLY = ("kubernetes_", "helm_", "docker_", "proxmox_")
_LONGEST = 500
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Of these platforms a machine's own id is the uuid that its firmware tells.
_FIRMWARE = ("vsphere_", "libvirt_", "openstack_", "nutanix_", "ovirt_")
_ADDRESSES = (
    *("private_ip", "public_ip", "private_ip_address", "public_ip_address", "primary_ip_address"),
    *("private_ip_addresses", "public_ip_addresses", "ipv4_address", "ipv6_address", "ipv4"),
    *("ipv4_address_private", "access_ip_v4", "access_ip_v6", "default_ip_address", "ip_address"),
    *("guest_ip_addresses", "network_interface.network_ip", "network.fixed_ip_v4", "network.ip"),
    *("network_interface.access_config.nat_ip", "network_interface.addresses", "ipv6_addresses"),
    *("network_interface.ip_address", "network_interface.nat_ip_address", "default_ipv4_address"),
)
_MACS = (
    *("mac_address", "mac_addresses", "network_interface.mac_address", "network_interface.mac"),
    *("network.mac", "network.macaddr", "network.mac_address", "network_device.mac_address"),
)
_HOSTS = ("private_dns", "public_dns", "fqdn", "dns_name", "address", "endpoint", "host")


def identity(one: Resource) -> dict[str, tuple[str, ...]]:
    """Return kind → values of what other sources may know the CI by."""
    attributes = one.attributes
    found: dict[str, list[str]] = {"provider_id": list(_provider_ids(one))}
    if one.class_name in _MACHINES:
        found["ip"] = addresses(one)
        found["hostname"] = _hostnames(attributes)
        found["uuid"] = _uuids(one)
    if one.class_name in (*_MACHINES, "network_interface"):
        found["mac"] = macs(one)
    if one.class_name == "ip_address":
        found["ip"] = addresses(one) + _ips(attributes, ("address",))
    if one.class_name not in ("network_interface", "ip_address", "dns_record", "cloud_resource"):
        found["fqdn"] = [name for key in _HOSTS if (name := host(attributes.get(key)))]
    if one.type == "docker_container":
        found["container_id"] = list(identifiers({"id": attributes.get("id")}))
    uid = metadata(attributes).get("uid")
    found["uid"] = [uid] if isinstance(uid, str) and uid else []
    usable = {kind: [v for v in values if _fits(v)] for kind, values in found.items()}
    return {kind: tuple(dict.fromkeys(values)) for kind, values in usable.items() if values}


def _fits(value: str) -> bool:
    return value.isprintable() and len(value) <= _LONGEST


def addresses(one: Resource) -> list[str]:
    """Return the addresses of a machine, each once, without lengths of networks."""
    return _ips(one.attributes, _ADDRESSES)


def macs(one: Resource) -> list[str]:
    """Return the hardware addresses of a machine or an interface, each once."""
    found = (mac(value) for path in _MACS for value in every(one.attributes, path))
    return list(dict.fromkeys(one for one in found if one))


def _provider_ids(one: Resource) -> Iterator[str]:
    """Yield identifiers at the provider. One that is but a name tells nothing elsewhere."""
    if one.type.startswith(_NAMED_ONLY):
        return
    attributes = one.attributes
    called = {form(name) for name in names(attributes)}
    for value in identifiers(attributes):
        formed = form(value)
        if telling(formed) or (formed not in called and _GIVEN.fullmatch(value)):
            yield value
    if one.class_name in _MACHINES and isinstance(moid := attributes.get("moid"), str) and moid:
        yield moid
    provider = one.type.partition("_")[0]
    number = attributes.get("id")
    if isinstance(number, str) and number.isdecimal():
        # Numbers mean one thing only at their provider; as Kubernetes names its nodes.
        yield f"{_SCHEMES.get(provider, provider)}://{number}"


def _uuids(one: Resource) -> list[str]:
    named = [one.attributes.get("uuid"), one.attributes.get("virtual_machine_id")]
    if one.type.startswith(_FIRMWARE):
        named.append(one.attributes.get("id"))
    return [text for text in named if isinstance(text, str) and _UUID.fullmatch(text)]


def _hostnames(attributes: Mapping[str, Any]) -> list[str]:
    named = (attributes.get(key) for key in ("computer_name", "hostname", "os_profile"))
    texts = [text for text in named if isinstance(text, str)]
    texts += every(attributes, "os_profile.computer_name")
    return [text for text in texts if text and "." not in text]


def _ips(attributes: Mapping[str, Any], paths: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for path in paths:
        for value in every(attributes, path):
            text = value.partition("/")[0].strip()
            try:
                found.append(str(ip_address(text)))
            except ValueError:
                continue
    return list(dict.fromkeys(found))
