"""Uploads made of texts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from cmdb.intake.model import Files

Upload = Callable[..., Files]


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    """A function that writes {name: text or bytes} and returns them as an upload."""

    def write(contents: Mapping[str, str | bytes], project: str = "shop") -> Files:
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).encode()
            path.write_bytes(data)
        return Files(tmp_path, tuple(contents), project)

    return write
