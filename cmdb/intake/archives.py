"""Archives in an upload, unpacked in their place: .zip, .tar, .tar.gz, .tgz, and .gz of one file."""

import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from cmdb.errors import Invalid
from cmdb.intake.model import Files
from cmdb.intake.unpacking import REMEDY, Unpacking, is_archive, without_gz

__all__ = ["is_archive", "unpacked"]

_SUFFIXES = (".zip", ".tgz", ".gz", ".tar")
_OTHERS = (".7z", ".rar", ".xz", ".txz", ".bz2", ".tbz", ".tbz2", ".zst")


def unpacked(files: Files) -> Files:
    """Return the upload with what its archives hold in their place; it takes the folder over.

    An archive that comes alone is what its folder would be: its name, or that of the one folder
    in it, becomes the project. Raises Invalid for what is no archive, is encrypted, holds names
    that lead out of it, or unpacks to too much.
    """
    for name in files.names:
        if name.lower().endswith(_OTHERS):
            raise Invalid(f"{name}: archives of this kind are not unpacked here.", remedy=REMEDY)
    packed = [name for name in files.names if is_archive(name)]
    if not packed:
        return files
    alone = len(files.names) == 1
    work = Unpacking(Path(tempfile.mkdtemp(dir=files.root, prefix=".unpacked-")))
    for name in files.names:
        if name in packed:
            work.unpack(files.path(name), name, "" if alone else f"{_stem(name)}/")
        else:
            work.move(files.path(name), name)
    names = tuple(sorted(work.names))
    found = Files(work.root, names, files.project, tuple(work.issues), part=files.part)
    return _as_folder(found, packed[0]) if alone and not _is_one_file(found, packed[0]) else found


def _is_one_file(files: Files, archive: str) -> bool:
    return files.names == (without_gz(archive),)


def _as_folder(files: Files, archive: str) -> Files:
    parts = [PurePosixPath(name).parts for name in files.names]
    tops = {one[0] for one in parts}
    if len(tops) == 1 and all(len(one) > 1 for one in parts):
        top = tops.pop()
        names = tuple("/".join(one[1:]) for one in parts)
        return replace(files, root=files.root / top, names=names, project=top, part=False)
    return replace(files, project=PurePosixPath(_stem(archive)).name, part=False)


def _stem(archive: str) -> str:
    for suffix in _SUFFIXES:
        archive = archive[: -len(suffix)] if archive.lower().endswith(suffix) else archive
    return archive
