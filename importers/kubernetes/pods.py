"""What a workload's pods are: labels, containers, and the settings that containers are given."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers.kubernetes.objects import Object, Objects

_REFERENCE = re.compile(r"\$\(([\w.-]+)\)")
_TEMPLATES = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


def template(workload: Object) -> Mapping[str, Any]:
    """Return the pod (template) of a workload: `metadata` and `spec`; empty if it has none."""
    return workload.part(*_TEMPLATES.get(workload.kind, ("spec", "template")))


def labels(workload: Object) -> Mapping[str, Any]:
    """Return the labels of the workload's pods."""
    return _mapping(_mapping(template(workload).get("metadata")).get("labels"))


def containers(workload: Object) -> list[Mapping[str, Any]]:
    """Return the containers, those that run on before those that only prepare."""
    spec = _mapping(template(workload).get("spec"))
    return [
        container
        for key in ("containers", "initContainers")
        for container in _list(spec.get(key))
        if isinstance(container, Mapping)
    ]


def settings(workload: Object, objects: Objects) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of each variable whose value the manifests hold; no secret is opened."""
    for container in containers(workload):
        known: dict[str, str] = {}
        for entry in _list(container.get("envFrom")):
            known |= _from_map(_mapping(entry), workload, objects)
        for entry in _list(container.get("env")):
            value = _value(_mapping(entry), workload, objects)
            name = _mapping(entry).get("name")
            if isinstance(name, str) and value is not None:
                known[name] = _REFERENCE.sub(lambda m, k=known: k.get(m[1], m[0]), value)  # type: ignore[misc]  # a default binds it
        yield from known.items()


def _from_map(entry: Mapping[str, Any], workload: Object, objects: Objects) -> dict[str, str]:
    name = _mapping(entry.get("configMapRef")).get("name")
    prefix = entry.get("prefix")
    start = prefix if isinstance(prefix, str) else ""
    return {f"{start}{key}": value for key, value in _data(name, workload, objects).items()}


def _value(entry: Mapping[str, Any], workload: Object, objects: Objects) -> str | None:
    value = entry.get("value")
    if isinstance(value, str):
        return value
    reference = _mapping(_mapping(entry.get("valueFrom")).get("configMapKeyRef"))
    key = reference.get("key")
    data = _data(reference.get("name"), workload, objects)
    return data.get(key) if isinstance(key, str) else None


def _data(name: Any, workload: Object, objects: Objects) -> dict[str, str]:
    if not isinstance(name, str):
        return {}
    found = objects.found.get(f"configmap/{workload.namespace}/{name}")
    data = found.part("data") if found else {}
    return {str(key): value for key, value in data.items() if isinstance(value, str)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
