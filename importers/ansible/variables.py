"""What variables of an inventory say of a host: where it is reached, and what a cloud calls it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from importers.ansible import network
from importers.ansible.interfaces import own
from importers.ansible.machine import Said
from importers.ansible.values import mark, within, word

_ADDRESSES = (
    *("private_ip_address", "private_ip", "public_ip_address", "public_ip", "primary_ip4"),
    "guest.ipAddress",
)
_NAMES = ("private_dns_name", "ec2_private_dns_name", "fqdn")
_UUIDS = ("config.uuid", "vmid", "uuid")
_INSTANCES = ("instance_id", "ec2_id", "ec2_instance_id")
_ENVIRONMENTS = ("environment", "env", "deploy_env", "app_env", "environment_name")

# All other variables stay where they are: among them are passwords.
TELLING = frozenset(
    {
        *("ansible_host", "ansible_ssh_host", "ansible_connection", "ansible_network_os"),
        *("network_os", "instance_type", "ec2_instance_type", "id", "selfLink"),
        *("is_virtual", "serial", "serial_number", "config", "virtual_machine_size", "asset_tag"),
        *(*_ADDRESSES, *_NAMES, *_UUIDS, *_INSTANCES, *_ENVIRONMENTS),
    }
)

_WORDS = {
    "production": "production prod prd live",
    "staging": "staging stage stg preprod pre_production",
    "test": "test testing tst qa uat",
    "development": "development develop dev devel",
    "disaster_recovery": "disaster_recovery dr",
}
ENVIRONMENTS = {said: name for name, words in _WORDS.items() for said in words.split()}
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SURE = ("production", "prod", "staging")
_LABEL = re.compile(r"(?:tag_)?(?:environment|env|stage)[_=]+(\w+)\Z")


def environment(variables: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the environment that a variable names, or on which groups and files agree.

    A group is `prod`, `env_prod` or `tag_Environment_prod`; `prod_web` and `web-prod` count for
    production and staging only, because `test` and `dev` are parts of other names.
    """
    for name in _ENVIRONMENTS:
        said = ENVIRONMENTS.get(str(variables.get(name)).strip().lower())
        if said:
            return said
    found = {one for name in names if (one := _environment(name.lower()))}
    return found.pop() if len(found) == 1 else None


def _environment(name: str) -> str | None:
    name = name.replace("-", "_")
    label = _LABEL.match(name)
    if said := ENVIRONMENTS.get(label[1] if label else name):
        return said
    parts = name.split("_")
    sure = [part for part in (parts[0], parts[-1]) if part in _SURE]
    return ENVIRONMENTS[sure[0]] if sure else None


def said(variables: Mapping[str, Any]) -> Said:
    """Return what variables say of their host."""
    reached = word(variables.get("ansible_host"), variables.get("ansible_ssh_host"))
    addresses = [own(variables.get(name)) for name in _ADDRESSES]
    addresses = [own(reached), *addresses] if reached else addresses
    names = [word(variables.get(name)) for name in _NAMES]
    if reached and own(reached) is None and "." in reached and not _is_address(reached):
        names.append(reached)
    full = list(dict.fromkeys(n.lower().rstrip(".") for n in names if n and "." in n))
    ips = list(dict.fromkeys(one for one in addresses if one))
    class_name = network.class_of(variables)
    provider_id, uuid = _provider_id(variables), _uuid(variables)
    serial = mark(variables.get("serial"), variables.get("serial_number"))
    if class_name is None and (provider_id or _is_virtual(variables)):
        class_name = "virtual_machine"
    return Said(
        class_name,
        [],
        {
            "ip_addresses": ips,
            "fqdn": next(iter(full), None),
            "provider_id": provider_id,
            "uuid": uuid,
            "serial_number": serial,
            "asset_tag": mark(variables.get("asset_tag")),
            "kind": network.kind_of(network.system_of(variables)),
            "instance_type": word(
                variables.get("instance_type"),
                variables.get("ec2_instance_type"),
                variables.get("virtual_machine_size"),
            ),
        },
        {
            "ip": ips,
            "fqdn": full,
            "provider_id": [provider_id] if provider_id else [],
            "uuid": [uuid] if uuid else [],
            "serial": [serial] if serial else [],
        },
    )


def _is_virtual(variables: Mapping[str, Any]) -> bool:
    """Return whether NetBox calls it virtual, or VMware or Azure know it: they know nothing else."""
    known = mark(
        within(variables.get("config"), "uuid"), variables.get("config.uuid"), variables.get("vmid")
    )
    return variables.get("is_virtual") is True or bool(known and _UUID.fullmatch(known))


def _is_address(text: str) -> bool:
    return text.replace(".", "").isdecimal() or ":" in text


def _provider_id(variables: Mapping[str, Any]) -> str | None:
    """Return an instance's id in EC2, Azure or Google's cloud; what is only a number is none."""
    for name in (*_INSTANCES, "id", "selfLink"):
        found = word(variables.get(name))
        if found and (
            re.match(r"i-[0-9a-f]{8,17}\Z", found)
            or found.lower().startswith("/subscriptions/")
            or "/projects/" in found
        ):
            return found
    return None


def _uuid(variables: Mapping[str, Any]) -> str | None:
    """Return the machine's uuid: VMware's configuration, Azure's vmid, or a variable `uuid`."""
    given = (variables.get(name) for name in _UUIDS)
    for value in (within(variables.get("config"), "uuid"), *given):
        found = mark(value)
        if found and _UUID.fullmatch(found):
            return found
    return None
