"""`python -m cli.local.importer`: one import that another process has asked for on standard input.

It runs at a low priority: who asks for impact goes first. What is wrong is said, and is no exit code.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

# A third of what others get where they compete; on a busy machine it must not come to a stand.
_NICE = 5
# Of all that the kernel could end for want of memory, an import harms least.
_FIRST_TO_GO = "500"

Say = Callable[[dict[str, Any]], None]


def main() -> None:
    """Carry out what the first line of standard input says; end when that is closed."""
    os.nice(_NICE)
    _tell_kernel("autogroup", str(_NICE))  # where sessions share the machine, not processes
    _tell_kernel("oom_score_adj", _FIRST_TO_GO)
    say = _voice()
    order = sys.stdin.buffer.readline()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _carry_out(order, say)


def _tell_kernel(name: str, said: str) -> None:
    with suppress(OSError):
        Path("/proc/self", name).write_text(said, "ascii")


def _voice() -> Say:
    """Return what says a line; whatever else is printed goes aside, it is no report."""
    import orjson

    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(said: dict[str, Any]) -> None:
        lines.write(orjson.dumps(said) + b"\n")

    return say


def _end_with_parent() -> None:
    """Leave when nobody listens any more: the run is seen as incomplete."""
    sys.stdin.buffer.read()
    os._exit(1)


def _carry_out(order: bytes, say: Say) -> None:
    from cli.local.apart import problem_data
    from cmdb.errors import CmdbError

    try:
        say({"answer": _imported(order, say)})
    except CmdbError as exc:
        say({"problem": problem_data(exc)})
    except Exception:  # noqa: BLE001  nobody is above this process but who reads the line
        say({"unforeseen": traceback.format_exc()})


def _imported(order: bytes, say: Say) -> dict[str, Any]:
    from api import importing
    from api.services import services
    from cli.local import reading
    from cli.local.apart import orders
    from cmdb import garbage
    from cmdb.graph import connect
    from cmdb.intake import Grace
    from cmdb.model import load

    given = orders.validate_json(order)
    garbage.seldom()

    def tell(stage: str, done: int, total: int) -> None:
        say({"progress": [stage, done, total]})

    with connect(given.uri, given.user, given.password) as graph:
        made = services(graph, load(given.model), given.home, importing=reading.importing())
        ours = replace(made, precedence=given.precedence, grace=Grace(*given.grace))
        return importing.here(ours, given.job, tell)


if __name__ == "__main__":
    main()
