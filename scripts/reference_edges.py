"""Writes docs/reference/http.md and docs/reference/cli.md from the application and the commands.

    python scripts/reference_edges.py [--check]

With --check it writes nothing and fails if a file is not what it would write.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from typer.main import get_command  # noqa: E402  the path first

from api.app import create_app  # noqa: E402  as above
from api.errors import STATUS  # noqa: E402  as above
from api.services import Services  # noqa: E402  as above
from cli.errors import EXIT  # noqa: E402  as above
from cli.main import application  # noqa: E402  as above

_METHODS = ("get", "post", "put", "patch", "delete")
_REMOTE = {"json", "url", "token"}
_EXITS = (
    "done",
    "done, but not as wished (`--keep-going` left something out)",
    "usage or bad input",
    "not found",
    "refused: rights, a conflict, a stale write",
    "not available",
)


def documents() -> dict[str, str]:
    """Return the text of every generated file by its path below the project's root."""
    nothing = cast("Services", None)  # a description is made without serving
    return {
        "docs/reference/http.md": "\n".join(_http(create_app(nothing).openapi())) + "\n",
        "docs/reference/cli.md": "\n".join(_cli()) + "\n",
    }


def _http(api: Mapping[str, Any]) -> Iterator[str]:
    yield "# HTTP reference"
    yield ""
    yield "Made by `scripts/reference_edges.py` from the application. `/docs` shows the same of a running one."
    yield ""
    yield from (line.strip() for line in api["info"]["description"].splitlines())
    yield ""
    yield "Send `Authorization: Bearer $(cmdb token)`. What needs no right is public."
    yield ""
    yield "| kind of failure | status |"
    yield "|---|---|"
    for kind, status in sorted(STATUS.items(), key=lambda pair: pair[1]):
        yield f"| {kind.__name__} | {status} |"
    by_tag: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, methods in api["paths"].items():
        for method in _METHODS:
            if method in methods:
                tag = methods[method].get("tags", ["status"])[0]
                by_tag.setdefault(tag, []).append((method, path, methods[method]))
    for tag in sorted(by_tag):
        yield from ("", f"## {tag.capitalize()}")
        for method, path, operation in by_tag[tag]:
            yield from _operation(method, path, operation)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"### `{method.upper()} {path}`"
    yield ""
    yield operation.get("description", operation["summary"])
    yield ""
    yield f"Needs: {_right(operation)}."
    parameters = [p for p in operation.get("parameters", ()) if p["in"] != "cookie"]
    if parameters:
        yield from ("", "| parameter | in | required | about |", "|---|---|---|---|")
    for one in parameters:
        about = one.get("description") or one["schema"].get("description", "")
        required = "yes" if one.get("required") else ""
        yield f"| `{one['name']}` | {one['in']} | {required} | {about} |"
    for status, answer in operation["responses"].items():
        for media in answer.get("content", {}).values():
            if status.startswith("2") and "example" in media:
                yield from ("", f"Answers {status}, for example:", "")
                yield from _code(media["example"])


def _right(operation: Mapping[str, Any]) -> str:
    rights = sorted({r for way in operation.get("security", ()) for s in way.values() for r in s})
    return f"the right to {', '.join(rights)}" if rights else "no token"


def _code(example: Any) -> Iterator[str]:
    text = (
        example if isinstance(example, str) else json.dumps(example, indent=1, ensure_ascii=False)
    )
    yield from (f"    {line}" for line in text.splitlines())


def _cli() -> Iterator[str]:
    yield "# Command reference"
    yield ""
    yield "Made by `scripts/reference_edges.py` from the commands. `cmdb COMMAND --help` says the same."
    yield ""
    yield (
        "A CI is named by its id, by its name where that is unique, or as `class:name`. After every command that asks "
        "the API stand `--json` (exactly what the API returns), `--url` and `--token`."
    )
    yield from ("", "| exit code | meaning |", "|---|---|")
    for code, meaning in enumerate(_EXITS):
        kinds = ", ".join(kind.__name__ for kind, exit_ in EXIT.items() if exit_ == code)
        yield f"| {code} | {meaning}{f' ({kinds})' if kinds else ''} |"
    group: Any = get_command(application())
    yield from _commands(group.commands, "cmdb")


def _commands(commands: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, command in sorted(commands.items()):
        if inner := getattr(command, "commands", None):
            yield from _commands(inner, f"{prefix} {name}")
            continue
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [
            p
            for p in command.params
            if p.param_type_name == "option" and p.name not in _REMOTE and not p.hidden
        ]
        usage = " ".join([prefix, name, *(str(a.metavar or a.name.upper()) for a in arguments)])
        yield from ("", f"## `{usage}`", "", command.help.strip(), "", f"    {_example(command)}")
        if options or any(a.help for a in arguments):
            yield from ("", "| | about |", "|---|---|")
        for one in arguments:
            if one.help:
                yield f"| `{one.metavar or one.name.upper()}` | {one.help} |"
        for one in options:
            value = f" {one.metavar}" if one.metavar else ""
            names = ", ".join([*one.opts, *one.secondary_opts])
            yield f"| `{names}{value}` | {one.help or ''} |"


def _example(command: Any) -> str:
    return str(command.epilog or "").removeprefix("Example: ")


def main(words: list[str]) -> int:
    stale = []
    for name, text in documents().items():
        file = ROOT / name
        if file.is_file() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in words:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    if "--check" in words and stale:
        print(f"Not current: {', '.join(stale)}. Run scripts/reference_edges.py.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
