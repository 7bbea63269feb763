"""Which Service a host name means, and which workloads a Service selects."""

import re
from collections.abc import Iterator

from importers.kubernetes import pods
from importers.kubernetes.objects import WORKLOADS, Object, Objects

_OF_A_POD = re.compile(r".*-\d+\Z")
_HOPS = 5


def selected(service: Object, objects: Objects) -> list[Object]:
    """Return the workloads that the Service selects.

    Where no namespace is stated, a folder is what its author saw as one: matches in the Service's
    own folder then leave out those in others.
    """
    found = matching(service, objects)
    near = [workload for workload in found if workload.folder == service.folder]
    return near if near and not service.states_namespace else found


def matching(service: Object, objects: Objects) -> list[Object]:
    """Return the workloads of the Service's namespace whose pods bear all labels of its selector."""
    wanted = service.part("spec", "selector").items()
    if not wanted:
        return []
    return [
        workload
        for workload in objects.of(*WORKLOADS)
        if workload.namespace == service.namespace
        and not owner(workload, objects)
        and all(pods.labels(workload).get(key) == value for key, value in wanted)
    ]


def owner(workload: Object, objects: Objects) -> Object | None:
    """Return the object of the upload that made this one (a Deployment its ReplicaSet), or None."""
    references = workload.part("metadata").get("ownerReferences")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict):
            kind, name = str(reference.get("kind")).lower(), reference.get("name")
            if found := objects.found.get(f"{kind}/{workload.namespace}/{name}"):
                return found
    return None


def service(host: str, namespace: str, objects: Objects) -> Object | None:
    """Return the Service that a host name means within a namespace.

    Names as in https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/: `db`,
    `db.shop`, `db.shop.svc`, `db.shop.svc.cluster.local`, each also behind the name of a pod.
    """
    found = _named(host, namespace, objects)
    return _followed(found, objects) if found else None


def external(found: Object, objects: Objects) -> str | None:
    """Return the host outside the cluster that a Service stands for by its name, or None."""
    host = external_name(found)
    return host if host and not _in_cluster(host) and not _named(host, "", objects) else None


def external_name(found: Object) -> str | None:
    """Return the host that a Service of type ExternalName points to, or None for other types."""
    spec = found.part("spec")
    host = spec.get("externalName")
    if spec.get("type") == "ExternalName" and isinstance(host, str) and host.strip(" ."):
        return host.strip(" .").lower()
    return None


def _followed(found: Object, objects: Objects) -> Object | None:
    """Follow names that point back into the cluster; a ring of them, or one to nothing, is None."""
    for _ in range(_HOPS):
        host = external_name(found)
        if host is None or external(found, objects):
            return found
        target = _named(host, "", objects)
        if target is None:
            return None
        found = target
    return None


def _named(host: str, namespace: str, objects: Objects) -> Object | None:
    for name, place in _meanings(host, namespace):
        if found := objects.found.get(f"service/{place}/{name}"):
            return found
    return None


def _in_cluster(host: str) -> bool:
    return host.split(".")[2:3] == ["svc"]


def _meanings(host: str, namespace: str) -> Iterator[tuple[str, str]]:
    labels = host.split(".")
    yield from _plain(labels, namespace)
    if len(labels) > 1 and _OF_A_POD.match(labels[0]):
        yield from _plain(labels[1:], namespace)


def _plain(labels: list[str], namespace: str) -> Iterator[tuple[str, str]]:
    if len(labels) == 1 and namespace:
        yield labels[0], namespace
    elif len(labels) == 2 or labels[2:3] == ["svc"]:  # noqa: PLR2004  a service and its namespace
        yield labels[0], labels[1]
