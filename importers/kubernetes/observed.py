"""Objects of a cluster as CIs and relations."""

from collections.abc import Iterator, Mapping
from typing import Any

from cmdb.intake.addresses import addresses
from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from importers.kubernetes import pods, reach
from importers.kubernetes.objects import WORKLOADS, Object, Objects
from importers.kubernetes.parts import parts

Fields = dict[str, Any]


def observed(objects: Objects) -> Iterator[Observation]:
    """Yield what the objects mean: namespaces, workloads, Services, Ingresses, and their needs."""
    for namespace in objects.of("Namespace"):
        yield _ci(
            namespace, "namespace", objects, {"uid": _text(namespace.part("metadata").get("uid"))}
        )
    for workload in objects.of(*WORKLOADS):
        if not reach.owner(workload, objects):
            yield from _workload(workload, objects)
    yield from _external_services(objects)
    for service in objects.of("Service"):
        if not reach.external_name(service):
            yield from _service(service, objects)
    for ingress in objects.of("Ingress"):
        yield from _ingress(ingress, objects)


def _workload(workload: Object, objects: Objects) -> Iterator[Observation]:
    if not any(isinstance(c.get("name"), str) for c in pods.containers(workload)):
        path = "spec" if workload.kind == "Pod" else "spec.template.spec"
        yield Issue(f"{workload.place}: {path}.containers", "is missing, or no list of containers.")
        return
    yield _ci(workload, "workload", objects, _workload_fields(workload))
    if (namespace := f"namespace/{workload.namespace}") in objects.found:
        yield _relation(workload, "RUNS_ON", namespace, "declared")
    yield from _needs(workload, objects)


def _workload_fields(workload: Object) -> Fields:
    containers = pods.containers(workload)
    images = [c["image"] for c in containers if isinstance(c.get("image"), str)]
    spec = workload.part("spec")
    pod = pods.template(workload).get("spec")
    strategy = workload.part("spec", "strategy") or workload.part("spec", "updateStrategy")
    replicas = spec.get("replicas")
    return {
        "kind": workload.kind,
        "namespace": workload.namespace,
        "uid": _text(workload.part("metadata").get("uid")),
        "image": images[0] if images else None,
        "images": images if len(images) > 1 else None,
        "replicas": replicas if type(replicas) is int and replicas >= 0 else None,
        "ports": [port for c in containers for port in _ports(c.get("ports"), "containerPort")],
        "schedule": _text(spec.get("schedule")),
        "strategy": _text(strategy.get("type")),
        "restart": _text(pod.get("restartPolicy")) if isinstance(pod, Mapping) else None,
    }


def _needs(workload: Object, objects: Objects) -> Iterator[Observation]:
    best: dict[str, tuple[float, str]] = {}
    for key, value in pods.settings(workload, objects):
        for address in addresses(key, value):
            place = f"{workload.place}: env {key}"
            found = reach.service(address.host, workload.namespace, objects)
            if found is None:
                if address.telling:
                    reason = (
                        f'"{address.host}" is no Service of these manifests: no relation was made.'
                    )
                    yield Issue(place, reason, fatal=False)
            elif workload not in reach.selected(found, objects):
                target = _id(found, objects)
                best[target] = max(best.get(target, (0.0, "")), (address.confidence, place))
    for target, (confidence, place) in best.items():
        yield ObservedRelation(
            from_id=workload.id,
            type="DEPENDS_ON",
            to_id=target,
            fields={"origin": "configured", "confidence": confidence},
            place=place,
        )


def _service(service: Object, objects: Objects) -> Iterator[Observation]:
    found = reach.selected(service, objects)
    fields = {
        "namespace": service.namespace,
        "ports": list(_ports(service.part("spec").get("ports"), "port")),
    }
    # A Service answers as long as one of what it selects does; RUNS_ON would need all of them.
    quorum = {"hosts": {"needs": 1, "wants": "all"}} if len(found) > 1 else {}
    yield _ci(service, "application_service", objects, fields, quorum=quorum)
    for workload in found:
        yield _relation(service, "RUNS_ON", workload.id, "declared")
    others = [w for w in reach.matching(service, objects) if w not in found]
    if others:
        reason = (
            f"selects also {others[0].place}, but no namespace is stated: only what lies in the "
            "same folder was related."
        )
        yield Issue(service.place, reason, fatal=False)
    if not found:
        why = (
            "selects no workload of these manifests"
            if service.part("spec", "selector")
            else "has no selector"
        )
        yield Issue(service.place, f"{why}: it was related to none.", fatal=False)


