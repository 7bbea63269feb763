"""What runs on a machine: its virtual machines and containers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmdb.intake.model import Issue, ObservedCI, ObservedRelation
from importers.glpi.inventories import Inventory
from importers.glpi.values import (
    address,
    count,
    mac,
    number,
    real,
    records,
    said,
    serial,
    spelled_uuid,
    unique,
    uuid,
    word,
    words,
)

CONTAINERS = ("docker", "podman", "containerd", "crio", "cri-o")
_PRODUCTS = {
    "vmware": "ESXi",
    "hyperv": "Hyper-V",
    "hyper-v": "Hyper-V",
    "kvm": "KVM",
    "qemu": "KVM",
    "libvirt": "KVM",
    "xen": "Xen",
    "xcp": "XCP-ng",
    "proxmox": "Proxmox VE",
    "virtualbox": "VirtualBox",
    "parallels": "Parallels",
    "hpvm": "HP Integrity VM",
    "bhyve": "bhyve",
    "lxc": "LXC",
    "lxd": "LXD",
    "openvz": "Virtuozzo",
    "virtuozzo": "Virtuozzo",
    "solariszone": "Solaris Zones",
    "jail": "FreeBSD jails",
}
_CLUSTERED = ("ESXi", "Hyper-V", "Proxmox VE", "XenServer", "XCP-ng")
MIB_A_GB = 1024


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine or container as its host lists it."""

    host: str
    id: str
    kind: str
    entry: Mapping[str, Any]
    place: str

    @property
    def container(self) -> bool:
        """Whether it is a container, not a machine with a system of its own."""
        return self.kind in CONTAINERS

    @property
    def runs(self) -> bool:
        """Whether it runs just now."""
        return word(self.entry.get("status")).lower() in ("running", "idle", "blocked", "")


def guests(inventory: Inventory) -> Iterator[Guest | Issue]:
    """Yield what a machine's inventory lists as running on it; an issue for each that has no name."""
    for index, entry in enumerate(records(inventory.sections.get("virtualmachines"))):
        place = f"{inventory.place}: virtualmachines[{index}]"
        kind = word(entry.get("vmtype")).lower() or word(entry.get("subsystem")).lower()
        own = word(entry.get("uuid"))
        label = word(entry.get("name")) or own
        if not label:
            yield Issue(place, "has neither a name nor a UUID: it was left out.", fatal=False)
        elif kind in CONTAINERS:
            yield Guest(
                inventory.key, f"{inventory.key}/container/{own or label}", kind, entry, place
            )
        elif known := uuid(own):
            yield Guest(inventory.key, f"vm/{known}", kind, entry, place)
        else:
            yield Guest(inventory.key, f"{inventory.key}/vm/{label}", kind, entry, place)


def product(found: Iterable[Guest]) -> str:
    """Return what runs the virtual machines among them: KVM, Hyper-V …; "" if there are none."""
    for guest in found:
        if not guest.container and not guest.kind.startswith("wsl"):
            words_of = (guest.kind, word(guest.entry.get("subsystem")).lower())
            return (
                next((_PRODUCTS[one] for one in words_of if one in _PRODUCTS), guest.kind) or "KVM"
            )
    return ""


def each_once(found: Iterable[Guest]) -> list[Guest]:
    """Return every guest once. One that two hosts list is where it runs: it moved, or was copied."""
    best: dict[str, Guest] = {}
    for guest in sorted(found, key=lambda one: (not one.runs, one.host, one.place)):
        best.setdefault(guest.id, guest)
    return sorted(best.values(), key=lambda one: (one.host, one.id))


def observed(guest: Guest, host: ObservedCI) -> Iterator[ObservedCI | ObservedRelation]:
    """Yield the guest and what binds it to its host."""
    yield _container(guest, host) if guest.container else _machine(guest, host)
    if guest.container:
        yield _relation(guest, "RUNS_ON", host)
    elif host.class_name == "end_user_device":  # no host in the sense of the model: no type says it
        yield _relation(guest, "DEPENDS_ON", host)
    else:
        yield _relation(guest, "PLACED_ON", host)
        if host.fields.get("product") not in _CLUSTERED:  # theirs may start elsewhere when it fails
            yield _relation(guest, "RUNS_ON", host, "inferred", 0.8)


def _relation(
    guest: Guest, type_: str, host: ObservedCI, origin: str = "observed", confidence: float = 1.0
) -> ObservedRelation:
    return ObservedRelation(
        from_id=guest.id,
        type=type_,
        to_id=host.external_id,
        fields={"origin": origin, "confidence": confidence},
        scope=guest.host,
        place=guest.place,
    )


def _container(guest: Guest, host: ObservedCI) -> ObservedCI:
    own = real(guest.entry.get("uuid"))
    return ObservedCI(
        external_id=guest.id,
        class_name="container",
        name=word(guest.entry.get("name")) or own,
        fields=said(
            container_id=own,
            image=real(guest.entry.get("image")),
            host=host.name,
            state=real(guest.entry.get("status")),
        ),
        identity={"container_id": [own]} if own else {},
        scope=guest.host,
        place=guest.place,
        observed_at=host.observed_at,
    )


def _machine(guest: Guest, host: ObservedCI) -> ObservedCI:
    entry = guest.entry
    engraved, own = serial(entry.get("serial")), uuid(entry.get("uuid"))
    macs = unique(mac(one) for text in words(entry.get("mac")) for one in text.split("/"))
    memory = number(entry.get("memory"))
    return ObservedCI(
        external_id=guest.id,
        class_name="virtual_machine",
        name=word(entry.get("name")) or own,
        fields=said(
            uuid=own,
            serial_number=engraved,
            power_state=real(entry.get("status")),
            cpu_count=count(entry.get("vcpu")) or None,
            memory_gb=round(memory / MIB_A_GB, 1) if memory else None,
            image=real(entry.get("image")),
            mac_addresses=macs,
            ip_addresses=unique(address(one) for one in words(entry.get("ipaddress"))),
            operating_system=_system(entry.get("operatingsystem")),
        ),
        identity={
            kind: values
            for kind, values in {
                "uuid": unique((word(entry.get("uuid")), spelled_uuid(engraved))),
                "serial": [engraved] if engraved else [],
                "mac": macs,
            }.items()
            if values
        },
        scope=guest.host,
        place=guest.place,
        observed_at=host.observed_at,
    )


def _system(value: Any) -> str:
    found = next(records(value), {})
    return real(found.get("full_name")) or real(found.get("name")) or real(value)
