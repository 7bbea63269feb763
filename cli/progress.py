"""Progress of long work as it comes over HTTP, drawn until the answer is there."""

import json
from collections.abc import Iterable

from cli import output
from cli.client import Reply
from cli.errors import Refused


def followed(lines: Iterable[str], task: str, unit: str = "") -> Reply | None:
    """Draw progress of `unit`; return the answer, None where it broke off. Raises Refused."""
    event = ""
    with output.progress() as bar:
        drawn = bar.add_task(task, total=None, amount="")
        for line in lines:
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "progress":
                said = json.loads(value)
                bar.update(
                    drawn,
                    description=said["stage"],
                    completed=said["done"],
                    total=said["total"],
                    amount=f"{said['done']:,} of {said['total']:,}{unit}",
                )
            elif name == "data" and event == "problem":
                raise Refused(json.loads(value)["status"], value.encode())
            elif name == "data":
                return Reply(200, value.encode(), {})
    return None
