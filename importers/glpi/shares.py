"""File shares of others that a machine mounts."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from cmdb.intake.model import Elsewhere, ObservedCI, ObservedRelation
from importers.glpi.inventories import Inventory
from importers.glpi.values import address, full_name, records, said, word

_NFS = re.compile(r"(\[[0-9a-fA-F:]+\]|[^:/\\\s\[\]]+):(/.*)\Z")
_UNC = re.compile(r"[\\/]{2}([^\\/\s]+)[\\/]+(.+)\Z")
_NFS_SYSTEMS = ("nfs", "nfs4")
_SMB_SYSTEMS = ("cifs", "smb", "smbfs", "smb2", "smb3", "smb3_1_1", "network drive")
_HERE = ("localhost", "127.0.0.1", "[::1]")


def mounted(inventory: Inventory) -> Iterator[tuple[str, str, str, str]]:
    """Yield (protocol, host, path, where) of every share that the machine mounts, each once."""
    seen: set[tuple[str, str, str]] = set()
    for drive in records(inventory.sections.get("drives")):
        volume = word(drive.get("volumn")) or word(drive.get("volume"))
        systems = (word(drive.get("filesystem")).lower(), word(drive.get("type")).lower())
        if any(one in _NFS_SYSTEMS for one in systems) and (match := _NFS.match(volume)):
            found = ("NFS", match[1].lower(), str(PurePosixPath(match[2])))
        elif any(one in _SMB_SYSTEMS for one in systems) and (match := _UNC.match(volume)):
            path = match[2].replace("\\", "/").strip("/")
            found = ("SMB", match[1].rpartition("@")[2].lower(), path)
        else:
            continue
        if found not in seen and found[1] not in _HERE:
            seen.add(found)
            yield (*found, word(drive.get("letter")) or word(drive.get("type")))


def share(protocol: str, host: str, path: str, place: str) -> tuple[ObservedCI, ObservedRelation]:
    """Return a share, which many machines may mount, and where it lies: on a host known elsewhere.

    Its scope never ends: that one machine no longer mounts it says nothing of the share.
    """
    where = f"{host}:{path}" if protocol == "NFS" else f"//{host}/{path}"
    found = ObservedCI(
        external_id=f"share/{protocol.lower()}/{where}",
        class_name="file_share",
        name=where,
        fields=said(path=where, protocol=protocol),
        scope="shares",
        place=place,
    )
    ip, name = address(host.strip("[]")), full_name(host)
    identity = {"ip": [ip]} if ip else {"fqdn": [name]} if name else {"hostname": [host]}
    lies = ObservedRelation(
        from_id=found.external_id,
        type="STORED_ON",
        to_id=Elsewhere("hardware", identity),
        fields={"origin": "observed", "confidence": 0.9},
        scope="shares",
        place=place,
    )
    return found, lies


def mount(machine: ObservedCI, share_id: str) -> ObservedRelation:
    """Return that a machine mounts a share. What needs it there is not known: the machine runs on."""
    return ObservedRelation(
        from_id=machine.external_id,
        type="USES" if machine.class_name == "end_user_device" else "STORED_ON",
        to_id=share_id,
        fields={"origin": "observed", "confidence": 1.0, "strength": "soft"},
        scope=machine.scope,
        place=machine.place,
    )