def _external_services(objects: Objects) -> Iterator[Observation]:
    seen = set()
    for service in objects.of("Service"):
        host = reach.external(service, objects)
        if host and host not in seen:
            seen.add(host)
            yield ObservedCI(
                external_id=f"external/{host}",
                class_name="external_service",
                name=host,
                place=service.place,
            )


def _ingress(ingress: Object, objects: Objects) -> Iterator[Observation]:
    targets = list(dict.fromkeys(_backends(ingress)))
    found = {name: reach.service(name, ingress.namespace, objects) for name in targets}
    known = list(dict.fromkeys(_id(service, objects) for service in found.values() if service))
    clash = f"service/{ingress.namespace}/{ingress.name}" in objects.found
    yield _ci(
        ingress,
        "application_service",
        objects,
        {"namespace": ingress.namespace, "url": _url(ingress)},
        name=f"{ingress.name} ingress" if clash else ingress.name,
        # One path of several lost is a part lost, not the whole.
        quorum={"backends": {"needs": 1, "wants": "all"}} if len(known) > 1 else {},
    )
    for target in known:
        group = {"group": "backends"} if len(known) > 1 else {}
        yield _relation(ingress, "DEPENDS_ON", target, "declared", **group)
    for name in targets:
        if not found[name]:
            reason = f'"{name}" is no Service of these manifests: no relation was made.'
            yield Issue(ingress.place, reason, fatal=False)


def _backends(ingress: Object) -> Iterator[str]:
    spec = ingress.part("spec")
    entries = [spec.get("defaultBackend"), spec.get("backend")]
    for rule in _mappings(spec.get("rules")):
        http = rule.get("http")
        paths = http.get("paths") if isinstance(http, Mapping) else None
        entries += [path.get("backend") for path in _mappings(paths)]
    for backend in entries:
        if isinstance(backend, Mapping):
            service = backend.get("service")
            name = service.get("name") if isinstance(service, Mapping) else None
            name = name or backend.get("serviceName")
            if isinstance(name, str):
                yield name


def _url(ingress: Object) -> str | None:
    spec = ingress.part("spec")
    hosts = [
        rule["host"] for rule in _mappings(spec.get("rules")) if isinstance(rule.get("host"), str)
    ]
    if not hosts or "*" in hosts[0]:
        return None
    return f"{'https' if spec.get('tls') else 'http'}://{hosts[0]}"


def _ci(
    one: Object,
    class_name: str,
    objects: Objects,
    fields: Mapping[str, Any],
    *,
    name: str = "",
    quorum: Mapping[str, Any] | None = None,
) -> ObservedCI:
    both = {**_from_labels(one), **fields}
    return ObservedCI(
        external_id=one.id,
        class_name=class_name,
        name=name or one.name,
        fields={key: value for key, value in both.items() if _usable(value)},
        quorum=quorum or {},
        place=one.place,
        parts=parts(one, objects),
    )


def _usable(value: Any) -> bool:
    """Tell whether a manifest's value, of whatever kind it is there, can be an attribute's."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, str) for entry in value)
    return type(value) is int or (isinstance(value, str) and bool(value.strip()))


def _from_labels(one: Object) -> Fields:
    labels = {**one.part("metadata", "annotations"), **one.part("metadata", "labels")}
    part_of = labels.get("app.kubernetes.io/part-of")
    return {
        "owner": _text(labels.get("owner")),
        "support_team": _text(labels.get("team")),
        "tags": [f"part-of:{part_of}"] if isinstance(part_of, str) and part_of else [],
    }


def _relation(one: Object, type_: str, target: str, origin: str, **fields: str) -> ObservedRelation:
    return ObservedRelation(
        from_id=one.id,
        type=type_,
        to_id=target,
        fields={"origin": origin, "confidence": 1.0, **fields},
        place=one.place,
    )


def _id(service: Object, objects: Objects) -> str:
    host = reach.external(service, objects)
    return f"external/{host}" if host else service.id


def _ports(ports: Any, key: str) -> Iterator[str]:
    for port in _mappings(ports):
        protocol = str(port.get("protocol") or "TCP").lower()
        if isinstance(port.get(key), int | str):
            yield f"{port[key]}/{protocol}"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []
