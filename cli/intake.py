"""import, runs, export"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from cli import output
from cli.client import Api, Reply
from cli.command import Call, command
from cli.errors import NotAsWished
from cli.progress import followed
from cli.runs import draw_reports, runs
from cmdb.errors import Invalid, NotFound, Unavailable

_ARCHIVES = (".zip", ".tar", ".gz", ".tgz")
_COMPANIONS = (".env",)  # read from beside a file that is given alone
_MAPPINGS = (".mapping.toml", ".mapping.yaml", ".mapping.yml")  # of a table: servers.mapping.toml
_YAML = (".yaml", ".yml")
_BEGINNINGS = (b"{", b"[", b"<?xml")
_SHOWN = 5
Part = tuple[str, tuple[str, IO[bytes]]]


def register(app: typer.Typer) -> None:
    command(app, "import", example="cmdb import docker-compose.yml")(import_)
    command(app, "runs", example="cmdb runs --undo 01KAJ5T3M4QF7R0V9YB2C8D6EG")(runs)
    command(app, "export", example="cmdb export estate.jsonl")(export)


def import_(  # noqa: PLR0913, PLR0917  each option of the command is an argument
    call: Call,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files, or folders of files.")
    ],
    kind: Annotated[
        str | None, typer.Option("--from", metavar="KIND", help="Else it is recognised.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Else the input's own name.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave bad entries out, and name them.")
    ] = False,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="It holds all that its source knows: the rest is missing."),
    ] = False,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="What the importer is told."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="What a table's columns mean."),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help="Print a mapping for a table, and import nothing.")
    ] = False,
) -> None:
    """Import files, folders or archives (.zip, .tar.gz, .gz) of any kind that an importer knows."""
    root, files = found(call.api, paths)
    settings = list(setting or ())
    if mapping:
        files = list(dict.fromkeys([*files, mapping.resolve()]))
        settings.append(f"mapping={_sent_as(root, mapping.resolve())}")
    if guess:
        _guess(call, root, files, settings)
        return
    query: dict[str, str | list[str] | None] = {
        "kind": kind or ("tabular" if mapping else None),
        "source": source,
        "project": root.name,
        "part": "true" if _is_part(paths, files) else None,
        "dry_run": "true" if dry_run else None,
        "keep_going": "true" if keep_going else None,
        "complete": "true" if complete else None,
        "setting": settings,
    }
    reply = _sent(call, root, files, {k: v for k, v in query.items() if v})
    call.answer(reply, lambda found: draw_reports(found["reports"]))
    reports = reply.json()["reports"]
    if not dry_run and any(one["left_out_count"] or one["vetoed"] for one in reports):
        raise NotAsWished


def _guess(call: Call, root: Path, files: Sequence[Path], settings: Sequence[str]) -> None:
    with ExitStack() as stack:
        parts = _parts(stack, root, [one for one in files if one.name not in _COMPANIONS])
        query = {"setting": list(settings)}
        reply = call.api.send("POST", "/api/v1/imports/guess", query=query, files=parts)
    call.answer(reply, lambda made: output.raw(made["mapping"].encode()))
    if not call.as_json:
        output.aside(f"Check it, and keep it beside the table as {reply.json()['name']}.")


def _parts(stack: ExitStack, root: Path, files: Sequence[Path]) -> list[Part]:
    return [("file", (_sent_as(root, one), opened(stack, one))) for one in files]


def _sent_as(root: Path, path: Path) -> str:
    """Return a file's path in the upload; a mapping may lie outside of what is imported."""
    return (
        path.relative_to(root).as_posix() if path.is_relative_to(root) else f"mapping/{path.name}"
    )


def found(api: Api, paths: Sequence[Path]) -> tuple[Path, list[Path]]:
    """Return the folder that all of it lies in, and the files; the API says which of a folder."""
    for path in paths:
        if str(path) == "-":
            raise Invalid(
                "Standard input is not read.", remedy="Name a file, or a folder of files."
            )
        if not path.exists():
            raise Invalid(f"{path}: no such file or folder.", remedy="Give a file or a folder.")
    folders = [(path if path.is_dir() else path.parent).resolve() for path in paths]
    root = Path(os.path.commonpath(folders))
    wanted = _patterns(api) if any(path.is_dir() for path in paths) else []
    files: dict[Path, None] = {}
    for path in paths:
        files |= dict.fromkeys(_below(path, wanted) if path.is_dir() else _beside(path))
    if not files:
        raise Invalid(
            f"{', '.join(map(str, paths))}: no file to import.",
            remedy="Of a folder those files are read whose names or beginnings an importer knows; "
            "others are named one by one, with --from KIND.",
        )
    return root, list(files)


