"""Kubernetes objects in a state: which workloads a Service selects."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmdb.intake.terraform import metadata
from importers.terraform.resources import Resource
from importers.terraform.values import first

_LABELS = (
    "spec.template.metadata.labels",
    "spec.job_template.spec.template.metadata.labels",
    "metadata.labels",
)


def namespace(one: Resource) -> str:
    """Return the namespace that an object of Kubernetes is in, or nothing."""
    found = metadata(one.attributes).get("namespace")
    return found if isinstance(found, str) else ""


def selected(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Resource]]:
    """Yield (Service, workload) of each workload whose labels hold all that the Service selects."""
    bearing: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
    labels: dict[str, Mapping[str, str]] = {}
    for one in resources:
        if one.class_name == "workload" and one.type.startswith("kubernetes_"):
            found = next((f for path in _LABELS if (f := _texts(first(one.attributes, path)))), {})
            labels[one.address] = found
            for key, value in found.items():
                bearing[namespace(one), key, value].append(one)
    for one in resources:
        if one.type in ("kubernetes_service", "kubernetes_service_v1"):
            wanted = _texts(first(one.attributes, "spec.selector"))
            lists = [bearing.get((namespace(one), *pair), []) for pair in wanted.items()]
            for workload in min(lists, key=len, default=[]):
                if wanted.items() <= labels[workload.address].items():
                    yield one, workload


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: one for key, one in value.items() if isinstance(one, str)}
