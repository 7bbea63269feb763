"""A computer's inventory as a CI: its fields, and what other sources know it by."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.model import ObservedCI
from importers.glpi.inventories import Inventory
from importers.glpi.kinds import computer, system_name
from importers.glpi.values import (
    address,
    count,
    full_name,
    mac,
    number,
    real,
    record,
    records,
    said,
    serial,
    spelled_uuid,
    unique,
    uuid,
    word,
)

MIB_A_GB = 1024
MB_A_GB = 1000
_STAMP = re.compile(r"-\d{4}(?:-\d{2}){5}\Z")
_ACCOUNTS = re.compile(
    r"root|wtmp|system|(?:default)?admin(?:istrat\w+)?|_\w+|reboot|nobody|.+\$", re.IGNORECASE
)
_BORROWED = re.compile(  # an adapter or dock that goes from one laptop to another
    r"enp\d+s\d+(?:f\d+)?u\d|\Aenx|\busb|r8152|ax88|cdc_|asix|dock|thunderbolt", re.IGNORECASE
)
_INNER = re.compile(
    r"docker|br-[0-9a-f]{12}|virbr|cni|veth|lxc|lxd|podman|vnet\d|tap\d|tun\d|cali|flannel|cilium|weave"
)
_NO_ADAPTERS = ("loopback", "dialup", "bridge", "bluetooth")


def observed(inventory: Inventory, hosts: str) -> ObservedCI:
    """Return the computer that an inventory is of; `hosts`: what runs virtual machines on it."""
    class_name, kind = computer(inventory.item, inventory.sections, hosts)
    fields = _common(inventory.sections)
    if class_name == "end_user_device":
        fields |= said(kind=kind, user=_user(inventory.sections))
    else:
        fields |= _serving(inventory.sections)
        fields |= said(product=kind) if class_name == "hypervisor" else {}
    return ObservedCI(
        external_id=inventory.key,
        class_name=class_name,
        name=name(inventory),
        fields=fields,
        identity=_identity(inventory.sections, mobile=class_name == "end_user_device"),
        scope=inventory.key,
        place=inventory.place,
        observed_at=inventory.seen_at,
    )


def name(inventory: Inventory) -> str:
    """Return the computer's name, as its owner gave it; the agent's key without its date if none."""
    hardware = record(inventory.sections.get("hardware"))
    system = record(inventory.sections.get("operatingsystem"))
    found = word(hardware.get("name")) or word(system.get("fqdn"))
    return found or _STAMP.sub("", inventory.key) or inventory.key


def _common(sections: Mapping[str, Any]) -> dict[str, Any]:
    bios, hardware = record(sections.get("bios")), record(sections.get("hardware"))
    system = record(sections.get("operatingsystem"))
    return said(
        serial_number=serial(bios.get("ssn")),
        asset_tag=real(bios.get("assettag")),
        manufacturer=real(bios.get("smanufacturer")) or real(bios.get("mmanufacturer")),
        model_name=real(bios.get("smodel")) or real(bios.get("mmodel")),
        firmware=real(bios.get("bversion")),
        uuid=uuid(hardware.get("uuid")) or real(hardware.get("uuid")),
        fqdn=_fqdn(sections),
        operating_system=_system(sections),
        operating_system_version=real(system.get("version")) or real(hardware.get("osversion")),
        mac_addresses=unique(mac(one.get("mac") or one.get("macaddr")) for one in _own(sections)),
        memory_gb=_memory(sections),
    )


def _serving(sections: Mapping[str, Any]) -> dict[str, Any]:
    system = record(sections.get("operatingsystem"))
    cpus = list(records(sections.get("cpus")))
    cores = [count(one.get("core") or one.get("corecount")) or 1 for one in cpus]
    return said(
        ip_addresses=_addresses(sections),
        kernel=real(system.get("kernel_version")),
        architecture=real(system.get("arch")),
        cpu_count=sum(cores) or None,
        cpu_model=next((found for one in cpus if (found := real(one.get("name")))), ""),
        disk_gb=_disk(sections),
    )


def _system(sections: Mapping[str, Any]) -> str:
    """Return the system's name: Debian; Windows 11 Pro, where the short name says only Windows."""
    short = real(record(sections.get("operatingsystem")).get("name"))
    if not short or short.lower() in ("windows", "linux", "macos"):
        short = real(system_name(sections)) or short
    return short.removesuffix(" GNU/Linux")


