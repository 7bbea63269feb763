"""Is an edit one that a real write would allow, and do the edits go together? All problems at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from cmdb.errors import Invalid, NotFound, Problem
from cmdb.hypotheses.model import AddCi, Relate, Unrelate
from cmdb.model.quorum import parse
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import Topology

T = TypeVar("T")
Facts = dict[str, Any]
Key = tuple[str, str, str]
_GONE = ("retired", "disposed")
_GROUP_LENGTH = 100


def refuse(
    wrong: Sequence[Problem],
    *,
    missing: bool = False,
    remedy: str = "",
    candidates: Sequence[str] = (),
) -> None:
    """Raise Invalid, or NotFound where only things are missing, if there is a problem."""
    if not wrong:
        return
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    end = "" if not more and wrong[0].reason.endswith("?") else "."
    kind = NotFound if missing else Invalid
    detail = f"{str(wrong[0]).rstrip('.')}{more}{end}"
    raise kind(detail, remedy=remedy, problems=wrong, candidates=candidates)


class Checks:
    """Collects what is wrong with the edits of one hypothesis, each with its place.

    A check returns None or False for what is wrong, and notes it.
    """

    def __init__(self, topology: Topology, where: str) -> None:
        self._topology, self._model, self._where = topology, topology.model, where
        self.unfit: set[str] = set()  # keys of CIs that cannot be added
        self._keys: dict[str, str] = {}
        self._first: dict[tuple[str, ...], int] = {}
        self._problems: list[Problem] = []
        self._invalid = False
        self._error: Invalid | NotFound | None = None

    def wrong(self, at: int, field: str, reason: str, *, missing: bool = False) -> None:
        """Note a problem at a field of an edit, or at the edit itself."""
        place = f"{self._where}[{at}]{field and '.'}{field}"
        self._problems.append(Problem(place, reason.rstrip(".")))
        self._invalid |= not missing

    def settle(self) -> None:
        """Raise for everything that is wrong."""
        first = self._error
        refuse(
            self._problems,
            missing=not self._invalid,
            remedy=first.remedy if first else "",
            candidates=first.candidates if first else (),
        )

    def alone(self, at: int, field: str, what: tuple[str, ...], said: str) -> bool:
        """Tell whether no edit before was about the same; `said` is what that one does."""
        other = self._first.setdefault(what, at)
        if other != at:
            self.wrong(at, field, f"{self._where}[{other}] {said}")
        return other == at

    def ci(self, at: int, field: str, ref: str) -> str | None:
        """Return the id of the CI that is meant: of an added one its key."""
        if ref in self._keys:
            return self._keys[ref]
        if self._error is not None and not perhaps(self._topology, ref):
            # What is near was looked for once: it takes a look at every name.
            self.wrong(at, field, f"there is no CI {ref!r}", missing=True)
            return None
        return self._tried(at, field, lambda: self._topology.id(resolve(self._topology, ref)))

    def added(self, at: int, edit: AddCi) -> Facts | None:
        """Return the facts of a CI to add, and know it by its key."""
        key, kind, topology = edit.key, edit.class_name, self._topology
        if not self.alone(at, "key", ("key", key), f"adds {key} too"):
            return None
        if topology.place(key) is not None or _in_use(topology, key):
            self.wrong(at, "key", f"there is a CI {key!r} already; give the new one another key")
            return None
        self._keys |= {key: key, f"{kind}:{key}": key}
        given = {"lifecycle": "operational", **edit.fields}
        wanted = {name: value for name, value in given.items() if value is not None}
        facts = self._tried(at, "class", lambda: self._model.checked_ci(kind, wanted))
        quorum = {
            group: self.quorum(at, f"quorum.{group}", group, amount)
            for group, amount in edit.quorum.items()
            if self.alone(at, "", ("quorum", key, group), "")
        }
        if facts is None:
            self.unfit.add(key)
            return None
        return {"id": key, "class": kind, **facts, "quorum": quorum}

    def fields(self, at: int, kind: str, fields: Mapping[str, Any]) -> Facts | None:
        """Return fields of a CI of that class as the store would hold them; None unsets."""
        given = {name: value for name, value in fields.items() if value is not None}
        if "name" in fields and not str(fields["name"] or "").strip():
            self.wrong(at, "name", "is missing")
        checked = self._tried(at, "class", lambda: self._model.checked_ci(kind, given, partly=True))
        return None if checked is None else {name: checked.get(name) for name in fields}

    def narrowed(self, at: int, kind: str, wanted: str | None) -> str:
        """Return the class that a CI of one class would have; only what extends it may be."""
        if wanted is None or self._tried(at, "class", lambda: self._model.ci_class(wanted)) is None:
            return kind
        if not self._model.is_a(wanted, kind):
            self.wrong(at, "class", f"a {kind} cannot become a {wanted}, only what extends it")
            return kind
        return wanted

    def quorum(self, at: int, field: str, group: str, amount: Any) -> Any:
        """Return an amount as data; None withdraws it."""
        if not group.strip() or len(group) > _GROUP_LENGTH:
            self.wrong(at, "group", f"a group's name has 1 to {_GROUP_LENGTH} characters")
            return None
        return None if amount is None else self._tried(at, field, lambda: parse(amount).as_data())

    def related(self, at: int, edit: Relate, key: Key, classes: tuple[str, str]) -> Facts | None:
        """Return a relation's properties as the store would hold them."""
        if key[0] == key[2]:
            self.wrong(at, "to", f"{edit.from_} cannot be related to itself")
            return None
        return self._tried(
            at, "type", lambda: self._model.checked_relation(edit.type, *classes, edit.fields)
        )

    def cut(self, at: int, edit: Unrelate, key: Key) -> bool:
        """Tell whether there is such a relation to remove."""
        topology = self._topology
        if self._tried(at, "type", lambda: self._model.relation_type(edit.type)) is None:
            return False
        ends = topology.place(key[0]), topology.place(key[2])
        rows = zip(*topology.needs(ends[0]), strict=True) if ends[0] is not None else ()
        if any(to == ends[1] and topology.tie(code).type == edit.type for to, code in rows):
            return True
        said = f"{edit.from_} {edit.type} {edit.to}"
        self.wrong(at, "", f"there is no relation {said}", missing=True)
        return False

    def _tried(self, at: int, field: str, check: Callable[[], T]) -> T | None:
        try:
            return check()
        except (Invalid, NotFound) as exc:
            self._error = self._error or exc
            for one in exc.problems or (Problem(field, exc.detail),):
                self.wrong(at, one.place or field, one.reason, missing=isinstance(exc, NotFound))
            return None


def _in_use(topology: Topology, name: str) -> bool:
    return any(topology.profile(p).lifecycle not in _GONE for p in topology.named(name))


def perhaps(topology: Topology, ref: str) -> bool:
    """Tell whether a reference may be found, without a look at what is near."""
    rest = ref.partition(":")[2]
    return topology.place(ref) is not None or bool(topology.named(ref) or topology.named(rest))
