"""What facts and variables say of switches, routers and firewalls."""

from collections.abc import Mapping
from typing import Any

from importers.ansible.interfaces import Addresses
from importers.ansible.machine import Said
from importers.ansible.values import mappings, mark, texts, word

_CONNECTIONS = ("network_cli", "netconf", "httpapi")
_KINDS = {
    "router": "iosxr vyos edgeos routeros edgeswitch_router sros timos",
    "switch": "nxos eos dellos6 dellos9 dellos10 enos cnos aruba arubaoscx aoscx icx fastiron slxos "
    "voss exos cumulus sonic os10 os9 os6 nos edgeswitch ironware ce vrp comware procurve",
    "firewall": "asa ftd panos fortios checkpoint cp_mgmt pfsense opnsense srx sonicos",
    "wireless": "aireos aruba_wlc",
}
_KIND = {system: kind for kind, systems in _KINDS.items() for system in systems.split()}
_BALANCERS = ("bigip", "bigiq", "netscaler", "avi", "a10")


def is_network(facts: Mapping[str, Any]) -> bool:
    """Return whether the facts are a network device's: `net_…`, from `ios_facts` and its like."""
    return any(key.startswith("net_") for key in facts) and "distribution" not in facts


def system_of(variables: Mapping[str, Any]) -> str | None:
    """Return the network operating system that variables name, such as ios, without collection."""
    named = word(variables.get("ansible_network_os"), variables.get("network_os"))
    return named.rpartition(".")[2].lower() if named else None


def class_of(variables: Mapping[str, Any]) -> str | None:
    """Return the class of what variables say is reached as a network device; else None."""
    system = system_of(variables)
    reached = str(variables.get("ansible_connection")).rpartition(".")[2] in _CONNECTIONS
    if system in _BALANCERS:
        return "load_balancer"
    return "network_device" if system or reached else None


def kind_of(system: str | None) -> str | None:
    """Return what a device with this operating system does; None where it may do several things."""
    return _KIND.get(system or "")


def said(facts: Mapping[str, Any]) -> Said:
    """Return what the facts of a network device say."""
    name, serial = word(facts.get("net_hostname")), mark(facts.get("net_serialnum"))
    full = word(facts.get("net_fqdn"))
    addresses = _addresses(facts)
    system = word(facts.get("net_system"))
    names = list(dict.fromkeys(one.lower() for one in (name, full) if one))
    is_balancer = system in _BALANCERS
    return Said(
        "load_balancer" if is_balancer else "network_device",
        names,
        {
            "serial_number": serial,
            "model_name": word(facts.get("net_model")),
            "fqdn": next((one for one in names if "." in one), None),
            **(
                {}
                if is_balancer
                else {
                    "software_version": word(facts.get("net_version")),
                    "mac_addresses": addresses.macs,
                    "kind": kind_of(system),
                }
            ),
        },
        {
            "serial": [serial] if serial else [],
            "mac": addresses.macs,
            "fqdn": [one for one in names if "." in one],
            "hostname": [one for one in names if "." not in one],
            "ip": addresses.first,
        },
    )


def _addresses(facts: Mapping[str, Any]) -> Addresses:
    found = Addresses()
    for name in ("net_all_ipv4_addresses", "net_all_ipv6_addresses"):
        for text in texts(facts.get(name)):
            found.take(text)
    interfaces = facts.get("net_interfaces")
    for interface in interfaces.values() if isinstance(interfaces, Mapping) else ():
        for one in mappings(interface):
            found.take_mac(one.get("macaddress") or one.get("mac_address"))
    return found
