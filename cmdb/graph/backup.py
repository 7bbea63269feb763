"""One file that holds everything: made of any Neo4j, or faster of the private one.

An **export** carries every node and relation as text: from any Neo4j, into any. A **dump** is Neo4j's own,
only from a private one into a private one; it takes the server away for some seconds.
"""

import shutil
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Literal

from cmdb.errors import Conflict, Invalid, Unavailable
from cmdb.graph import admin, archive, embedded, export, schema, staging
from cmdb.graph import options as settings
from cmdb.graph.archive import Manifest
from cmdb.graph.driver import Graph, Row, Tx
from cmdb.graph.export import Count
from cmdb.graph.home import Home, order
from cmdb.graph.jars import VERSION, provided, roomy
from cmdb.graph.locks import lock
from cmdb.graph.offline import offline
from cmdb.graph.queries import query
from cmdb.model import Model

_RESTORE_WAIT_S = 10.0
# A dump is compressed; unpacked it was seen to be up to ten times larger.
_UNPACKED = 10


def dump(graph: Graph, home: Path, file: Path) -> Manifest:
    """Write a dump of the home's private Neo4j, which `graph` speaks to; returns what it says of itself.

    The server stops for the time it takes (1 to 2 s and the start, 4 s); what is being written just then fails
    and may be tried again. Raises Unavailable.
    """
    place = Home(home)
    jars = provided(settings.options())
    with embedded.server(home):
        said = _manifest(graph, "dump")
        with archive.writing(file, said) as to, offline(place) as store:
            admin.dump(place.root, jars, to, store)
        with embedded.server(home):  # waits until it serves again
            return said


def write(graph: Graph, file: Path, *, progress: Count | None = None) -> Manifest:
    """Write an export of any Neo4j while it serves; writers wait for the time it takes.

    `progress(nodes and relations done, in all)`. Raises Unavailable.
    """
    said = _manifest(graph, "export")
    with archive.writing(file, said) as to:
        graph.held(export.write, to, progress)
    return said


def restore(
    graph: Graph,
    model: Model,
    file: Path,
    *,
    home: Path | None = None,
    replace: bool = False,
    progress: Count | None = None,
) -> Manifest:
    """Put what the backup holds in the place of what is there, and return what it says of itself.

    `home` is given if `graph` is that home's private Neo4j: only there a dump can go. Nobody else may write
    meanwhile. An older backup gets the schema of `model` afterwards. Raises Invalid for a file that is wrong
    or does not fit (nothing was changed then), Conflict if there is configuration already and `replace` is
    not set.
    """
    said = archive.checked(file)
    _fits(said, file, home)
    schema.prepare(graph, model)
    found = graph.read(_counts)
    if found["used"] and not found["restoring"] and not replace:
        raise Conflict(
            "The database holds configuration items, or a history.",
            remedy="Back it up, then say that the restore may replace it (--replace).",
        )
    if said.kind == "export":
        _restore_export(graph, file, progress)
    elif home:
        _restore_dump(home, file)
    schema.prepare(graph, model)
    return said


def incomplete(tx: Tx) -> bool:
    """Say whether a restore broke off: what is there is not whole, and has to be restored again."""
    return bool(_counts(tx)["restoring"])


def _restore_export(graph: Graph, file: Path, progress: Count | None) -> None:
    try:
        with archive.payload(file) as source:
            last = export.check(source)
    except Invalid as exc:
        raise archive.broken(file, exc.detail) from exc
    now = datetime.now(UTC).isoformat()
    graph.write(lambda tx: tx.run("backup/begin_restore", file=file.name, at=now))
    graph.command(query("backup/clear").text)
    with archive.payload(file) as source:
        export.read(graph, source, last["nodes"] + last["relations"], progress)
    graph.read(export.verify, last)
    graph.write(lambda tx: tx.run("backup/end_restore"))


def _restore_dump(home: Path, file: Path) -> None:
    place = Home(home)
    jars = provided(settings.options())
    with lock(place.run / "restore.lock", _RESTORE_WAIT_S), embedded.server(home):
        staged = staging.folder(place)
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700)
        roomy(staged, file.stat().st_size * _UNPACKED)
        try:
            with archive.payload(file) as source:
                _load(staged, jars, source, file)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        with offline(place):
            staging.ready(place)
            staging.finish(place)
        with embedded.server(home):
            return


def _load(staged: Path, jars: Path, source: IO[bytes], file: Path) -> None:
    try:
        admin.load(staged, jars, source)
    except Unavailable as exc:
        if exc.remedy:  # this machine's fault, a full disk for one
            raise
        raise archive.broken(file, exc.detail) from exc


def _fits(said: Manifest, file: Path, home: Path | None) -> None:
    if said.kind == "dump" and home is None:
        raise Invalid(
            f"{file} is a dump, and a dump goes only into a private Neo4j.",
            remedy="Restore it where CMDB_NEO4J_URI is not set, write an export there, and restore that here.",
        )
    if said.kind == "dump" and order(said.neo4j) > order(VERSION):
        raise Invalid(
            f"{file} is a dump of Neo4j {said.neo4j}; this cmdb brings {VERSION}.",
            remedy="Use a newer cmdb, or an export (`cmdb backup` with --export).",
        )
    if newer := sorted(set(said.schema) - set(schema.migrations())):
        raise Invalid(
            f"{file} was written by a newer cmdb ({said.cmdb}): its schema has {', '.join(newer)}.",
            remedy="Restore it with that version.",
        )


def _manifest(graph: Graph, kind: Literal["export", "dump"]) -> Manifest:
    newest = graph.read(lambda tx: tx.run("backup/newest"))
    return Manifest(
        kind=kind,
        cmdb=_version(),
        neo4j=graph.server().rpartition("/")[2],
        revision=newest[0]["number"] if newest else None,
        at=datetime.now(UTC).isoformat(),
        schema=tuple(row["name"] for row in graph.read(_applied)),
    )


def _applied(tx: Tx) -> list[Row]:
    return tx.run("schema/applied")


def _counts(tx: Tx) -> Row:
    return tx.run("backup/counts")[0]


def _version() -> str:
    try:
        return version("cmdb")
    except PackageNotFoundError:  # run from a checkout
        return "unknown"
