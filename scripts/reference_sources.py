"""Writes docs/sources.md from what every importer says of itself.

    python scripts/reference_sources.py [--check]

With --check it writes nothing and fails if the file is not what it would write.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel  # noqa: E402  the path first

import importers  # noqa: E402  as above
from cli.local import live  # noqa: E402  as above

_ANY = "any"


def documents() -> dict[str, str]:
    """Return the text of every generated file by its path below the project's root."""
    return {"docs/sources.md": "\n".join(_sources()) + "\n"}


def _own() -> Iterator[tuple[str, importers.Importer]]:
    """Yield the importers of this project: what else is installed here is no part of its papers."""
    for kind, module in sorted(importers.importers().items()):
        if (ROOT / "importers" / kind).is_dir():
            yield kind, module


def _sources() -> Iterator[str]:
    yield "# Sources"
    yield ""
    yield "Made by `scripts/reference_sources.py` from what each importer says of itself. `cmdb import PATH` recognises the"
    yield "kind; `--from KIND` says it. `cmdb source kinds` lists those that are installed, other people's too."
    yield ""
    yield "| kind | reads | summary |"
    yield "|---|---|---|"
    for kind, module in _own():
        reads = "files, live" if live.names(module.Settings) else "files"
        yield f"| [{kind}](#{kind}) | {reads} | {_cell(module.spec.summary)} |"
    for kind, module in _own():
        yield ""
        yield from _one(kind, module)


def _one(kind: str, module: importers.Importer) -> Iterator[str]:
    spec = module.spec
    yield f"## {kind}"
    yield f"{spec.summary}. More in [its README](../importers/{kind}/README.md)."
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| gives | {_cell(spec.gives)} |"
    yield f"| identified by | {_cell(spec.identifies)} |"
    yield f"| scope | {_cell(spec.scope)} |"
    yield f"| cannot know | {_cell(spec.unknown)} |"
    yield f"| classes | {', '.join(sorted(spec.classes)) or _ANY} |"
    yield f"| relations | {', '.join(sorted(spec.relations)) or _ANY} |"
    yield from _settings(module.Settings)


def _settings(settings: type[BaseModel]) -> Iterator[str]:
    shapes = settings.model_json_schema().get("properties", {})
    named = sorted(name for name in shapes if name != "files")
    if not named:
        return
    yield ""
    yield "| setting | of | |"
    yield "|---|---|---|"
    own = live.names(settings)
    for name in named:
        about = shapes[name].get("description", "")
        yield f"| `{name}` | {'a live source' if name in own else 'any'} | {_cell(about)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write what is not current; with --check, say so instead."""
    stale = [
        name
        for name, text in documents().items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        for name in stale:
            print(f"{name} is not current: run scripts/reference_sources.py")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).write_text(documents()[name], "utf-8")
        print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
