"""The wheel's dependencies are the names in requirements/run.in: one list, no copy of it."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Dependencies(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "requirements" / "run.in").read_text("utf-8").splitlines()
        build_only = {"editables", "hatchling"}
        metadata["dependencies"] = [
            line for line in lines if line and line[0] != "#" and line not in build_only
        ]
