"""The resources of a state: of the file itself (version 4), and as `show -json` prints them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmdb.intake.model import Issue
from cmdb.intake.terraform import resource_type
from cmdb.intake.terraform.types import ResourceType
from importers.terraform.flat import unfolded

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


@dataclass(frozen=True, eq=False, slots=True)
class Resource:
    """One instance of a resource. `address` is Terraform's own, with module and index.

    `base` is the address without any index, as `dependencies` name it; `direct` are those of the
    first Terraform 0.12, which held no more than the resource itself names. Of a deposed one only
    the provider still has to be rid.
    """

    address: str
    mode: str
    type: str
    name: str
    attributes: Mapping[str, Any]
    dependencies: tuple[str, ...] = ()
    place: str = ""
    deposed: bool = False
    direct: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        return _INDEX.sub("", self.address)

    @property
    def class_name(self) -> str:
        """The class of the CI that it is, or nothing. What lies outside is named by its class."""
        return self.type if self.mode == "outside" else self.of.class_name

    @property
    def of(self) -> ResourceType:
        return resource_type(self.type)

    @property
    def indexes(self) -> tuple[str, ...]:
        """Its index and those of the modules that it is in, the outermost first."""
        return tuple(_INDEX.findall(self.address))


def legacy(listed: Any, name: str) -> Iterator[Resource | Issue]:
    """Yield the resources of a state of version 4; what cannot be read comes as issues."""
    if listed is None:
        return
    if not isinstance(listed, list):
        yield Issue(f"{name}: resources", "must be a list.")
        return
    for at, entry in enumerate(listed):
        place = f"{name}: resources[{at}]"
        if not isinstance(entry, dict) or not _named(entry):
            yield Issue(place, "has no type and name: left out.", fatal=False)
            continue
        instances = entry.get("instances")
        if not isinstance(instances, list):
            if instances is not None:
                yield Issue(f"{place}.instances", "must be a list: left out.", fatal=False)
            continue
        for number, instance in enumerate(instances):
            yield _instance(entry, instance, f"{place}.instances[{number}]")


def _instance(entry: Mapping[str, Any], instance: Any, place: str) -> Resource | Issue:
    attributes = instance.get("attributes") if isinstance(instance, dict) else None
    if attributes is None and isinstance(instance, dict):
        attributes = unfolded(instance.get("attributes_flat"))
    if not isinstance(attributes, dict):
        return Issue(place, "holds no attributes: left out.", fatal=False)
    module = entry["module"] if isinstance(entry.get("module"), str) else ""
    mode = "data" if entry.get("mode") == "data" else "managed"
    words = (module, "data" if mode == "data" else "", entry["type"], entry["name"])
    needs = _texts(instance.get("dependencies"))
    # Terraform 0.12 at first wrote them as they stand in the module.
    within = f"{_INDEX.sub('', module)}." if module else ""
    direct = [_INDEX.sub("", f"{within}{one}") for one in _texts(instance.get("depends_on"))]
    needs += direct
    return Resource(
        ".".join(word for word in words if word) + _index(instance.get("index_key")),
        mode,
        entry["type"],
        entry["name"],
        attributes,
        tuple(dict.fromkeys(_INDEX.sub("", one) for one in needs)),
        place,
        deposed=bool(instance.get("deposed")),
        direct=tuple(dict.fromkeys(direct)),
    )


def shown(values: Any, name: str) -> Iterator[Resource | Issue]:
    """Yield the resources that `show -json` prints, module by module."""
    root = values.get("root_module") if isinstance(values, dict) else None
    if root is None:
        return
    waiting = [(root, f"{name}: values.root_module")]
    while waiting:
        module, place = waiting.pop()
        if not isinstance(module, dict):
            yield Issue(place, "must be an object: left out.", fatal=False)
            continue
        for at, entry in enumerate(_list(module.get("resources"))):
            yield _printed(entry, f"{place}.resources[{at}]")
        children = enumerate(_list(module.get("child_modules")))
        waiting += [(child, f"{place}.child_modules[{at}]") for at, child in children]


def _printed(entry: Any, place: str) -> Resource | Issue:
    if not isinstance(entry, dict) or not _named(entry) or not _is_text(entry.get("address")):
        return Issue(place, "has no address, type and name: left out.", fatal=False)
    attributes = entry.get("values")
    if not isinstance(attributes, dict):
        return Issue(f"{place}.values", "must be an object: left out.", fatal=False)
    needs = [_INDEX.sub("", one) for one in _texts(entry.get("depends_on"))]
    return Resource(
        entry["address"],
        "data" if entry.get("mode") == "data" else "managed",
        entry["type"],
        entry["name"],
        attributes,
        tuple(dict.fromkeys(needs)),
        place,
        deposed=bool(entry.get("deposed_key")),
    )


def _named(entry: Mapping[str, Any]) -> bool:
    return _is_text(entry.get("type")) and _is_text(entry.get("name"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _index(key: Any) -> str:
    """Return the index as Terraform writes it in an address."""
    if isinstance(key, str):
        escaped = json.dumps(key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
        return f"[{escaped}]"
    return f"[{key}]" if type(key) in (int, float) else ""


def _texts(value: Any) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
