"""What a computer is: a server, a virtual machine, a hypervisor, or a device that a person works with."""

import re
from collections.abc import Mapping
from typing import Any

from importers.glpi.values import real, record, records, word

_PHYSICAL = ("", "physical", "none", "no", "0")
_INSIDE = ("docker", "podman", "containerd", "kubernetes", "container")
_VIRTUAL = re.compile(
    r"vmware|virtualbox|innotek|\bqemu\b|\bkvm\b|\bbochs\b|\bxen\b|hvm domu|parallels virtual"
    r"|virtual machine|google compute engine|amazon ec2|openstack|rhev|ovirt|nutanix ahv|bhyve"
    r"|virtual platform|alibaba cloud ecs|standard pc \(",
    re.IGNORECASE,
)
_SERVES = re.compile(
    r"\bserver\b|\besxi?\b|hyper-?v|proxmox|xenserver|xcp-ng|truenas|freenas|solaris|\baix\b|hp-ux",
    re.IGNORECASE,
)
_HYPERVISOR = (
    (re.compile(r"\besxi?\b", re.IGNORECASE), "ESXi"),
    (re.compile(r"proxmox", re.IGNORECASE), "Proxmox VE"),
    (re.compile(r"hyper-v server", re.IGNORECASE), "Hyper-V"),
    (re.compile(r"xenserver|citrix hypervisor", re.IGNORECASE), "XenServer"),
    (re.compile(r"xcp-ng", re.IGNORECASE), "XCP-ng"),
)
_CHASSIS = (
    (re.compile(r"laptop|notebook|portable|convertible|detachable", re.IGNORECASE), "laptop"),
    (re.compile(r"tablet", re.IGNORECASE), "tablet"),
    (re.compile(r"hand ?held|phone", re.IGNORECASE), "phone"),
    (
        re.compile(
            r"desktop|tower|all[ -]in[ -]one|pizza box|space-saving|lunch box|sealed-case|mini pc"
            r"|stick pc|workstation",
            re.IGNORECASE,
        ),
        "desktop",
    ),
)
_RACKED = re.compile(r"rack|blade|server|main system|multi-system|raid|enclosure", re.IGNORECASE)
_MODELS = (
    (
        re.compile(
            r"macbook|thinkpad|latitude|elitebook|probook|zbook|xps 1|inspiron \d\d 5|travelmate"
            r"|lifebook|chromebook|surface (?:laptop|book)",
            re.IGNORECASE,
        ),
        "laptop",
    ),
    (re.compile(r"ipad|surface (?:pro|go)", re.IGNORECASE), "tablet"),
    (re.compile(r"iphone", re.IGNORECASE), "phone"),
    (
        re.compile(r"imac|mac ?mini|optiplex|thinkcentre|elitedesk|prodesk|esprimo", re.IGNORECASE),
        "desktop",
    ),
)
_CLIENT = re.compile(
    r"windows (?:xp|vista|7|8|8\.1|10|11)\b|mac ?os|os x|android|\bios\b|ipados|chrome ?os",
    re.IGNORECASE,
)


def computer(item: str, sections: Mapping[str, Any], hosts: str) -> tuple[str, str]:
    """Return (class, kind or product) of a computer.

    `hosts` is the product that runs virtual machines on it, "" if none was seen. A machine that
    was read from within a container is a server, as far as the agent can tell.
    """
    system = system_name(sections)
    virtual = word(record(sections.get("hardware")).get("vmsystem")).lower()
    if item == "Phone":
        return "end_user_device", "phone"
    if virtual in _INSIDE:
        return "server", ""
    if virtual not in _PHYSICAL or (not virtual and _VIRTUAL.search(_model(sections))):
        return "virtual_machine", ""
    kind = "" if _SERVES.search(system) else _personal(sections, system)
    if kind:
        return "end_user_device", kind
    product = hosts or next((name for form, name in _HYPERVISOR if form.search(system)), "")
    return ("hypervisor", product) if product else ("server", "")


def system_name(sections: Mapping[str, Any]) -> str:
    """Return the operating system's whole name; the old form has it with the hardware."""
    system = record(sections.get("operatingsystem"))
    old = word(record(sections.get("hardware")).get("osname"))
    return word(system.get("full_name")) or word(system.get("name")) or old


def _personal(sections: Mapping[str, Any], system: str) -> str:
    """Return what a person uses it as (laptop, desktop …), "" for a machine that serves."""
    hardware, bios = record(sections.get("hardware")), record(sections.get("bios"))
    said = (hardware.get("chassis_type"), bios.get("type"), hardware.get("type"))
    chassis = next((found for value in said if (found := real(value))), "")
    if _RACKED.search(chassis):
        return ""
    for form, kind in _CHASSIS:
        if form.search(chassis):
            return kind
    for form, kind in _MODELS:
        if form.search(_model(sections)):
            return kind
    if any(records(sections.get("batteries"))) and _CLIENT.search(system):
        return "laptop"
    return "desktop" if _CLIENT.search(system) else ""


def _model(sections: Mapping[str, Any]) -> str:
    bios = record(sections.get("bios"))
    parts = (bios.get("smanufacturer"), bios.get("smodel"), bios.get("bmanufacturer"))
    return " ".join(word(part) for part in parts)
