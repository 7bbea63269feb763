"""db, backup, and the file side of restore: what works on Neo4j itself, on this machine"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.command import Call, command
from cmdb import settings as environment

if TYPE_CHECKING:
    from cmdb.graph.archive import Manifest


def register(app: typer.Typer) -> None:
    db = typer.Typer(no_args_is_help=True, help="Neo4j itself: its files, its address.")
    db.command("fetch", epilog="Example: cmdb db fetch --to /media/stick/neo4j")(fetch)
    db.command("status", epilog="Example: cmdb db status")(status)
    app.add_typer(db, name="db")
    command(app, "backup", example="cmdb backup cmdb-2026-11-21.zip")(backup)


def fetch(
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="For a machine without network; else the cache."),
    ] = None,
) -> None:
    """Download Neo4j's files, whole and checked; there, CMDB_NEO4J_JARS=DIR takes them."""
    from cli.local import graph as local
    from cmdb.graph import jars, options

    given = options.options()
    folder = to or jars.cache_folder(given)
    with local.downloading() as progress:
        number = jars.fetch(folder, progress, options=given)
    output.line(f"{folder}: {number} files fetched." if number else f"{folder}: all there.")
    if to:
        output.line(f"On the other machine: CMDB_NEO4J_JARS={folder.name} (its path there).")


def status() -> None:
    """Say whether the private Neo4j runs, and where."""
    from cmdb.graph import embedded
    from cmdb.graph.home import Home

    found = environment.from_environment()
    if found.neo4j_uri is not None:
        output.line(f"CMDB_NEO4J_URI is set: {found.neo4j_uri}")
        return
    now = embedded.running(found.home)
    pairs: list[tuple[str, Any]] = [
        ("Neo4j", embedded.VERSION),
        ("phase", now.phase if now else "stopped"),
        ("log", Home(found.home).log),
    ]
    if now:
        pairs.insert(2, ("address", f"bolt://127.0.0.1:{now.bolt_port}"))
    output.facts(pairs)


def backup(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    export: Annotated[
        bool, typer.Option("--export", help="Of the private Neo4j too: readable by any Neo4j.")
    ] = False,
) -> None:
    """Write everything to one file: a dump of the private Neo4j, an export of any other."""
    from cli.local import graph as local
    from cmdb.graph import backup as graph_backup

    found = call.settings
    with local.neo4j(found) as (graph, _), output.progress() as bar:
        if found.neo4j_uri is None and not export:
            said = graph_backup.dump(graph, found.home, file)
        else:
            task = bar.add_task("export", total=None, amount="")

            def listen(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, amount=f"{done:,} of {total:,}")

            said = graph_backup.write(graph, file, progress=listen)
    _say(call, said, f"Written: {file}", file)


def restore_file(call: Call, file: Path, *, replace: bool) -> None:
    """Put what a backup holds in the place of what is there. Raises Conflict without `replace`."""
    from cli.local import graph as local
    from cmdb.graph import backup as graph_backup
    from cmdb.model import load

    found = call.settings
    home = found.home if found.neo4j_uri is None else None
    with local.neo4j(found) as (graph, _):
        model = load(found.model)
        said = graph_backup.restore(graph, model, file, home=home, replace=replace)
        local.admit(graph, found.home)
    _say(call, said, f"Restored: {file}", file)


def _say(call: Call, said: "Manifest", what: str, file: Path) -> None:
    if call.as_json:
        import json
        from dataclasses import asdict

        output.raw(json.dumps(asdict(said)).encode())
        return
    size = file.stat().st_size / 2**20
    output.line(f"{what}: {said.kind} of revision {said.revision or 0}, {size:.1f} MiB, {said.at}")