def _is_part(paths: Sequence[Path], files: Sequence[Path]) -> bool:
    """Return whether a file was named whose folder holds further files like it: not all is sent."""
    sent = set(files)
    for path in paths:
        if path.is_dir() or path.name.lower().endswith(_ARCHIVES):
            continue
        alike = _YAML if path.suffix in _YAML else (path.suffix,)
        beside = (one for one in path.resolve().parent.iterdir() if one.suffix in alike)
        if any(one not in sent and one.is_file() for one in beside):
            return True
    return False


def _patterns(api: Api) -> list[str]:
    patterns: list[str] = api.get("/api/v1/importers").json()["patterns"]
    return patterns


def _beside(path: Path) -> Iterator[Path]:
    yield path.resolve().parent / path.name
    if path.name.lower().endswith(_ARCHIVES):
        return
    for name in (*_COMPANIONS, *(path.stem + suffix for suffix in _MAPPINGS)):
        if (companion := path.resolve().parent / name).is_file():
            yield companion


def _below(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    from cmdb.intake.paths import passed_over

    left = []
    for here, folders, names in os.walk(folder.resolve()):
        folders[:] = sorted(f for f in folders if not passed_over(f"{f}/x"))
        for name in sorted(names):
            path = Path(here) / name
            if passed_over(name) or not path.is_file():
                continue
            within = path.relative_to(folder.resolve()).as_posix()
            if _is_wanted(within.lower(), patterns) or _looks_like_data(path):
                yield path
            else:
                left.append(within)
    if left:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        output.aside(f"Not sent, as no importer reads such: {', '.join(left[:_SHOWN])}{more}.")


def _is_wanted(path: str, patterns: Sequence[str]) -> bool:
    """Return whether the file's name, or for a pattern with a slash its path, is as asked for."""
    name = path.rpartition("/")[2]
    return any(fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)


def _looks_like_data(path: Path) -> bool:
    """Return whether a file of an unknown name begins as JSON, XML or an inventory does."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_BEGINNINGS)
    except OSError:
        return False


def _sent(call: Call, root: Path, files: Sequence[Path], query: Mapping[str, Any]) -> Reply:
    with ExitStack() as stack:
        parts = _parts(stack, root, files)
        if call.as_json:
            return call.api.send("POST", "/api/v1/imports", query=query, files=parts)
        output.aside(f"Sending {output.counted(len(parts), 'file')}.")
        headers = {"Accept": "text/event-stream"}
        with call.api.stream(
            "POST", "/api/v1/imports", params=query, files=parts, headers=headers
        ) as response:
            reply = followed(response.iter_lines(), "reading")
    if reply is None:
        raise Unavailable(
            "The import broke off before its report.",
            remedy="`cmdb runs` says how far it came; import again to complete it.",
        )
    return reply


def opened(stack: ExitStack, path: Path) -> IO[bytes]:
    """Return the file, open until the stack closes. Raises Invalid."""
    try:
        return stack.enter_context(path.open("rb"))
    except OSError as exc:
        raise Invalid(
            f"{path} cannot be read: {exc.strerror}.", remedy="Check its name and its rights."
        ) from exc


def export(
    call: Call,
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="To .jsonl, .json, .yaml; - prints.")
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="The document's source.")
    ] = "export",
) -> None:
    """Write everything as a CMDB document, which `cmdb import` reads back."""
    form = "jsonl" if path.suffix in (".jsonl", ".ndjson") or str(path) == "-" else "json"
    reply = call.api.get("/api/v1/export", format=form, source=source)
    if str(path) == "-" or call.as_json:
        output.raw(reply.body)
        return
    body = _yaml(reply) if path.suffix in (".yaml", ".yml") else reply.body
    _put(path, body)
    output.aside(f"Written: {path}, {len(body):,} bytes")


def _yaml(reply: Reply) -> bytes:
    import yaml

    text = yaml.safe_dump(reply.json(), allow_unicode=True, sort_keys=False)
    return str(text).encode()


def _put(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(f"{path.name}.part")
    try:
        new.write_bytes(body)
        new.replace(path)
    except FileNotFoundError as exc:
        raise NotFound(f"There is no folder {path.parent}.", remedy="Make it first.") from exc
    except OSError as exc:
        new.unlink(missing_ok=True)
        raise Invalid(f"{path} cannot be written: {exc.strerror}.", remedy="Name another.") from exc
