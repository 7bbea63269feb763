"""Files that a client sends: kept in a folder of their own, under the names that it gave them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fastapi import UploadFile

from cmdb.errors import Invalid, Problem
from cmdb.intake.model import Files
from cmdb.intake.paths import inside


@contextmanager
def folder(home: Path) -> Iterator[Path]:
    """Yield a folder that is gone afterwards. Uploads may be large: not in memory."""
    above = home / "tmp"
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="import-", dir=above) as made:
        yield Path(made)


def kept(root: Path, sent: Sequence[UploadFile], project: str, *, part: bool = False) -> Files:
    """Return the uploads as files below `root`. Raises Invalid for a name that leads out of it."""
    names = [_name(one.filename or "") for one in sent]
    for name, one in zip(names, sent, strict=True):
        to = root / name
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            with to.open("xb") as file:
                shutil.copyfileobj(one.file, file, 2**20)
        except (FileExistsError, NotADirectoryError) as exc:
            raise Invalid(f"{name} was sent twice, or is a folder of another file.") from exc
    return Files(root, tuple(sorted(names)), project, part=part)


def _name(given: str) -> str:
    found = inside(given)
    if found is None:
        reason = "must be a relative path with /, without .."
        raise Invalid(f"The file name {given[:80]!r} {reason}.", problems=[Problem("file", reason)])
    return found
