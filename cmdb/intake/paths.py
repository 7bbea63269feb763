"""Names of uploaded files: always relative, always within the upload."""

from pathlib import PurePosixPath

_LONGEST = 1_000
_LONGEST_PART = 255  # bytes, what file systems take
_SKIPPED = frozenset({"node_modules", "__pycache__", "__MACOSX"})


def inside(given: str) -> str | None:
    """Return the name in one spelling, or None where it may lead out of the upload's folder."""
    path = PurePosixPath(given)
    wrong = (
        not given
        or len(given) > _LONGEST
        or path.is_absolute()
        or ".." in path.parts
        or not given.isprintable()
        or "\\" in given
        or any(len(part.encode()) > _LONGEST_PART for part in path.parts)
    )
    return None if wrong or str(path) == "." else str(path)


def passed_over(name: str) -> bool:
    """Return whether a folder's file is no part of what it says: hidden, or kept by a tool."""
    *folders, last = PurePosixPath(name).parts
    hidden = last.startswith(".") and not last.startswith(".env")
    return hidden or any(f.startswith(".") or f in _SKIPPED for f in folders)
