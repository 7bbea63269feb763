"""Imports that come over HTTP: large ones in a process of their own, so that answers do not wait."""

from typing import Any

from api.events import Tell
from api.jobs import Job, Upload, Visit
from api.services import Live, Services, now
from cmdb import intake
from cmdb.errors import Unavailable
from cmdb.intake import Options, archives
from cmdb.sources import Means

Json = dict[str, Any]

# What is read within half of the second that another process takes to begin.
_SMALL_BYTES = 128 * 2**10
# Small as they are sent, and of any size as they are read.
_PACKED = (".zip", ".tar", ".gz", ".tgz", ".xlsx")


def carried_out(services: Services, job: Job, tell: Tell) -> Json:
    """Return the reports of an import, wherever it is carried out."""
    apart = services.importing.apart
    if apart is None or (isinstance(job.what, Upload) and is_small(job.what)):
        return here(services, job, tell)
    return apart(services, job, tell)


def is_small(upload: Upload) -> bool:
    """Tell whether an upload is over before another process would have begun with it."""
    files = upload.files
    if any(name.lower().endswith(_PACKED) for name in files.names):
        return False
    return sum(files.path(name).stat().st_size for name in files.names) <= _SMALL_BYTES


def here(services: Services, job: Job, tell: Tell) -> Json:
    """Return the reports of an import that this process carries out."""
    reports = intake.bring_in(
        services.graph,
        services.model,
        _readings(services, job.what, tell),
        _options(services, job),
        tell,
        folder=services.home,
    )
    return {"reports": [one.as_data() for one in reports]}


def _readings(services: Services, what: Upload | Visit, tell: Tell) -> Any:
    if isinstance(what, Upload):
        files = archives.unpacked(what.files)
        return services.importing.readings(files, what.kind, what.settings)
    tell("asking the source", 0, 1)
    means = Means(what.allowed, what.secrets)
    return [live(services).reading(what.name, what.kind, what.settings, means)]


def live(services: Services) -> Live:
    """Return what reads live sources here. Raises Unavailable where nothing does."""
    if services.importing.live is None:
        raise Unavailable("This process runs no live sources.", remedy="`cmdb up` starts one.")
    return services.importing.live


def _options(services: Services, job: Job) -> Options:
    return Options(
        job.actor,
        job.source,
        job.dry_run,
        job.keep_going,
        job.reason,
        job.complete,
        grace=services.grace,
        precedence=services.truth(now()).precedence,
    )


def silent(stage: str, done: int, total: int) -> None:
    """Somebody waits for the answer alone."""
