"""What a machine's facts say: its class, what it is made of, and what tells it from others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from importers.ansible import hardware
from importers.ansible.interfaces import addresses
from importers.ansible.values import mappings, mark, moment, texts, within, word

_CONTAINERS = (
    *("docker", "podman", "container", "containerd", "lxc", "lxd", "openvz", "systemd-nspawn"),
    *("jail", "zone", "wsl", "kubernetes", "linux_vserver", "vserver"),
)
_SHARED = {"nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB"}

Fields = dict[str, Any]


@dataclass(slots=True)
class Said:
    """What facts or variables say of a host, by the model's names; `names` best first."""

    class_name: str | None = None
    names: list[str] = field(default_factory=list)
    fields: Fields = field(default_factory=dict)
    identity: dict[str, list[str]] = field(default_factory=dict)
    shares: dict[str, str] = field(default_factory=dict)
    observed_at: datetime | None = None


def said(facts: Mapping[str, Any]) -> Said:
    """Return what the facts of a machine with a general operating system say."""
    found, names = addresses(facts), _names(facts)
    class_name = _class(facts)
    provider_id, uuid = _provider_id(facts), mark(facts.get("product_uuid"))
    serial = mark(facts.get("product_serial"))
    fields = {
        **hardware.fields(facts),
        "serial_number": serial,
        "uuid": uuid,
        "fqdn": next((name for name in names if "." in name), None),
        "ip_addresses": found.ips,
        "mac_addresses": found.macs,
        **_system(facts),
    }
    if class_name == "virtual_machine":
        fields |= {
            "provider_id": provider_id,
            "instance_type": word(facts.get("ec2_instance_type")),
            "image": word(facts.get("ec2_ami_id")),
        }
    if class_name == "hypervisor":
        fields["product"] = _host_of(facts)
    return Said(
        class_name,
        names,
        fields,
        {
            "serial": [serial] if serial else [],
            "uuid": [uuid] if uuid else [],
            "provider_id": [provider_id] if provider_id else [],
            "mac": found.macs,
            "fqdn": [name for name in names if "." in name],
            "hostname": [name for name in names if "." not in name],
            "ip": found.first,
        },
        dict(_shares(facts)),
        moment(facts.get("date_time")),
    )


def _names(facts: Mapping[str, Any]) -> list[str]:
    """Return what the machine calls itself, short name first; every machine is localhost."""
    short, domain = word(facts.get("hostname")), word(facts.get("domain"))
    full = f"{short}.{domain}" if short and domain and "." not in short else None
    given = (short, word(facts.get("nodename")), word(facts.get("fqdn")), full)
    found = [name.rstrip(".").lower() for name in given if name]
    return list(dict.fromkeys(n for n in found if not n.startswith("localhost") and " " not in n))


def _class(facts: Mapping[str, Any]) -> str:
    role, kind = facts.get("virtualization_role"), str(facts.get("virtualization_type")).lower()
    techs = {one.lower() for one in texts(facts.get("virtualization_tech_guest"))}
    if role == "guest" and kind not in _CONTAINERS and not techs & set(_CONTAINERS):
        return "virtual_machine"
    if facts.get("ec2_instance_id") or _facter_id(facts):
        return "virtual_machine"
    return "hypervisor" if role != "guest" and _host_of(facts) else "server"


def _host_of(facts: Mapping[str, Any]) -> str | None:
    """Return what it runs machines with, if that is sure: KVM is loaded on many that run none."""
    if "-pve" in str(facts.get("kernel")):
        return "Proxmox"
    is_xen = facts.get("virtualization_type") == "xen"
    return "Xen" if is_xen and facts.get("virtualization_role") == "host" else None


def _system(facts: Mapping[str, Any]) -> Fields:
    return {
        "operating_system": word(
            facts.get("distribution"), within(facts.get("lsb"), "id"), facts.get("system")
        ),
        "operating_system_version": word(
            facts.get("distribution_version"), within(facts.get("lsb"), "release")
        ),
        "kernel": word(facts.get("kernel")),
        "architecture": word(facts.get("architecture"), facts.get("machine")),
    }


def _provider_id(facts: Mapping[str, Any]) -> str | None:
    return word(facts.get("ec2_instance_id"), _facter_id(facts))


def _facter_id(facts: Mapping[str, Any]) -> Any:
    return within(facts.get("facter_ec2_metadata"), "instance-id")


def _shares(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path, protocol) of what it mounts from other machines."""
    for mount in mappings(facts.get("mounts")):
        protocol, device = _SHARED.get(str(mount.get("fstype"))), word(mount.get("device"))
        local = str(device).lower().startswith(("localhost:", "127.", "[::1]", "//localhost"))
        if protocol and device and not local:
            yield device, protocol
