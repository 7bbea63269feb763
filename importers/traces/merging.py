"""Services that are one, and peers that are services: what only the whole input can tell."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from importers.traces.calls import Peer, Picture, Service, Sight, Way

_MOST_OF_A_NAME = 50
PRODUCTS = {
    *("postgresql", "postgres", "mysql", "mariadb", "mongodb", "mongo", "mssql", "oracle"),
    *("cassandra", "db2", "elasticsearch", "opensearch", "clickhouse", "cockroachdb", "couchdb"),
    *("couchbase", "neo4j", "influxdb", "redis", "valkey", "memcached", "memcache", "hazelcast"),
}
_CLUSTER_LOCAL = (".svc", ".svc.cluster.local", ".pod.cluster.local", ".cluster.local")


def merge(picture: Picture) -> Picture:
    """Return the picture with services and peers resolved.

    A service that says less of itself (a list of dependencies knows only names) is the one that
    says more, where only one has all that the first says. A peer that bears the name of a
    service that was seen is that service.
    """
    whole = same(picture.services)
    result = Picture(left_out=picture.left_out, protocols=picture.protocols)
    for service, sight in picture.services.items():
        _put(result, whole[service], sight)
    named: defaultdict[str, list[Service]] = defaultdict(list)
    for service in result.services:
        named[service.name.lower()].append(service)
    for (caller, way, callee), count in picture.calls.items():
        _count(result, (whole[caller], way, whole[callee]), count)
    for (caller, way, callee), count in picture.listed.items():
        link = (whole[caller], way, whole[callee])
        if link[0] != link[2]:
            result.listed[link] = result.listed.get(link, 0) + count
    for (caller, peer), count in picture.peers.items():
        _resolve(result, whole[caller], peer, count, named)
    return result


def product(name: str) -> Peer | None:
    """Return the database that a bare name is the product's name of, as Zipkin calls its peers."""
    return Peer("database", name, system=name.lower()) if name.lower() in PRODUCTS else None


def same(services: Iterable[Service]) -> dict[Service, Service]:
    """Return service → the one that says all that it says, and more; itself where that is not sure."""
    by_name: defaultdict[str, list[Service]] = defaultdict(list)
    for service in services:
        by_name[service.name].append(service)
    return {one: _fullest(one, alike) for alike in by_name.values() for one in alike}


def _fullest(one: Service, alike: list[Service]) -> Service:
    if len(alike) > _MOST_OF_A_NAME:
        return one
    fuller = [other for other in alike if _says_more(other, one)]
    fullest = [o for o in fuller if not any(_says_more(other, o) for other in fuller)]
    return fullest[0] if len(fullest) == 1 else one


def _says_more(other: Service, one: Service) -> bool:
    return other != one and all(
        mine in ("", theirs) for mine, theirs in zip(one, other, strict=True)
    )


def _put(picture: Picture, service: Service, sight: Sight) -> None:
    into = picture.services.setdefault(service, Sight(sight.place))
    into.place = min(into.place, sight.place)
    into.newest = max(into.newest, sight.newest)
    into.repository = max(into.repository, sight.repository)
    into.homes |= sight.homes
    for version, seen in sight.versions.items():
        into.versions[version] = max(into.versions.get(version, 0), seen)


def _count(picture: Picture, link: tuple[Service, Way, Service], count: int) -> None:
    if link[0] != link[2]:
        picture.calls[link] += count


def _resolve(
    picture: Picture,
    caller: Service,
    peer: Peer,
    count: int,
    named: dict[str, list[Service]],
) -> None:
    name, namespace = place_of(peer, caller)
    found = _nearest(named.get(name, ()), caller, namespace)
    if found is not None and peer.what not in ("queue", "broker"):
        _count(picture, (caller, "calls", found), count)
    elif peer.what != "service":
        picture.peers[caller, peer] += count
    elif peer.host == "" and (known := product(peer.name)):
        picture.peers[caller, known] += count
    elif name in named:
        reason = "a peer has a name that several services bear: which one is meant is not known."
        picture.skip(reason, picture.services[caller].place, count)
    else:
        _call_of_a_name(picture, caller, Service(peer.name), count)


def _call_of_a_name(picture: Picture, caller: Service, callee: Service, count: int) -> None:
    """Count a call of a service that tells no spans of its own, but that its callers know by name."""
    place = picture.services[caller].place
    sight = picture.services.setdefault(callee, Sight(place))
    sight.place = min(sight.place, place)
    picture.calls[caller, "calls", callee] += count


def place_of(peer: Peer, caller: Service) -> tuple[str, str]:
    """Return the name by which a peer may be known, and the namespace that it is in.

    `cart.shop.svc.cluster.local` is `cart` in `shop`; a bare `cart` is in the caller's own.
    """
    host = peer.host or peer.name
    if peer.what == "service" or not peer.host:
        return peer.name.lower(), caller.namespace
    if local(host):
        labels = host.split(".")
        return labels[0], labels[1] if len(labels) > 1 else caller.namespace
    return host, ""


def local(host: str) -> bool:
    """Return whether a host's name means something only within one cluster or network."""
    return "." not in host or host.endswith(_CLUSTER_LOCAL)


def _nearest(found: Iterable[Service], caller: Service, namespace: str) -> Service | None:
    """Return the service of these that a caller means: the only one in its surroundings."""
    near = Counter(
        {
            one: 2 * (one.namespace == namespace) + (one.environment == caller.environment)
            for one in found
        }
    )
    best = near.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
