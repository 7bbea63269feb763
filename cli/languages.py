"""In which language people read answers: `--lang`, else what their locale says."""

import os
from collections.abc import Mapping
from typing import Annotated

import typer

Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANG", help="en, zh-Hans or zh-Hant; else what the locale says."
    ),
]
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def header(lang: str | None, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what asks for sentences in the locale's language, unless one is named."""
    if lang is not None:
        return {}
    said = next((env[name] for name in _VARIABLES if env.get(name)), "")
    tag = said.partition(".")[0].partition("@")[0].replace("_", "-")
    return {"Accept-Language": tag if tag.isascii() and tag not in ("", "C", "POSIX") else "en"}
