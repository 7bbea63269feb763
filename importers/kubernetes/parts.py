"""Digests of what defines an object, by part: what two versions of it are compared by."""

from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.text import digest
from importers.kubernetes import pods
from importers.kubernetes.objects import WORKLOADS, Object, Objects

_APART = ("replicas", "template", "jobTemplate")


def parts(one: Object, objects: Objects) -> dict[str, str]:
    """Return name → digest of what the object is made of; the values of variables among them."""
    found = dict(_workload(one, objects) if one.kind in WORKLOADS else _plain(one))
    found |= {f"metadata.{key}": one.part("metadata", key) for key in ("labels", "annotations")}
    return {name: digest(value) for name, value in found.items() if value not in (None, {}, [])}


def _plain(one: Object) -> Iterator[tuple[str, Any]]:
    yield from ((str(key), value) for key, value in one.part("spec").items())


def _workload(one: Object, objects: Objects) -> Iterator[tuple[str, Any]]:
    spec, template = one.part("spec"), pods.template(one)
    if one.kind != "Pod":
        yield from ((str(key), value) for key, value in spec.items() if key not in _APART)
        yield "replicas", spec.get("replicas")
        metadata = template.get("metadata")
        if isinstance(metadata, Mapping):
            yield from ((f"template.{k}", metadata.get(k)) for k in ("labels", "annotations"))
    pod = template.get("spec")
    for key, value in pod.items() if isinstance(pod, Mapping) else ():
        if key not in ("containers", "initContainers"):
            yield f"template.{key}", value
    for at, container in enumerate(pods.containers(one)):
        before = "" if not at else f"{container.get('name')}."
        yield from ((f"{before}{key}", value) for key, value in _container(container))
    yield from ((f"env.{key}", value) for key, value in pods.settings(one, objects))


def _container(container: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in container.items():
        if key == "env" and isinstance(value, list):
            named = [entry for entry in value if isinstance(entry, Mapping)]
            yield from ((f"env.{entry.get('name')}", entry) for entry in named)
        elif key != "name":
            yield str(key), value
