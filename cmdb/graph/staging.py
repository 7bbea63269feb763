"""A restored store is made beside the live one and takes its place in steps that can be done again."""

import os
import shutil
from pathlib import Path

from cmdb.graph.home import Home, written

_PARTS = ("databases/neo4j", "transactions/neo4j")


def folder(home: Home) -> Path:
    """Return where a store is made before it replaces the live one: on the same disk."""
    return home.root / "staged"


def ready(home: Home) -> None:
    """Note that the staged store is whole: from here on `finish` replaces the live one by it."""
    written(_journal(home), {"replace": list(_PARTS)})


def pending(home: Home) -> bool:
    return _journal(home).exists()


def finish(home: Home) -> None:
    """Put the staged store in the live one's place. Safe to run again after it broke off."""
    for part in _PARTS:
        staged, live = folder(home) / "data" / part, home.data / part
        if staged.exists():
            if live.exists():
                shutil.rmtree(live)
            live.parent.mkdir(parents=True, exist_ok=True)
            staged.rename(live)
    os.sync()
    _journal(home).unlink()
    shutil.rmtree(folder(home), ignore_errors=True)


def _journal(home: Home) -> Path:
    return home.root / "staged.json"