def _fqdn(sections: Mapping[str, Any]) -> str:
    hardware = record(sections.get("hardware"))
    system = record(sections.get("operatingsystem"))
    short, domain = word(hardware.get("name")), word(system.get("dns_domain"))
    joined = f"{short}.{domain}" if short and domain and "." not in short else ""
    return full_name(system.get("fqdn"), joined, hardware.get("name"))


def _identity(sections: Mapping[str, Any], *, mobile: bool) -> dict[str, list[str]]:
    """Return what tells the machine from others. A mobile one's addresses are not its own."""
    bios, hardware = record(sections.get("bios")), record(sections.get("hardware"))
    engraved = serial(bios.get("ssn")) or serial(bios.get("msn"))
    found = {
        "serial": [engraved],
        "uuid": unique((word(hardware.get("uuid")), spelled_uuid(engraved))),
        "mac": unique(
            mac(one.get("mac") or one.get("macaddr"))
            for one in (*_own(sections), *(() if mobile else _virtual(sections)))
            if not (mobile and _borrowed(one))
        ),
        "fqdn": [_fqdn(sections)],
        "hostname": [word(hardware.get("name")).partition(".")[0]],
        "ip": [] if mobile else _addresses(sections),
    }
    return {kind: [v for v in values if v] for kind, values in found.items() if any(values)}


def _own(sections: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the adapters of the machine itself: none of a bridge, tunnel or container."""
    return (one for one, virtual in _adapters(sections) if not virtual)


def _virtual(sections: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield adapters of software that stay with the machine, such as bundles and VLANs."""
    return (one for one, virtual in _adapters(sections) if virtual)


def _adapters(sections: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Yield (adapter, whether it is of software), without those that containers and guests share."""
    for one in records(sections.get("networks")):
        flag = one.get("virtualdev")
        inner = _INNER.match(word(one.get("description")))
        if not inner and word(one.get("type")).lower() not in _NO_ADAPTERS:
            yield one, flag is True or word(flag).lower() in ("1", "true")


def _borrowed(adapter: Mapping[str, Any]) -> bool:
    about = (adapter.get("description"), adapter.get("driver"), adapter.get("model"))
    return bool(_BORROWED.search(" ".join(word(part) for part in about)))


def _addresses(sections: Mapping[str, Any]) -> list[str]:
    """Return the addresses of its adapters, bonds and bridges; not those that containers share."""
    found = []
    for one in records(sections.get("networks")):
        if not _INNER.match(word(one.get("description"))):
            found += [address(one.get("ipaddress")), address(one.get("ipaddress6"))]
    return unique(found)


def _memory(sections: Mapping[str, Any]) -> float | None:
    total = number(record(sections.get("hardware")).get("memory"))
    total = total or sum(
        number(one.get("capacity")) or 0 for one in records(sections.get("memories"))
    )
    return round(total / MIB_A_GB, 1) if total else None


def _disk(sections: Mapping[str, Any]) -> float | None:
    sizes = [
        number(one.get("disksize")) or 0
        for one in records(sections.get("storages"))
        if not re.search(r"cd|dvd|floppy|removable|tape", word(one.get("type")), re.IGNORECASE)
        and "usb" not in word(one.get("interface")).lower()
    ]
    return round(sum(sizes) / MB_A_GB, 1) if sum(sizes) else None


def _user(sections: Mapping[str, Any]) -> str:
    """Return who works with it: who logged in last, else who is logged in; no account of a service."""
    last = word(record(sections.get("hardware")).get("lastloggeduser"))
    logged_in = [word(one.get("login")) for one in records(sections.get("users"))]
    logins = (login.rpartition("\\")[2] for login in [*re.split(r"[/,;]", last), *logged_in])
    return next((login for login in logins if login and not _ACCOUNTS.fullmatch(login)), "")
