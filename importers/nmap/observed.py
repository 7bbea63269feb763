"""What a host of a scan comes to: a device, and the software that answered on its ports."""

from collections.abc import Iterator
from typing import Any

from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from importers.nmap import services, systems
from importers.nmap.scan import Host, Port
from importers.nmap.services import Software

CLASSES = frozenset(
    {
        *("server", "network_device", "load_balancer", "printer", "storage_system"),
        *("end_user_device", "database_instance", "web_server", "app_server", "cache"),
        *("message_broker", "middleware", "identity_provider"),
    }
)
_ADDRESSED = ("server", "printer")
_MANAGED = ("network_device", "load_balancer")
_WITH_SYSTEM = ("server", "end_user_device")
_WITH_MACS = ("server", "network_device", "end_user_device")
_WITH_KIND = ("network_device", "end_user_device")
_RUNS_SOFTWARE = ("server", "load_balancer", "storage_system")
_MOST_PORTS = 500  # more of them open: something answers for ports that nobody listens on
_LONGEST_NAME = 500
_NO_NAMES = ("localhost", "localhost.localdomain", "_gateway")  # what many are called


def observed(host: Host) -> Iterator[Observation]:
    """Yield the host, and what runs on it."""
    open_ports = sorted(
        (port for port in host.ports.values() if port.state == "open"),
        key=lambda port: (port.number, port.protocol),
    )
    everything = len(open_ports) > _MOST_PORTS
    device = _device(host, [] if everything else open_ports)
    yield device
    if host.is_local:
        yield Issue(
            host.place,
            "scanned itself by its loopback address, which tells it from no other machine.",
            fatal=False,
        )
    if everything:
        reason = f"{len(open_ports)} open ports: something answers for all, so none is taken over."
        yield Issue(host.place, reason, fatal=False)
    elif device.class_name in _RUNS_SOFTWARE:
        yield from _software(host, device, open_ports)


def _device(host: Host, open_ports: list[Port]) -> ObservedCI:
    class_name, kind = systems.kind(host)
    names, addresses = _names(host), [*host.of("ipv4"), *host.of("ipv6")]
    full = next((name for name in names if "." in name), None)
    system, version = systems.system(host)
    fields: dict[str, Any] = {"open_ports": [_shown(port) for port in open_ports]}
    if class_name != "storage_system":
        fields["fqdn"] = full
    if class_name in _ADDRESSED:
        fields["ip_addresses"] = [] if host.is_local else addresses
    if class_name in _MANAGED:
        fields["management_address"] = next(iter(addresses), None)
    if class_name in _WITH_MACS:
        fields["mac_addresses"] = host.of("mac")
    if class_name in _WITH_KIND:
        fields["kind"] = kind
    if class_name in _WITH_SYSTEM:
        fields |= {"operating_system": system, "operating_system_version": version}
    if class_name != "server":
        fields["manufacturer"] = systems.maker(host)
    identity = {
        "mac": host.of("mac"),
        "fqdn": [name for name in names if "." in name],
        "hostname": [name for name in names if "." not in name],
        "ip": [] if host.is_local else addresses,
    }
    return ObservedCI(
        external_id=host.key,
        class_name=class_name,
        name=(names[0] if names else f"localhost ({host.file})" if host.is_local else host.key),
        fields={name: value for name, value in fields.items() if value},
        identity={name: values for name, values in identity.items() if values},
        place=host.place,
        observed_at=host.seen_at,
    )


def _names(host: Host) -> list[str]:
    """Return what the host is called: by reverse lookup, or else as the scan's user called it."""
    if host.is_local:
        return []
    found: dict[str, list[str]] = {"PTR": [], "user": []}
    for one in host.names:
        name = one.get("name", "").strip().rstrip(".").lower()
        if name and len(name) <= _LONGEST_NAME and name not in _NO_NAMES:
            found["user" if one.get("type") == "user" else "PTR"].append(name)
    return list(dict.fromkeys(found["PTR"] or found["user"]))


def _shown(port: Port) -> str:
    return f"{port.number}/{port.protocol} {port.service.get('name', '')}".strip()


def _software(host: Host, device: ObservedCI, open_ports: list[Port]) -> Iterator[Observation]:
    taken: dict[object, list[tuple[Port, Software]]] = {}
    for port in open_ports:
        if found := services.software(port):
            # The same port of two protocols is one program.
            key = found if found.is_one_a_host else port.number
            taken.setdefault(key, []).append((port, found))
    for answers in taken.values():
        ports, number = [port for port, _ in answers], answers[0][0].number
        # What answered to questions speaks for it.
        best, found = min(answers, key=lambda one: (not services.is_asked(one[0]), one[0].protocol))
        fields: dict[str, Any] = dict(found.fields)
        if found.class_name != "load_balancer":  # that may be a device, without a host or a port
            fields |= {
                "version": best.service.get("version"),
                "host": device.name,
                "port": number,
                "ports": [f"{port.number}/{port.protocol}" for port in ports],
            }
        id_ = f"{host.key}/{number}"
        place = f"{host.place}.port[{number}]"
        yield ObservedCI(
            external_id=id_,
            class_name=found.class_name,
            name=f"{found.label} {device.name}:{number}"[-_LONGEST_NAME:],
            fields={name: value for name, value in fields.items() if value},
            place=place,
            observed_at=host.seen_at,
        )
        yield ObservedRelation(
            id_,
            "RUNS_ON",
            device.external_id,
            {
                "origin": "observed" if services.is_asked(best) else "inferred",
                "confidence": best.confidence,
            },
            place=place,
        )
