"""What a machine is made of, from its facts."""

import re
from collections.abc import Mapping
from typing import Any

from importers.ansible.values import mappings, number, texts, within, word

_NOT_A_DISK = re.compile(r"(?:loop|ram|zram|dm-|md|sr|fd|nbd|cd)\d*")
_SIZE = re.compile(r"([\d.]+)\s*([KMGTP])i?B\Z", re.IGNORECASE)
_UNITS = {"K": 1 / 1024**2, "M": 1 / 1024, "G": 1, "T": 1024, "P": 1024**2}
_MAKERS_IDS = ("GenuineIntel", "AuthenticAMD", "CentaurHauls", "HygonGenuine", "ARM", "Apple")
_SECTOR = 512  # bytes: what the kernel counts in, whatever the disk says of itself
_GIB = 1024**3
_MOST_DISK_GB = 10**9

Fields = dict[str, Any]


def fields(facts: Mapping[str, Any]) -> Fields:
    """Return manufacturer, model, firmware, asset tag, processor, memory and disk, where known."""
    memory = number(facts.get("memtotal_mb"), within(facts.get("memory_mb"), "real", "total"))
    return {
        "manufacturer": word(facts.get("system_vendor")),
        "model_name": word(facts.get("product_name"), facts.get("model")),
        "firmware": word(facts.get("bios_version")),
        "asset_tag": word(facts.get("chassis_asset_tag"), facts.get("product_asset_tag")),
        "cpu_count": _cores(facts),
        "cpu_model": _processor(facts),
        "memory_gb": round(memory / 1024, 2) if memory else None,
        "disk_gb": _disks(facts),
    }


def _cores(facts: Mapping[str, Any]) -> int | None:
    sockets, cores = number(facts.get("processor_count")), number(facts.get("processor_cores"))
    total = sockets * cores if sockets and cores else None
    found = number(total, facts.get("processor_vcpus"), facts.get("processor_nproc"), sockets)
    return int(found) if found else None


def _processor(facts: Mapping[str, Any]) -> str | None:
    """Return the model: facts list number, maker and model of each processor, or models alone."""
    listed = [word(one) for one in texts(facts.get("processor"))]
    return next(
        (one for one in listed if one and one not in _MAKERS_IDS and not one.isdecimal()), None
    )


def _disks(facts: Mapping[str, Any]) -> float | None:
    """Return the size of all disks together; one that is reached by several paths counts once."""
    devices = facts.get("devices")
    total, seen = 0.0, set()
    for name, device in devices.items() if isinstance(devices, Mapping) else ():
        if _NOT_A_DISK.match(str(name)) or within(device, "removable") == "1":
            continue
        mark = word(within(device, "wwn"), within(device, "serial")) or name
        if mark not in seen:
            seen.add(mark)
            total += _size(device)
    return round(total, 2) if 0 < total < _MOST_DISK_GB else _windows_disks(facts)


def _size(device: Any) -> float:
    if sectors := number(within(device, "sectors")):
        return sectors * _SECTOR / _GIB
    match = _SIZE.match(str(within(device, "size")).strip())
    amount = number(match[1]) if match else None
    return amount * _UNITS[match[2].upper()] if match and amount else 0.0


def _windows_disks(facts: Mapping[str, Any]) -> float | None:
    sizes = [number(one.get("size")) or 0 for one in mappings(facts.get("disks"))]
    total = sum(sizes) / _GIB
    return round(total, 2) if 0 < total < _MOST_DISK_GB else None
