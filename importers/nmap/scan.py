"""What a scan found, host by host: nmap's XML, and masscan's, which has the same form."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path, PurePosixPath

from cmdb.intake import text, xml_text
from cmdb.intake.model import Files
from cmdb.intake.text import Unreadable

LIMIT = 1024 * text.MIB
MOST_ENTRIES = 300_000  # more than the ports of four protocols: no scanner says so much of one host

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a host: `service` holds the attributes of nmap's element, or nothing."""

    protocol: str
    number: int
    state: str
    service: Attributes = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """How sure the service is, 0 to 1, from nmap's `conf` of 0 to 10."""
        conf = self.service.get("conf", "")
        return min(int(conf), 10) / 10 if conf.isascii() and conf.isdecimal() else 0.3


@dataclass(slots=True)
class Host:
    """A host element: addresses by type, names with their type, ports, guesses at its system."""

    place: str
    attributes: Attributes
    status: Attributes = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    vendors: list[str] = field(default_factory=list)
    names: list[Attributes] = field(default_factory=list)
    ports: dict[tuple[str, int], Port] = field(default_factory=dict)
    guesses: list[Attributes] = field(default_factory=list)
    answered: bool = False
    entries: int = 0

    @property
    def key(self) -> str:
        """Its external id: an IPv4 address, else IPv6, else the hardware address; or nothing.

        A loopback address means another machine in every file, so the file's name goes before it.
        """
        for kind in ("ipv4", "ipv6", "mac"):
            if found := self.addresses.get(kind):
                return f"{self.file}/{found[0]}" if self.is_local else found[0]
        return ""

    @property
    def is_local(self) -> bool:
        """Whether a machine scanned itself by its loopback address."""
        addresses = (*self.addresses.get("ipv4", ()), *self.addresses.get("ipv6", ()))
        return any(one == "::1" or one.startswith("127.") for one in addresses)

    @property
    def file(self) -> str:
        """The file that it stands in, without its suffix."""
        return PurePosixPath(self.place.partition(": ")[0]).stem

    def of(self, kind: str) -> list[str]:
        """Return its addresses of a type: ipv4, ipv6, mac."""
        return self.addresses.get(kind, [])

    @property
    def is_up(self) -> bool:
        """Whether it answered. `-Pn` calls every address up: then only a port's answer counts."""
        if not self.status:
            return self.answered
        up = self.status.get("state") == "up"
        return up and (self.answered or self.status.get("reason") != "user-set")

    @property
    def seen_at(self) -> datetime | None:
        """When the scan of it ended, or began."""
        for name in ("endtime", "starttime"):
            with suppress(ValueError, OverflowError, OSError):
                return datetime.fromtimestamp(int(self.attributes.get(name, "")), UTC)
        return None

    def take(self, tag: str, attributes: Attributes) -> None:
        """Take in a child. Raises Unreadable for more of them than a host can have."""
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise Unreadable(f"has a host of more than {MOST_ENTRIES:,} entries.")
        match tag:
            case "status":
                self.status = attributes
            case "address":
                self._take_address(attributes)
            case "hostname":
                self.names.append(attributes)
            case "osclass":
                self.guesses.append(attributes)
            case "extraports":
                self.answered |= attributes.get("state") in ("open", "closed")

    def _take_address(self, given: Attributes) -> None:
        kind, text = given.get("addrtype", "ipv4"), given.get("addr", "").strip()
        found: str | None = text.lower()
        if kind != "mac":
            found = _ip(text)
            kind = "ipv6" if found and ":" in found else "ipv4"
        there = self.addresses.setdefault(kind, [])
        if found and found not in there:
            there.append(found)
        if vendor := given.get("vendor", "").strip():
            self.vendors.append(vendor)

    def take_port(self, port: Attributes, state: Attributes, service: Attributes) -> None:
        """Take in a port with its state; one that has no number in range is left out."""
        digits, said = port.get("portid", ""), state.get("state", "")
        if not (digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) <= 65535):  # noqa: PLR2004  the last port
            return
        self.answered |= said in ("open", "closed")
        protocol = port.get("protocol", "tcp")
        self.ports[protocol, int(digits)] = Port(protocol, int(digits), said, service)


def _ip(address: str) -> str | None:
    try:
        return str(ip_address(address.partition("%")[0]))
    except ValueError:
        return None


def hosts(path: Path, name: str) -> Iterator[Host]:
    """Yield every host of a scan as soon as it ends, up or not.

    Raises Unreadable where the file is no scan, CutOff where the scanner was stopped.
    """
    host: Host | None = None
    port: list[Attributes] = []
    count = depth = 0
    for tag, attributes in xml_text.events(path, LIMIT):
        depth += 1 if attributes is not None else -1
        if attributes is None:
            if host and tag == "port" and port:
                host.take_port(port[0], port[1], port[2])
                port = []
            elif host and tag == "host" and depth == 1:
                yield host
                host = None
        elif depth == 1:
            _check_root(tag)
        elif tag == "host" and depth == 2:  # noqa: PLR2004  the root's children
            count += 1
            host = Host(f"{name}: host[{count}]", attributes)
        elif host:
            port = _within(host, port, tag, attributes)


def _within(
    host: Host, port: list[Attributes], tag: str, attributes: Attributes
) -> list[Attributes]:
    """Take in an element below a host; return the port that it stands in: itself, state, service."""
    if tag == "port":
        host.take(tag, attributes)
        return [attributes, {}, {}]
    if not port:
        host.take(tag, attributes)
    elif tag in ("state", "service"):
        port[1 if tag == "state" else 2] = attributes
    return port


def _check_root(tag: str) -> None:
    if tag != "nmaprun":
        raise Unreadable(
            f"is XML that begins with <{tag[:50]}>, not with <nmaprun>: no scan of nmap.",
            remedy="Write one with `nmap -oX scan.xml …`.",
        )


def times_seen(files: Files, names: list[str]) -> Counter[str]:
    """Return how often each host that is up stands in the scans, by its key.

    masscan writes a host anew for each port, and several scans may hold the same hosts.
    """
    found: Counter[str] = Counter()
    for name in names:
        with suppress(Unreadable):
            found.update(h.key for h in hosts(files.path(name), name) if h.is_up and h.key)
    return found


def together(found: list[Host]) -> Host:
    """Return what several scans say of one host: of each port and guess what was seen last."""
    first, *others = sorted(found, key=_age)
    for one in others:
        first.attributes = one.attributes
        for kind, addresses in one.addresses.items():
            first.addresses[kind] = list(dict.fromkeys((*first.of(kind), *addresses)))
        first.vendors += one.vendors
        first.names += [n for n in one.names if n not in first.names]
        first.ports |= one.ports
        first.guesses = one.guesses or first.guesses
    return first


def _age(one: Host) -> tuple[datetime, str, str]:
    return one.seen_at or datetime.min.replace(tzinfo=UTC), one.place.partition(": ")[0], repr(one)
