"""What kind of device a host is, as far as its answers tell."""

from importers.nmap.scan import Attributes, Host

Kind = tuple[str, str | None]  # a class, and its attribute `kind`

_SURE = 95  # percent: below, nmap says "aggressive guess"
_SURE_SERVICE = 0.8

SERVER: Kind = ("server", None)
_TYPES: dict[str, Kind] = {
    "router": ("network_device", "router"),
    "broadband router": ("network_device", "router"),
    "switch": ("network_device", "switch"),
    "hub": ("network_device", "switch"),
    "bridge": ("network_device", "switch"),
    "firewall": ("network_device", "firewall"),
    "WAP": ("network_device", "wireless"),
    "terminal server": ("network_device", "console_server"),
    "VoIP adapter": ("network_device", "gateway"),
    "load balancer": ("load_balancer", None),
    "printer": ("printer", None),
    "print server": ("printer", None),
    "storage-misc": ("storage_system", None),
    "phone": ("end_user_device", "phone"),
    "VoIP phone": ("end_user_device", "phone"),
    "PDA": ("end_user_device", "phone"),
}


def kind(host: Host) -> Kind:
    """Return the class that all sure guesses agree on; a server where they do not."""
    types = {guess.get("type", "") for guess in _sure(host)}
    if not types:
        types = {
            device
            for port in host.ports.values()
            if port.state == "open"
            and port.confidence >= _SURE_SERVICE
            and (device := port.service.get("devicetype"))
        }
    kinds = {_TYPES.get(one, SERVER) for one in types}
    return kinds.pop() if len(kinds) == 1 else SERVER


def system(host: Host) -> tuple[str | None, str | None]:
    """Return the operating system and its version, where all sure guesses agree."""
    sure = _sure(host)
    family = _one({guess.get("osfamily", "") for guess in sure} - {"embedded"})
    version = _one({guess.get("osgen", "") for guess in sure})
    # The generation of "Linux" is its kernel's, which says nothing of the distribution.
    return family, version if family and family != "Linux" else None


def maker(host: Host) -> str | None:
    """Return who made a device, where all sure guesses agree; else who made its network card."""
    vendors = {guess.get("vendor", "") for guess in _sure(host)} - {"Linux"}
    return _one(vendors) or _one(set(host.vendors))


def _sure(host: Host) -> list[Attributes]:
    """Return the guesses of the best accuracy, if that is high enough to mean something."""
    rated = [(_accuracy(one), one) for one in host.guesses]
    best = max((accuracy for accuracy, _ in rated), default=0)
    return [one for accuracy, one in rated if accuracy == best >= _SURE]


def _accuracy(guess: Attributes) -> int:
    digits = guess.get("accuracy", "")
    return int(digits[:4]) if digits.isascii() and digits.isdecimal() else 0


def _one(found: set[str]) -> str | None:
    return (found.pop().strip() or None) if len(found) == 1 else None
