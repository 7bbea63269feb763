"""One upload may hold what several NetBoxes answered: ids of one mean nothing in another."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from cmdb.intake import text
from cmdb.intake.model import Files
from importers.netbox.endpoints import host

_URL = re.compile(r'"url"\s*:\s*("https?:(?:[^"\\]|\\.){1,300}")')


def by_netbox(files: Files, names: list[str]) -> Iterator[tuple[str, Files]]:
    """Yield (host, its files) for each NetBox whose answers are among `names`.

    A file that names no host is of the NetBox that its folder's other files name, else of the
    only one there is; the host is an empty text where no file names one.
    """
    named = {name: _host(files, name) for name in names}
    known = {found for found in named.values() if found}
    if len(known) <= 1:
        yield next(iter(known), ""), files
        return
    folders: dict[str, set[str]] = {}
    for name, found in named.items():
        folders.setdefault(_folder(name), set()).update({found} - {""})
    groups: dict[str, list[str]] = {}
    for name, found in named.items():
        beside = folders[_folder(name)]
        groups.setdefault(found or (min(beside) if len(beside) == 1 else ""), []).append(name)
    for found, own in sorted(groups.items()):
        yield found, replace(files, names=tuple(own))


def _folder(name: str) -> str:
    return str(PurePosixPath(name).parent)


def _host(files: Files, name: str) -> str:
    """Return the host of the first record that says its own address, by the file's beginning."""
    for match in _URL.finditer(text.head(files.path(name))):
        try:
            found = host({"url": json.loads(match[1])})
        except ValueError:
            continue
        if found:
            return found
    return ""
