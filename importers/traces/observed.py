"""What was seen of services and their calls, as CIs and relations."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cmdb.intake.model import Elsewhere, Identity, Observation, ObservedCI, ObservedRelation
from importers.traces.calls import Home, Peer, Picture, Service, Sight
from importers.traces.links import pairs
from importers.traces.merging import merge
from importers.traces.peers import End, end_of, external_id

_ENVIRONMENTS = {
    **dict.fromkeys(("production", "prod", "prd", "live"), "production"),
    **dict.fromkeys(("staging", "stage", "stg", "preprod", "pre-production", "uat"), "staging"),
    **dict.fromkeys(("test", "testing", "tst", "qa", "int", "integration"), "test"),
    **dict.fromkeys(("development", "dev", "local", "sandbox"), "development"),
    **dict.fromkeys(("disaster_recovery", "dr"), "disaster_recovery"),
}
_FIRST_US, _LAST_US = 946_684_800_000_000, 4_102_444_800_000_000  # the years 2000 to 2100
_MOST_CERTAIN = 0.99
_SAYS_ITSELF = 0.9


def observed(picture: Picture) -> Iterator[Observation]:
    """Yield services, what they call, and what they run on."""
    whole = merge(picture)
    ends = _ends(whole)
    for service in sorted(whole.services):
        yield _service(service, whole.services[service])
    for end, place in _all(ends, whole):
        yield _end(end, place)
    yield from _calls(whole)
    yield from _outward(whole, ends)
    for service in sorted(whole.services):
        for home in sorted(whole.services[service].homes):
            yield _home(service, home, whole.services[service].place)


def confidence(calls: int) -> float:
    """Return how sure a call between two is (0.67 to 0.99) that was seen so many times.

    Laplace's rule of succession, (n + 1) / (n + 2): how likely what was seen n times is to be
    seen again. In two places, so that an often seen call does not change with every import; never
    1, for who watched may have seen a test or a detour.
    """
    return min(_MOST_CERTAIN, round((calls + 1) / (calls + 2), 2))


Ends = dict[tuple[Service, Peer], End | Elsewhere]


def _ends(picture: Picture) -> Ends:
    """Return what each peer is, those left out that are nothing that can be named."""
    found: Ends = {}
    for (caller, peer), count in sorted(picture.peers.items(), key=repr):
        end = end_of(peer, caller)
        if isinstance(end, str):
            picture.skip(end, picture.services[caller].place, count)
        else:
            found[caller, peer] = end
    return found


def _all(ends: Ends, picture: Picture) -> list[tuple[End, str]]:
    """Return each CI once, by its external id, with its place; what it stands on among them."""
    found: dict[str, tuple[End, str]] = {}
    for (caller, _), end in ends.items():
        place = picture.services[caller].place
        for one in (end, end.on) if isinstance(end, End) else ():
            if one is not None:
                before, at = found.get(one.external_id, (one, place))
                found[one.external_id] = (max(before, one, key=_telling), min(at, place))
    return [found[external_id] for external_id in sorted(found)]


def _telling(end: End) -> tuple[int, str]:
    return len(end.fields) + (end.on is not None), repr(end)


def _service(service: Service, sight: Sight) -> ObservedCI:
    newest = max(sight.versions.items(), key=lambda one: (one[1], one[0]), default=("", 0))[0]
    environment = _ENVIRONMENTS.get(service.environment)
    fields: dict[str, Any] = {
        "namespace": service.namespace,
        "environment": environment or "",
        "version": newest,
        "repository": sight.repository,
        "tags": [f"environment:{service.environment}"]
        if service.environment and not environment
        else [],
    }
    return ObservedCI(
        external_id=external_id(service),
        class_name="application_service",
        name=service.name,
        fields={name: value for name, value in fields.items() if value},
        # It is up as long as one of what it runs on is; RUNS_ON alone would need all of them.
        quorum={"hosts": {"needs": 1, "wants": "all"}} if len(sight.homes) > 1 else {},
        place=sight.place,
        observed_at=_time(sight.newest),
    )


def _time(us: int) -> datetime | None:
    return datetime.fromtimestamp(us // 1_000_000, UTC) if _FIRST_US < us < _LAST_US else None


def _end(end: End, place: str) -> ObservedCI:
    return ObservedCI(
        external_id=end.external_id,
        class_name=end.class_name,
        name=end.name,
        fields=end.fields,
        identity=_identity(end),
        place=place,
    )


def _identity(end: End) -> Identity:
    return {"fqdn": (end.name,)} if end.class_name == "external_service" else {}


def _calls(picture: Picture) -> Iterator[ObservedRelation]:
    for (caller, way, callee), count in pairs(picture):
        type_ = "USES" if way == "calls" else "RECEIVES_FROM"
        fields = _fields(count, picture.protocols.get((caller, way, callee), set()))
        place = picture.services[caller].place
        yield ObservedRelation(external_id(caller), type_, external_id(callee), fields, place=place)


def _outward(picture: Picture, ends: Ends) -> Iterator[ObservedRelation]:
    """Yield what services use beside each other, each once however it was named."""
    counts: Counter[tuple[Service, str]] = Counter()
    targets: dict[str, str | Elsewhere] = {}
    protocols: defaultdict[tuple[Service, str], set[str]] = defaultdict(set)
    standing: dict[str, tuple[str, str]] = {}
    for (caller, peer), end in ends.items():
        target = repr(end) if isinstance(end, Elsewhere) else end.external_id
        targets[target] = end if isinstance(end, Elsewhere) else end.external_id
        counts[caller, target] += picture.peers[caller, peer]
        protocols[caller, target] |= picture.protocols.get((caller, "calls", peer), set())
        if isinstance(end, End) and end.on:
            standing[f"{end.external_id} {end.on.external_id}"] = (
                end.external_id,
                end.on.external_id,
            )
    for (caller, target), count in sorted(counts.items()):
        fields = _fields(count, protocols[caller, target])
        place = picture.services[caller].place
        yield ObservedRelation(external_id(caller), "USES", targets[target], fields, place=place)
    for one, on in (standing[key] for key in sorted(standing)):
        fields = {"origin": "observed", "confidence": _SAYS_ITSELF}
        yield ObservedRelation(one, "RUNS_ON", on, fields, place=one)


def _fields(count: int, protocols: set[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"origin": "observed", "confidence": confidence(count)}
    return fields | (
        {"strength": "soft", "protocol": min(protocols)}
        if len(protocols) == 1
        else {"strength": "soft"}
    )


def _home(service: Service, home: Home, place: str) -> ObservedRelation:
    identity = {home.kind: (home.value,)} if home.kind else {}
    return ObservedRelation(
        external_id(service),
        "RUNS_ON",
        Elsewhere(
            home.class_name,
            identity,
            home.name,
            {"namespace": home.namespace} if home.namespace else {},
        ),
        {"origin": "observed", "confidence": _SAYS_ITSELF},
        place=place,
    )
