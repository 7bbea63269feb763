"""What a file says that a command sends: one JSON or YAML document."""

from pathlib import Path
from typing import Any

from cmdb.errors import Invalid


def document(path: Path) -> Any:
    """Return the value of a file, `-` for standard input. Raises Invalid that names the place."""
    from cmdb.intake.text import MIB, Unreadable, decoded, text
    from cmdb.intake.yaml_text import single

    try:
        if str(path) == "-":
            import sys

            return single(decoded(sys.stdin.buffer.read(16 * MIB + 1)))
        return single(text(path, 16 * MIB))  # JSON is YAML
    except Unreadable as exc:
        found = exc.issue(str(path))
        raise Invalid(f"{found.place}: {found.reason}", remedy=exc.remedy) from exc
