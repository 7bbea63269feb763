"""Who calls whom: what spans and dependency lists come down to, whatever format they had."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cmdb.intake.model import Issue

Way = Literal["calls", "feeds"]


class Service(NamedTuple):
    """A deployed service: the same name in two namespaces or environments is two."""

    name: str
    namespace: str = ""
    environment: str = ""


class Home(NamedTuple):
    """What a service says that it runs on, which other sources know: class, identifier, name,
    and of a workload its namespace."""

    class_name: str
    kind: str
    value: str
    name: str
    namespace: str = ""


class Peer(NamedTuple):
    """What a span names as the other end, where that end tells no spans of its own.

    `what` is database, queue, broker, service (a name that it is said to have) or host.
    """

    what: str
    name: str
    host: str = ""
    port: int | None = None
    system: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """What the sender of spans says of itself; `service` is None where it says no usable name."""

    service: Service | None
    version: str = ""
    repository: str = ""
    homes: tuple[Home, ...] = ()


@dataclass(slots=True)
class Sight:
    """What was seen of a service: versions with their newest time in µs, homes, the first place."""

    place: str
    newest: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    repository: str = ""
    homes: set[Home] = field(default_factory=set)


@dataclass(slots=True)
class Picture:
    """All services of an input, their calls, and what was left out.

    `calls` counts what spans show, `listed` what lists of dependencies say: both may tell of the
    same calls, and two lists of the same days, so that they are never added up.
    """

    services: dict[Service, Sight] = field(default_factory=dict)
    calls: Counter[tuple[Service, Way, Service]] = field(default_factory=Counter)
    listed: dict[tuple[Service, Way, Service], int] = field(default_factory=dict)
    peers: Counter[tuple[Service, Peer]] = field(default_factory=Counter)
    protocols: defaultdict[tuple[Service, Way, Service | Peer], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    left_out: dict[str, tuple[int, str]] = field(default_factory=dict)

    def saw(self, resource: Resource, place: str, ended: int | None) -> None:
        """Take in that a service was seen, at a time in µs since 1970 if known."""
        if resource.service is None:
            return
        sight = self.services.get(resource.service)
        if sight is None:
            sight = self.services[resource.service] = Sight(place)
        sight.place = min(sight.place, place)
        sight.newest = max(sight.newest, ended or 0)
        sight.repository = max(sight.repository, resource.repository)
        sight.homes.update(resource.homes)
        if resource.version:
            before = sight.versions.get(resource.version, 0)
            sight.versions[resource.version] = max(before, ended or 0)

    def skip(self, reason: str, place: str, times: int = 1) -> None:
        """Take in that something was left out, and why."""
        count, first = self.left_out.get(reason, (0, place))
        self.left_out[reason] = (count + times, min(first, place))

    def notes(self) -> Iterator[Issue]:
        """Yield one note for each reason for which something was left out."""
        for reason, (count, place) in sorted(self.left_out.items()):
            times = f" ({count:,} times; this is the first)" if count > 1 else ""
            yield Issue(place, f"{reason}{times}", fatal=False)
