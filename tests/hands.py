"""A writer's hands: commands on a real graph, one line each."""

from datetime import UTC, datetime

from ulid import ULID

from cmdb import items
from cmdb.history import Stamp
from cmdb.items import ChangeCI, CreateCI, Relate, Unrelate
from cmdb.model import load


class Hands:
    """Writes as `alice` and returns ids or outcomes."""

    def __init__(self, graph):
        self.graph = graph
        self.model = load()
        self.stamp = Stamp("alice")

    def apply(self, *commands, stamp=None):
        now = datetime.now(UTC)
        return self.graph.write(items.apply, self.model, commands, stamp or self.stamp, now)

    def ci(self, name, class_name="server", quorum=None, **fields):
        id_ = str(ULID())
        self.apply(CreateCI(id_, class_name, {"name": name, **fields}, quorum or {}))
        return id_

    def set(self, ci, *, expected=None, quorum=None, **fields):
        return self.apply(ChangeCI(ci, fields, quorum or {}, expected=expected))

    def relate(self, a, type_, b, *, expected=None, **fields):
        return self.apply(Relate(a, type_, b, fields, expected))

    def unrelate(self, a, type_, b):
        return self.apply(Unrelate(a, type_, b))

    def undo(self, number):
        return self.graph.write(
            items.undo, self.model, number, Stamp("bob", undoes=number), datetime.now(UTC)
        )

    def read(self, ci):
        return self.graph.read(items.read, ci)

    def relations(self, ci):
        return self.graph.read(items.relations, ci)
