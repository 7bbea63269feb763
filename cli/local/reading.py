"""Files to what importers make of them."""

from collections.abc import Iterator

import importers
from cmdb.intake import Reading
from cmdb.intake.model import Files


def readings(files: Files, kind: str | None = None) -> Iterator[Reading]:
    """Yield what the importers make of the files, each of its kind. Raises Invalid, NotFound."""
    for found, own in importers.inputs(files, kind):
        module = importers.importer(found)
        settings = module.Settings(files=own)
        module.check(settings)
        default = f"{found}:{files.project or 'upload'}"
        yield Reading(module.spec, module.read(settings, None), default)
