"""Which files of an upload are one inventory, and the folders of variables beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from cmdb.intake import text, yaml_text
from cmdb.intake.model import Files, Issue
from cmdb.intake.text import MIB, Unreadable
from importers.ansible.facts import is_facts, may_be_facts
from importers.ansible.ini import is_ini, read_ini
from importers.ansible.inventory import Inventory, telling
from importers.ansible.mapped import VAULT_TAGS, is_mapped, read_mapped
from importers.ansible.variables import ENVIRONMENTS

_VARIABLES = ("group_vars", "host_vars")
_NO_INVENTORIES = frozenset(
    {*_VARIABLES, "roles", "tasks", "handlers", "templates", "defaults", "vars", "meta", "molecule"}
)
_SUFFIXES = (".yml", ".yaml", ".json")
_LIMIT = 4 * MIB


@dataclass(slots=True)
class Source:
    """The files that are one inventory: those of a folder, or one that is named for an environment."""

    folder: str
    stem: str
    files: list[str] = field(default_factory=list)
    inventory: Inventory = field(default_factory=Inventory)

    @property
    def path(self) -> str:
        """What its name as a source ends in; nothing for the upload's own folder."""
        return "/".join(part for part in (self.folder, self.stem) if part)

    @property
    def words(self) -> list[str]:
        """The names of its folder and file, which may name an environment."""
        parts = PurePosixPath(self.folder).parts[-1:]
        stems = [PurePosixPath(name).stem for name in self.files]
        return [*parts, *(stem for stem in stems if stem.lower() in ENVIRONMENTS)]


def is_inventory(files: Files, name: str) -> bool:
    """Return whether a file is an inventory, and not a variable's, role's or template's."""
    if _NO_INVENTORIES & set(PurePosixPath(name).parts[:-1]):
        return False
    return is_mapped(files, name) or is_ini(files, name)


def accompanies(files: Files, name: str) -> bool:  # noqa: ARG001  by its name alone
    """Return whether a file holds variables of an inventory's groups or hosts."""
    return bool(set(_VARIABLES) & set(PurePosixPath(name).parts[:-1]))


def sources(files: Files, names: list[str]) -> list[Source]:
    """Return the inventories that files hold, read with the variables beside them."""
    found: dict[tuple[str, str], Source] = {}
    for name in sorted(names):
        path = PurePosixPath(name)
        folder = "" if str(path.parent) == "." else str(path.parent)
        stem = path.stem if path.stem.lower() in ENVIRONMENTS else ""
        source = found.setdefault((folder, stem), Source(folder, stem))
        source.files.append(name)
        try:
            _reader(files, name)(files, name, source.inventory)
        except Unreadable as exc:
            source.inventory.issues.append(exc.issue(name))
    for name in files.names:
        _add_variables(files, name, list(found.values()))
    return sorted(found.values(), key=lambda source: source.path)


def _reader(files: Files, name: str) -> Callable[[Files, str, Inventory], None]:
    start = text.head(files.path(name)).lstrip()
    looks_mapped = PurePosixPath(name).suffix.lower() in _SUFFIXES or start.startswith("{")
    return read_mapped if is_mapped(files, name) or looks_mapped else read_ini


def _add_variables(files: Files, name: str, found: list[Source]) -> None:
    """Add what a file in group_vars or host_vars says to the inventories beside or below it."""
    parts = PurePosixPath(name).parts
    at = next((n for n, part in enumerate(parts[:-1]) if part in _VARIABLES), None)
    if at is None:
        return
    base, owner = "/".join(parts[:at]), parts[at + 1]
    if at + 1 == len(parts) - 1 and PurePosixPath(owner).suffix.lower() in _SUFFIXES:
        owner = PurePosixPath(owner).stem
    beside = [s for s in found if not base or f"{s.folder}/".startswith(f"{base}/")]
    for source in beside:
        for value in _variables(files, name, source):
            if parts[at] == "group_vars":
                source.inventory.group(owner).variables.update(value)
            elif owner in source.inventory.hosts:
                source.inventory.hosts[owner].update(value)


def _variables(files: Files, name: str, source: Source) -> Iterator[dict[str, object]]:
    try:
        content = text.text(files.path(name), _LIMIT)
        if not content.startswith("$ANSIBLE_VAULT"):
            for document in yaml_text.documents(content, VAULT_TAGS):
                yield telling(document.value if isinstance(document.value, dict) else None)
    except Unreadable as exc:
        issue = exc.issue(name)
        source.inventory.issues.append(Issue(issue.place, issue.reason, fatal=False))


def sorted_out(files: Files) -> tuple[list[str], list[str]]:
    """Return the names of inventories, and of files with facts."""
    inventories = [name for name in files.names if is_inventory(files, name)]
    gathered = [n for n in files.names if n not in inventories and is_facts(files, n)]
    if inventories or gathered:
        return inventories, gathered
    gathered = [name for name in files.names if may_be_facts(files, name)]
    if gathered:
        return [], gathered
    companions = [n for n in files.names if not _NO_INVENTORIES & set(PurePosixPath(n).parts[:-1])]
    return companions or list(files.names), []
