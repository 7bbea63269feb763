"""nmap's XML (and masscan's): hosts that answered, and what answered on their open ports."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from cmdb.errors import Invalid
from cmdb.intake import text
from cmdb.intake.model import Files, Issue, Observation, ScopeEnd, SourceName, Spec
from cmdb.intake.text import Unreadable
from cmdb.intake.xml_text import CutOff
from importers.nmap.observed import CLASSES, observed
from importers.nmap.scan import Host, hosts, times_seen, together

spec = Spec(
    kind="nmap",
    summary="Network scans: the XML of nmap (-oX) and of masscan",
    classes=CLASSES,
    relations=frozenset({"RUNS_ON"}),
    gives="Devices that answered, their addresses, names, likely system and open ports, and the "
    "databases, web servers, caches and brokers that answered there.",
    identifies="Hardware address, name by reverse lookup, IP address.",
    scope="Never complete: what did not answer may still be there.",
    unknown="What stands behind a firewall, what depends on what, and which addresses are one "
    "machine's.",
    partial_views=True,
)

_ROOT = re.compile(r"<nmaprun[\s>]")


class Settings(BaseModel):
    """The uploaded scans: together they are what one scanner sees of a network."""

    model_config = ConfigDict(frozen=True)

    files: Files


def recognises(files: Files, name: str) -> bool:
    """Return whether the file is XML that begins as a scan does."""
    start = text.head(files.path(name)).lstrip()
    return start.startswith("<") and bool(_ROOT.search(start))


def check(settings: Settings) -> None:
    """Raise Invalid unless there is a file to read."""
    if not settings.files.names:
        raise Invalid("There is no file to import.", remedy="Give the file of `nmap -oX scan.xml`.")


def read(
    settings: Settings,
    state: Mapping[str, Any] | None = None,  # noqa: ARG001  files have no cursor
) -> Iterator[Observation]:
    """Yield what the scans hold, a host at a time; wrong input comes as issues.

    The files are read twice: a host that stands in them once is not kept.
    """
    files = settings.files
    yield SourceName(f"nmap:{files.project or 'default'}")
    names = [name for name in files.names if recognises(files, name)] or list(files.names)
    counts = times_seen(files, names)
    several: dict[str, list[Host]] = {}
    for name in names:
        for found in _scan(files, name):
            if isinstance(found, Issue):
                yield found
            elif counts[found.key] > 1:
                several.setdefault(found.key, []).append(found)
            else:
                yield from observed(found)
    for found_several in several.values():
        yield from observed(together(found_several))
    yield ScopeEnd("", complete=False)


def _scan(files: Files, name: str) -> Iterator[Host | Issue]:
    seen = False
    try:
        for host in hosts(files.path(name), name):
            seen = True
            if host.is_up and host.key:
                yield host
            elif host.is_up:
                yield Issue(host.place, "has no address that can be read.", fatal=False)
    except CutOff as exc:
        end = exc.issue(name)
        said = "ends before the scan did: what stands before it is read." if seen else end.reason
        yield Issue(end.place, said, fatal=not seen)
    except Unreadable as exc:
        yield exc.issue(name)
